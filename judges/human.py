"""People as judges: questions go out on a CSV sheet, verdicts come back on it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from sosprobe.errors import BadInput, Pending, SetupError
from sosprobe.judges import JUDGES
from sosprobe.spreadsheet import guarded
from sosprobe.store import question_key
from sosprobe.types import Form, Messages, Reply

COLUMNS = ("question", "verdict", "note", "shown")


class HumanJudge:
    """A person who fills in a sheet.

    Parameters
    ----------
    sheet
        Path of the CSV file. It is made when it is not there; a run that finds questions without a
        verdict adds them and stops. Fill in the column `verdict` and run the same command again.
    name
        Who judges; a second person needs another sheet.

    Notes
    -----
    Rows are sorted by a hash of the question, so that the two orders of a pair do not stand
    together and nothing on the sheet tells which response was rewritten.
    """

    in_flight = 64
    template = "human"

    def __init__(self, sheet: str, *, name: str = "human") -> None:
        self._path = Path(sheet).expanduser()
        if self._path.suffix.lower() != ".csv":
            raise SetupError(f"A sheet is a .csv file, for example human:labels.csv; not {sheet}.")
        self.name = str(name)
        self._rows = _read(self._path) if self._path.exists() else {}
        self._added = False

    @property
    def identity(self) -> Mapping[str, object]:
        """The person and the sheet's name."""
        return {"provider": "human", "model": self.name, "sheet": self._path.name}

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        """Return what the sheet says.

        Raises
        ------
        Pending
            If it says nothing yet; the question is then put on the sheet.
        """
        name = question_key(messages, repeat)[:16]
        if name not in self._rows:
            shown = "\n\n".join(message["content"] for message in messages)
            self._rows[name] = {"question": name, "verdict": "", "note": "", "shown": shown}
            self._added = True
        verdict = self._rows[name]["verdict"].strip()
        if not verdict:
            raise Pending(f"verdicts are missing on the sheet {self._path}; fill them in")
        return Reply(text=f"answer: {verdict}", model=self.name)

    async def aclose(self) -> None:
        """Write the sheet if questions were added."""
        if not self._added:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_name(f"{self._path.name}.part")
        with partial.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
            writer: csv.DictWriter[str] = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for _, row in sorted(self._rows.items()):
                writer.writerow(row | {"shown": guarded(row["shown"])})
        partial.replace(self._path)
        self._added = False


def _read(path: Path) -> dict[str, dict[str, str]]:
    """Return the rows of a sheet by question."""
    csv.field_size_limit(2**31 - 1)
    found: dict[str, dict[str, str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS[:2] if name not in (reader.fieldnames or ())]
            if missing:
                raise BadInput(path, f"column `{missing[0]}` is missing", line=1)
            for row in reader:
                cells = {name: row.get(name) or "" for name in COLUMNS}
                name = cells["question"]
                if name in found and found[name]["verdict"] != cells["verdict"]:
                    raise BadInput(path, f"{name} has two verdicts", line=reader.line_num)
                found[name] = cells
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(path, f"cannot be read as CSV: {error}") from error
    return found


JUDGES.add("human", HumanJudge)
