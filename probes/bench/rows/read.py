"""Read the records of a published data file: JSON, JSONL, CSV, TSV or Parquet, packed or not."""

from __future__ import annotations

import csv
import gzip
import importlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from sosprobe.data.fields import Row as Record
from sosprobe.errors import BadInput
from sosprobe.probes.bench.rows.row import Row

ENDINGS = (".jsonl", ".json", ".csv", ".tsv", ".parquet")
_LISTS = ("examples", "data", "rows", "train", "test")


def stem(path: Path) -> str:
    """Return a file's name without its endings and the numbers of its pieces.

    >>> stem(Path("test-00000-of-00001.parquet")), stem(Path("bbh.jsonl.gz"))
    ('test', 'bbh')
    """
    name = path.name.removesuffix(".gz")
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    return re.sub(r"-\d{5}-of-\d{5}$", "", name)


def find(row: Row, folder: Path) -> list[Path]:
    """Return the files of a row: in a folder of its name in `folder`, else in `folder` itself.

    Raises
    ------
    BadInput
        If there is none; the message says which names are looked for and where the set is had.
    """
    if not folder.is_dir():
        raise BadInput(folder, "there is no such folder")
    own = folder / row.name
    if own.is_dir():
        there = sorted(path for path in own.rglob("*") if _is_data(path))
        if tested := [path for path in there if "test" in path.relative_to(own).parts[:-1]]:
            there = tested  # sets that come with folders `train` and `test`
        named = [path for path in there if re.fullmatch(row.files, stem(path), re.IGNORECASE)]
        if found := named or there:
            return found
    # Names such as `test` say nothing outside a folder of the row's own.
    plain = [path for path in sorted(folder.iterdir()) if _is_data(path)]
    of_row = [path for path in plain if _squeezed(stem(path)).startswith(_squeezed(row.name))]
    if of_row:
        return of_row
    access = f"; access is asked for at {row.gated}" if row.gated else ""
    raise BadInput(
        folder,
        f"holds no data of the row {row.name}: put its files into {own} or name one "
        f"{row.name}.jsonl (also .json, .csv, .tsv, .parquet, .gz). It is had from "
        f"{row.source}{access}",
    )


def records(path: Path) -> Iterator[Record]:
    """Yield the records of a file, each with its line where it has one."""
    name = path.name.removesuffix(".gz")
    content = _content(path)
    if name.endswith(".parquet"):
        yield from _parquet(path, content)
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(path, "is not UTF-8 text", line=line) from error
    if name.endswith(".json"):
        yield from _json(path, text)
    elif name.endswith((".csv", ".tsv")):
        reader = csv.DictReader(
            io.StringIO(text, newline=""), delimiter="\t" if name.endswith(".tsv") else ","
        )
        try:
            for fields in reader:
                yield Record(path=path, line=reader.line_num, fields=cast("dict[str, Any]", fields))
        except csv.Error as error:
            raise BadInput(path, f"not CSV: {error}", line=reader.line_num) from error
    else:
        for number, written in enumerate(text.split("\n"), 1):
            if written.strip():
                yield _record(path, number, _parsed(path, written, number))


def _json(path: Path, text: str) -> Iterator[Record]:
    """Yield a JSON file's records: a list, an object that holds one, or one record alone."""
    whole = _parsed(path, text, None)
    if isinstance(whole, dict):
        table = cast("dict[str, Any]", whole)
        inner = [table[name] for name in _LISTS if isinstance(table.get(name), list)]
        whole = inner[0] if inner else [table]
    if not isinstance(whole, list):
        raise BadInput(path, "must hold a list of records")
    for record in cast("list[object]", whole):
        yield _record(path, None, record)


def _parquet(path: Path, content: bytes) -> Iterator[Record]:
    parquet: Any = importlib.import_module("pyarrow.parquet")

    try:
        table: Any = parquet.read_table(io.BytesIO(content))
    except (ValueError, OSError) as error:
        raise BadInput(path, f"not Parquet: {error}") from error
    for number, record in enumerate(cast("list[object]", table.to_pylist()), 1):
        yield _record(path, number, record)


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.name.endswith(".gz") else content
    except (OSError, EOFError) as error:
        raise BadInput(path, f"cannot be read: {error}") from error


def _parsed(path: Path, text: str, line: int | None) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(path, f"not JSON: {error.msg}", line=line or error.lineno) from error


def _record(path: Path, line: int | None, value: object) -> Record:
    if not isinstance(value, dict):
        raise BadInput(path, "a record must be an object", line=line)
    return Record(path=path, line=line, fields=cast("dict[str, Any]", value))


def _is_data(path: Path) -> bool:
    return path.is_file() and path.name.removesuffix(".gz").endswith(ENDINGS)


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
