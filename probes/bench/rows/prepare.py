"""Read a row's published files and write them as the task files read them."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from sosprobe.errors import BadInput, SetupError
from sosprobe.probes.bench.rows.docs import Doc, Maker
from sosprobe.probes.bench.rows.knowledge import KNOWLEDGE
from sosprobe.probes.bench.rows.read import find, records
from sosprobe.probes.bench.rows.registry import row_of
from sosprobe.probes.bench.rows.row import Prepared, Row
from sosprobe.probes.bench.rows.safety import SAFETY

MAKERS: dict[str, Maker] = KNOWLEDGE | SAFETY


def prepare(row: Row | str, folder: Path, out: Path) -> Prepared:
    """Return a row's items, written into `out`, one file a part.

    Raises
    ------
    BadInput
        If the files are not there or not in the published format; names file, line and field.
    SetupError
        If the row is asked by LiveBench's own program.
    """
    row = row_of(row) if isinstance(row, str) else row
    if row.livebench:
        raise SetupError(
            f"{row.title} is asked by LiveBench's own program: name its checkout as --livebench."
        )
    paths = find(row, folder)
    docs: dict[str, list[Doc]] = defaultdict(list)
    read = 0
    for path in paths:
        for record in records(path):
            read += 1
            for part, doc in MAKERS[row.name](record):
                docs[part].append(doc)
    if not docs:
        raise BadInput(paths[0], f"holds no item of the row {row.name} ({read} records read)")
    order = [part.name for part in row.parts] or [row.name]
    parts = sorted(docs, key=lambda part: order.index(part) if part in order else len(order))
    return Prepared(
        files={part: _written(out / f"{row.name}-{part}.jsonl", docs[part]) for part in parts},
        counts={part: len(docs[part]) for part in parts},
        problems=(
            *_problems(row, {part: len(docs[part]) for part in parts}),
            *_broken({part: docs[part] for part in parts}),
        ),
    )


def _problems(row: Row, counts: dict[str, int]) -> list[str]:
    sizes = {part.name: part.published_n for part in row.parts} or {row.name: row.published_n}
    absent = [name for name in sizes if name not in counts]
    found = [f"absent: {', '.join(absent)}"] if absent else []
    for name, count in counts.items():
        if name not in sizes:
            found.append(f"{name}: {count} items that no published part holds")
        elif count != sizes[name]:
            found.append(f"{name}: {count} items, published {sizes[name]}")
    return found


def _broken(docs: dict[str, list[Doc]]) -> list[str]:
    """Say where items have no right label, so that every answer to them is wrong."""
    found = {part: sum(doc.get("sos_gold") == [] for doc in docs[part]) for part in docs}
    return [f"{part}: {n} items have no right option" for part, n in found.items() if n]


def _written(path: Path, docs: list[Doc]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(doc, ensure_ascii=False) for doc in docs)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return path
