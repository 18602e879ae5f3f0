"""A page on which a person compares rewrites side by side and accepts or rejects them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from sosprobe.analysis.diff import Piece, word_diff
from sosprobe.analysis.display import printable


class Rewritten(Protocol):
    """A rewrite beside the text that it was made from."""

    @property
    def item(self) -> str: ...
    @property
    def rewrite(self) -> str: ...
    @property
    def prompt(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...
    @property
    def digest(self) -> str: ...


def write_review_page(rows: Sequence[Rewritten], path: Path) -> Path:
    """Write the page and return its path.

    It opens from disk and loads nothing. Decisions are kept by the browser and saved as a sheet
    that `sosprobe run --decisions` reads. Every text is escaped.
    """
    environment = Environment(
        loader=PackageLoader("sosprobe.analysis", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    entries = [(row, *_sides(row.before, row.after)) for row in rows]
    text = environment.get_template("review.html").render(entries=entries)
    path.write_text(printable(text), encoding="utf-8", newline="\n")
    return path


def _sides(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Return what to show on the left and on the right; whole texts where they are too long."""
    pieces = word_diff(before, after)
    if pieces is None:
        return [Piece("removed", before)], [Piece("added", after)]
    left = [piece for piece in pieces if piece.kind != "added"]
    right = [piece for piece in pieces if piece.kind != "removed"]
    return left, right
