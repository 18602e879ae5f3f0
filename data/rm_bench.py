"""RM-Bench (Liu et al., arXiv 2410.16184): right and wrong answers, each in three styles.

A file is a list of records with id, prompt, chosen and rejected; both lists hold the concise, the
detailed plain and the detailed markdown version, in that order.
"""

from __future__ import annotations

from pathlib import Path

from sosprobe.data.fields import Row, json_rows
from sosprobe.errors import BadInput, UnknownName
from sosprobe.types import Item, Response

STYLES = ("concise", "detailed", "markdown")


def load_rm_bench(folder: Path, *, subset: str = "") -> list[Item]:
    """Return one item a record, with the six responses `chosen_concise` ... `rejected_markdown`.

    Parameters
    ----------
    folder
        The folder with the published `*_filtered.json` files (JSONL works too), or one file.
    subset
        Only files whose name begins with this, for example `chat`.
    """
    files = (
        [folder] if folder.is_file() else sorted([*folder.glob("*.json"), *folder.glob("*.jsonl")])
    )
    wanted = [path for path in files if path.name.startswith(subset)]
    if not files:
        raise BadInput(folder, "holds no .json or .jsonl file of RM-Bench")
    if not wanted:
        raise UnknownName("subset of RM-Bench", subset, [path.stem for path in files])
    items: list[Item] = []
    for path in wanted:
        name = path.stem.removesuffix("_filtered")
        for row in json_rows(path):
            items.append(
                Item(
                    id=f"{name}/{row.fields.get('id', len(items))}",
                    prompt=row.text("prompt"),
                    category=row.text("domain", name),
                    responses={
                        **_responses(row, "chosen", 1.0),
                        **_responses(row, "rejected", 0.0),
                    },
                    source="RM-Bench",
                    licence="ODC-BY",
                )
            )
    return items


def _responses(row: Row, field: str, gold: float) -> dict[str, Response]:
    """Return the three versions in `field`."""
    texts = row.texts(field)
    if len(texts) != len(STYLES):
        raise row.error(f"field `{field}` must hold {len(STYLES)} texts, not {len(texts)}")
    named = zip(STYLES, texts, strict=True)
    return {f"{field}_{style}": Response(text=text, gold=gold) for style, text in named}
