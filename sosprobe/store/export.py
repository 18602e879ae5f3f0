"""Write every reply of a store to a Parquet or JSONL file, for other tools."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from sosprobe.errors import SetupError
from sosprobe.store.codec import decoded
from sosprobe.store.rows import Row, reading, refuse_same, rows
from sosprobe.types import Reply

_AT_ONCE = 10_000
"""Rows that are in memory at a time."""


def export(path: Path, target: Path) -> tuple[int, int]:
    """Write the replies in `path` to `target`; return how many, and how many cannot be read.

    A row has `key`, `question`, `judge` (identity as JSON), the fields of `Reply` and `at`. Half a
    surrogate pair, which no file can hold, becomes `?`. `logprobs` is a JSON object; a value that
    JSON cannot hold (a probability of zero) is null in it.

    Raises
    ------
    SetupError
        If the ending of `target` is neither .parquet nor .jsonl, or a file cannot be used.
    """
    refuse_same(path, target)
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise SetupError(f"{target}: the name must end in {' or '.join(_WRITERS)}.")
    with reading(path) as db:
        broken: list[str] = []
        partial = target.with_name(f"{target.name}.part")
        try:
            partial.parent.mkdir(parents=True, exist_ok=True)
            count = write(_records(rows(db), broken), partial)
            partial.replace(target)
        except OSError as error:
            raise SetupError(
                f"{target} cannot be written ({error.strerror or error}). Free some space, or name "
                "another place."
            ) from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
    return count, len(broken)


def _records(found: Iterable[Row], broken: list[str]) -> Iterator[dict[str, object]]:
    """Yield a record for each reply; add the keys of those that cannot be read to `broken`."""
    for key, question, judge, body, at in found:
        try:
            reply = decoded(body)
        except ValueError:
            broken.append(key)
            continue
        parts = {**asdict(reply), "logprobs": _finite(reply.logprobs)}
        yield {"key": key, "question": question, "judge": judge, **parts, "at": at}


def _finite(logprobs: Mapping[str, float] | None) -> dict[str, float | None] | None:
    """Return the log probabilities with null for what JSON cannot hold."""
    if logprobs is None:
        return None
    return {name: value if math.isfinite(value) else None for name, value in logprobs.items()}


def _jsonl(records: Iterable[Mapping[str, object]], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for record in records:
            text = json.dumps(record, ensure_ascii=False, allow_nan=False)
            file.write(f"{text}\n")
            count += 1
    return count


def _parquet(records: Iterable[Mapping[str, object]], path: Path) -> int:
    # By name, because these ship no types; here, because they are slow to import.
    arrow: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    numbers = {"int": arrow.int64(), "float": arrow.float64()}
    columns = dict.fromkeys(("key", "question", "judge"), arrow.string())
    columns |= {f.name: numbers.get(str(f.type), arrow.string()) for f in fields(Reply)}
    schema = arrow.schema([*columns.items(), ("at", arrow.string())])
    count = 0
    left = iter(records)
    with parquet.ParquetWriter(path, schema) as file:
        while part := list(islice(left, _AT_ONCE)):
            file.write_table(arrow.Table.from_pylist([_flat(record) for record in part], schema))
            count += len(part)
    return count


def _flat(record: Mapping[str, object]) -> dict[str, object]:
    """Return a record with JSON for what is neither text nor number, all of it in UTF-8."""
    return {name: _cell(value) for name, value in record.items()}


def _cell(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()


_WRITERS: dict[str, Callable[[Iterable[Mapping[str, object]], Path], int]] = {
    ".parquet": _parquet,
    ".jsonl": _jsonl,
}
