"""One row of the suite, ready to be asked by one instrument."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Instrument = Literal["loglikelihood", "generate"]
"""How an answer is taken: by the likelihood of each choice, or from generated text."""

TaskSpec = str | Mapping[str, object]
"""A task of the harness: its name, the path of its file, or its configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the harness needs to know of a row."""

    row: str
    title: str
    """The benchmark's name in tables."""
    factor: str
    instrument: Instrument
    tasks: Sequence[TaskSpec]
    parts: Mapping[str, str] = field(default_factory=dict[str, str])
    """The part that each task is, by the task's name."""
    metrics: tuple[str, ...] = ()
    """The metrics that count; all that are shares if empty."""
    data: str = ""
    """A hash of the data, or the name of where it comes from."""
    rules: str = ""
    """A hash of the prompts and of the rules by which answers are read."""
    problems: tuple[str, ...] = ()
    """What is odd about the data, for the record."""

    @property
    def name(self) -> str:
        """A name for files, for example `xstest.generate`."""
        return f"{self.row}.{self.instrument}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A row that cannot be asked, or whose run broke off."""

    row: str
    instrument: str
    reason: str


def digest(content: object) -> str:
    """Return a short hash of whatever JSON can write.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
