"""Find the items that the user names: the probe set, a public set in a folder, or a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sosprobe.data.llmbar import load_llmbar
from sosprobe.data.pairs import load_pairs
from sosprobe.data.probe_set import items, shipped
from sosprobe.data.rm_bench import load_rm_bench
from sosprobe.errors import BadInput, SetupError, UnknownName
from sosprobe.registry import split_spec
from sosprobe.types import Item

LOADERS: dict[str, Callable[..., list[Item]]] = {"llmbar": load_llmbar, "rm_bench": load_rm_bench}


def load(spec: str) -> Sequence[Item]:
    """Return the items of `probe`, `probe:FOLDER`, `llmbar:FOLDER`, `rm_bench:FOLDER` or a file.

    A subset follows after a comma: `llmbar:FOLDER,subset=Natural`.
    """
    name, rest, parameters = split_spec(spec)
    if name == "probe":
        return items(_there(rest)) if rest else shipped()
    if name in LOADERS:
        if not rest:
            raise SetupError(f"--data {name}:FOLDER needs the folder that holds the set.")
        if set(parameters) - {"subset"}:
            raise UnknownName(f"parameter of {name}", next(iter(parameters)), ["subset"])
        return LOADERS[name](_there(rest), subset=str(parameters.get("subset", "")))
    if Path(spec).suffix:
        return load_pairs(_there(spec))
    raise UnknownName(
        "data set", name, ["probe", *LOADERS, "FILE.jsonl", "FILE.csv", "FILE.parquet"]
    )


def _there(path: str) -> Path:
    """Return the path, which must exist."""
    found = Path(path).expanduser()
    if not found.exists():
        raise BadInput(found, "there is no such file or folder")
    return found
