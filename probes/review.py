"""Let a person look at the rewrites before a judge does, and honour what the person decides."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sosprobe.errors import BadInput, UnknownName
from sosprobe.probes.rewrites import Workshop
from sosprobe.spreadsheet import guarded
from sosprobe.types import PLAIN, Side

COLUMNS = ("item", "rewrite", "digest", "decision", "note", "before", "after")
DECISIONS = ("", "accept", "reject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A rewrite beside the text that it was made from."""

    item: str
    rewrite: str
    """Label of the side, for example `reference+markdown+factual_error`."""
    prompt: str
    before: str
    after: str

    @property
    def digest(self) -> str:
        """What ties a decision to exactly this text."""
        return digest(self.after)


def digest(text: str) -> str:
    """Return the first 16 digits of a text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def shown(workshop: Workshop) -> Iterator[Shown]:
    """Yield every rewrite that a workshop made and kept, by item."""
    for item, side in workshop.made():
        response = workshop.response(item, side)
        before = workshop.response(item, _before(side))
        if response is not None and before is not None:
            yield Shown(
                item=item,
                rewrite=side.label,
                prompt=workshop.items[item].prompt,
                before=before.text,
                after=response.text,
            )


def write_sheet(rows: Sequence[Shown], path: Path) -> Path:
    """Write a CSV sheet whose column `decision` a person fills in, and return its path."""
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            texts = (guarded(row.before), guarded(row.after))
            writer.writerow([row.item, row.rewrite, row.digest, "", "", *texts])
    return path


def decisions(path: Path) -> Callable[[str, str, str], bool]:
    """Return what says whether a reviewer lets a rewrite pass: item, label, text.

    A rewrite without a decision passes. A decision counts for the text that it was made on: if the
    rewrite has come out differently since, it has to be looked at again.

    Raises
    ------
    BadInput
        If the sheet cannot be read, lacks a column or holds another word than accept or reject.
    """
    rejected: set[tuple[str, str, str]] = set()
    try:
        with path.expanduser().open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for name in ("item", "rewrite", "digest", "decision"):
                if name not in (reader.fieldnames or ()):
                    raise BadInput(path, str(UnknownName("column", name, reader.fieldnames or ())))
            for row in reader:
                decision = (row["decision"] or "").strip().lower()
                if decision not in DECISIONS:
                    problem = f"decision {decision!r} is neither accept nor reject"
                    raise BadInput(path, problem, line=reader.line_num)
                if decision == "reject":
                    rejected.add((row["item"], row["rewrite"], row["digest"]))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(path, f"cannot be read as a sheet: {error}") from error
    return lambda item, rewrite, text: (item, rewrite, digest(text)) not in rejected


def accept_all(item: str, rewrite: str, text: str) -> bool:
    """Let every rewrite pass."""
    return True


def _before(side: Side) -> Side:
    """Return the side that a rewrite was made from: style comes after substance."""
    if side.style != PLAIN and side.substance != PLAIN:
        return Side(response=side.response, substance=side.substance)
    return Side(response=side.response)
