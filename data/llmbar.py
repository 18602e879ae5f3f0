"""LLMBar (Zeng et al., arXiv 2310.07641): pairs where following the instruction decides.

The published layout is `Dataset/LLMBar/<subset>/dataset.json`, each a list of records with input,
output_1, output_2 and label (1 or 2, the better output). JSONL files whose records carry a field
`subset` are read as well.
"""

from __future__ import annotations

from pathlib import Path

from sosprobe.data.fields import json_rows
from sosprobe.errors import BadInput, UnknownName
from sosprobe.types import Item, Response


def load_llmbar(folder: Path, *, subset: str = "") -> list[Item]:
    """Return the pairs under `folder`, responses `output_1` and `output_2`; gold is 1 or 0.

    Parameters
    ----------
    folder
        A checkout of the repository, its folder `Dataset`, or one subset's folder.
    subset
        Only subsets whose name ends in this, for example `Natural` or `Adversarial/Manual`.
    """
    files = sorted([*folder.rglob("dataset.json"), *folder.rglob("dataset.jsonl")])
    if not files:
        raise BadInput(folder, "holds no dataset.json of LLMBar")
    items: list[Item] = []
    names: set[str] = set()
    for path in files:
        place = path.parent.relative_to(folder).as_posix()
        for number, row in enumerate(json_rows(path)):
            name = row.text("subset", place if place != "." else path.parent.name)
            names.add(name)
            if not name.endswith(subset):
                continue
            label = row.fields.get("label")
            if label not in (1, 2):
                raise row.error(f"field `label` must be 1 or 2, not {label!r}")
            index = row.fields.get("idx", number)
            outputs = {
                f"output_{side}": Response(
                    text=row.text(f"output_{side}"), gold=float(label == side)
                )
                for side in (1, 2)
            }
            items.append(
                Item(
                    id=f"{name}/{index}",
                    prompt=row.text("input"),
                    category=name,
                    responses=outputs,
                    source="LLMBar",
                    licence="MIT",
                )
            )
    if not items:
        raise UnknownName("subset of LLMBar", subset, names)
    return items
