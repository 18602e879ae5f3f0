"""Read the files of others: of a bounded size, as data and never as code."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from sosprobe.errors import BadInput, SetupError
from sosprobe.judges.importers.tables import Table, is_list, is_table, with_text_keys

_MOST_BYTES = 2**19
_FEW = 80
_MOST_VALUES = 100_000
"""Values that a YAML file may come to, each counted as often as it is referred to."""


def text_of(path: Path) -> str:
    """Return the text of a file, its lines ended as usual.

    Raises
    ------
    BadInput
        If it cannot be read, is larger than a file of prompts could be, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise BadInput(path, f"cannot be read: {error}") from error
    if len(data) > _MOST_BYTES:
        raise BadInput(path, f"is larger than {_MOST_BYTES // 2**10} KiB, so it holds no prompts")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(path, "is not UTF-8 text", line=line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def yaml_of(path: Path) -> Any:
    """Return what a YAML file holds, once it is known how much that is."""
    return yaml_in(path, text_of(path))


def yaml_in(path: Path, text: str) -> Any:
    """Return what YAML text holds, plain values only.

    References are followed in thought first: a few lines of them can stand for more values than
    there is memory, or for a value that holds itself.
    """
    import yaml

    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return None
        if _size(node, {}) > _MOST_VALUES:
            raise BadInput(path, f"stands for more than {_MOST_VALUES} values")
        return loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise BadInput(path, f"not YAML: {error.problem}", line=line) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise BadInput(path, f"not YAML: {str(error).partition(chr(10))[0]}") from error
    except RecursionError as error:
        raise BadInput(path, "is nested too deeply, or refers to itself") from error


def json_in(path: Path, text: str, line: int | None = None) -> Any:
    """Return what JSON text holds."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(path, f"not JSON: {error.msg}", line=line or error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise BadInput(path, f"not JSON that can be read: {error}", line=line) from error


def data_of(path: Path) -> Any:
    """Return what a JSON, YAML or TOML file holds; its ending says which it is."""
    match path.suffix.lower():
        case ".json":
            return json_in(path, text_of(path))
        case ".toml":
            try:
                return tomllib.loads(text_of(path))
            except (tomllib.TOMLDecodeError, RecursionError) as error:
                raise BadInput(path, f"not TOML: {error}") from error
        case _:
            return yaml_of(path)


def table_of(path: Path) -> Table:
    """Return the one table that a JSON, YAML or TOML file holds."""
    return as_table(path, data_of(path))


def as_table(path: Path, value: object, *, at: str = "", line: int | None = None) -> Table:
    """Return a value of a file as a table."""
    if not is_table(value):
        where = f"{at} " if at else ""
        raise BadInput(path, f"{where}must be a table, not {type(value).__name__}", line=line)
    return Table(path=path, fields=with_text_keys(value), at=at, line=line)


def records_of(path: Path) -> list[Table]:
    """Return the records of one JSON list, or of JSONL (one record a line)."""
    text = text_of(path)
    if text.lstrip().startswith("["):
        values = json_in(path, text)
        if not is_list(values):
            raise BadInput(path, "must hold a list of records")
        return [as_table(path, value, at=f"[{n}]") for n, value in enumerate(values)]
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    return [as_table(path, json_in(path, line, n), line=n) for n, line in lines]


def beside(folder: Path, name: str) -> Path:
    """Return the path of a file that another file names, which must lie in `folder`.

    Raises
    ------
    SetupError
        If the name leads out of the folder: what it finds there was not meant for a judge.
    """
    path = folder / name
    try:
        path.is_file()  # a name that no file can have fails here
        inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError) as error:
        raise SetupError(f"{name[:_FEW]!r} cannot be the name of a file") from error
    if not inside:
        raise SetupError(f"{name!r} leads out of {folder}")
    return path


def _size(node: Any, known: dict[int, int]) -> int:
    """Return how many values a node of YAML stands for, what it refers to counted each time."""
    if id(node) not in known:
        # Found again before it is counted, it holds itself.
        known[id(node)] = _MOST_VALUES + 1
        known[id(node)] = 1 + sum(_size(part, known) for part in _children(node.value))
    return known[id(node)]


def _children(value: object) -> list[Any]:
    """Return the nodes in a sequence, or the keys and values of a mapping, which come in pairs."""
    if not is_list(value):
        return []
    found: list[Any] = []
    for part in value:
        found += part if isinstance(part, tuple) else (part,)
    return found
