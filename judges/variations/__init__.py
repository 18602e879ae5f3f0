"""Variations: one change of a judge prompt a file, with the responses left as they are."""

from __future__ import annotations

from typing import Protocol

from sosprobe.judges.template import Template
from sosprobe.registry import Registry


class Variation(Protocol):
    """Change one thing about a template; the same template gives the same variation."""

    @property
    def bias(self) -> str:
        """The judge's weakness that it shows, by the field's name for it."""
        ...

    def vary(self, template: Template) -> Template:
        """Return the changed template; raise `SetupError` if it lacks what is to be changed."""
        ...


VARIATIONS: Registry[Variation] = Registry("variation", "sosprobe.judges.variations")
