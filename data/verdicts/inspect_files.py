"""Open logs of inspect_ai: one JSON document, or a zip archive (.eval) of JSON documents."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.source import is_table, json_object, parsed, table_in
from sosprobe.errors import BadInput

_ENDINGS = (".eval", ".json")
_LISTS = ("eval-set.json", "logs.json", "listing.json")
"""Files that inspect_ai puts beside its logs."""
_KEPT = ("id", "epoch", "scores", "score", "uuid", "error")
"""What is read of a sample. Transcripts are large, and no verdict is in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """One run of a task with one model."""

    path: Path
    eval: Row
    """What was run: `task`, `model`, `model_roles`, `scorers`."""
    results: Row
    samples: list[Row]
    """Each with `id`, `epoch`, `scores` (one `score` in old logs), `uuid` and `error`."""


def logs_in(path: Path) -> Iterator[Log]:
    """Yield the log in a file, or each log below a folder, in the order of their names."""
    if not path.is_dir():
        yield _log(path)
        return
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in _ENDINGS)
    found = [file for file in files if file.name not in _LISTS and file.is_file()]
    if not found:
        raise BadInput(path, "holds no log of inspect_ai (.eval or .json)")
    for file in found:
        yield _log(file)


def _log(path: Path) -> Log:
    """Return the log in one file."""
    if path.suffix.lower() == ".eval" or zipfile.is_zipfile(path):
        header, samples = _unzipped(path)
    else:
        whole = json_object(path)
        if whole is None:
            raise BadInput(path, "is no log of inspect_ai: it must hold one JSON object")
        header, samples = whole, whole.rows("samples")
    if "eval" not in header.fields:
        there = ", ".join(sorted(header.fields)) or "none"
        raise header.error(f"is no log of inspect_ai: field `eval` is missing (there are: {there})")
    if not samples:
        raise header.error("holds no sample: the run ended before one was done, or none was logged")
    return Log(
        path=path,
        eval=table_in(header, "eval"),
        results=table_in(header, "results"),
        samples=[_shortened(sample) for sample in samples],
    )


def _shortened(sample: Row) -> Row:
    """Return a sample without what is not read of it."""
    fields = {name: sample.fields[name] for name in _KEPT if name in sample.fields}
    return Row(path=sample.path, line=sample.line, fields=fields)


def _unzipped(path: Path) -> tuple[Row, list[Row]]:
    """Return the header and the samples' summaries of an .eval file.

    The summaries hold all scores, and are small where samples hold whole transcripts.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            for name in ("header.json", "summaries.json"):
                if name not in names:
                    raise BadInput(path, f"has no member {name}: the run was not finished")
            header = parsed(path, archive.read("header.json").decode())
            summaries = parsed(path, archive.read("summaries.json").decode())
    except NotImplementedError as error:
        raise BadInput(
            path,
            "is packed in a way that this Python cannot read (zstd needs Python 3.14). Run: "
            f"inspect log convert --to json --output-dir converted {path}",
        ) from error
    except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise BadInput(path, f"cannot be read as a zip archive of JSON: {error}") from error
    if not is_table(header):
        raise BadInput(path, "member header.json must hold an object")
    top = Row(path=path, line=None, fields=header)
    return top, Row(path=path, line=None, fields={"summaries": summaries}).rows("summaries")
