"""Rewrite public texts: `python -m tests.verify.perturbations docs/rewrites.md [shared data]`.

Every style perturbation that needs no model meets several thousand answers of real models. What
the gate keeps is read once more by `second_check`; a rewrite that broke its promise fails the run.
"""

from __future__ import annotations

import inspect
import json
import random
import sys
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import check
from sosprobe.types import Item, Perturbation, Rejected, Response
from tests.verify.pages import markdown
from tests.verify.second_check import ChangeKind, changes

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SETS = ("humans_llms_judgement_bias", "mt_bench", "llmbar")
MOST = 3000
"""Texts of a set; of a larger one a sample is drawn."""
CHUNK = 20
SHOWN = 20
PROMISES: dict[ChangeKind, str] = {
    "number": "numbers",
    "negation": "negation",
    "operator": "operators",
    "code": "code",
}
Text = tuple[str, str, str]
"""Name, prompt and answer."""
Key = tuple[str, str, str]
"""Perturbation, what became of a text, and the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of some texts, and the rewrites that broke a promise."""

    counts: Counter[Key] = field(default_factory=Counter[Key])
    violations: list[str] = field(default_factory=list[str])

    def add(self, other: Tally) -> None:
        """Add what another part of the texts gave."""
        self.counts.update(other.counts)
        self.violations.extend(other.violations)


def main(path: Path, folder: Path) -> int:
    """Rewrite every text, write the table, and return 1 if a promise was broken."""
    rows: list[dict[str, object]] = []
    violations: list[str] = []
    with ProcessPoolExecutor() as pool:
        for name in SETS:
            tally = rewritten(pool, sampled(name, folder))
            rows += table_rows(name, tally.counts)
            violations += tally.violations
    table = pd.DataFrame(rows).sort_values(["perturbation", "data"])
    path.write_text(report(table))
    print(report(table))
    for line in violations[:SHOWN]:
        print(line)
    print(f"{len(violations)} rewrites broke a promise or crashed")
    return 1 if violations else 0


def texts(name: str, folder: Path) -> Iterator[Text]:
    """Yield the different answers of a set; each text once."""
    seen: set[int] = set()
    for number, (prompt, answer) in enumerate(_answers(name, folder / name)):
        mark = hash(answer)
        if mark not in seen:
            seen.add(mark)
            yield f"{name}/{number}", prompt, answer


def sampled(name: str, folder: Path) -> Iterator[Text]:
    """Yield the answers of a set, or of a large set a sample that is always the same."""
    count = sum(1 for _ in texts(name, folder))
    chosen = set(random.Random(name).sample(range(count), min(MOST, count)))
    return (text for number, text in enumerate(texts(name, folder)) if number in chosen)


def rewritten(pool: ProcessPoolExecutor, stream: Iterator[Text]) -> Tally:
    """Return what became of all texts; few chunks are under way at a time."""
    total = Tally()
    chunks = iter(lambda: tuple(islice(stream, CHUNK)), ())
    waiting: deque[Future[Tally]] = deque(pool.submit(judged, c) for c in islice(chunks, 6))
    while waiting:
        total.add(waiting.popleft().result())
        waiting.extend(pool.submit(judged, chunk) for chunk in islice(chunks, 1))
    return total


@cache
def perturbations() -> dict[str, Perturbation]:
    """Return the style perturbations that need no model, by name."""
    makers = {name: PERTURBATIONS.maker(name) for name in PERTURBATIONS.names()}
    ruled = [n for n, make in makers.items() if "writer" not in inspect.signature(make).parameters]
    built = {name: PERTURBATIONS.build(name) for name in ruled}
    return {name: one for name, one in built.items() if one.about.kind == "style"}


def judged(chunk: tuple[Text, ...]) -> Tally:
    """Return what every perturbation makes of some texts."""
    tally = Tally()
    for name, prompt, text in chunk:
        response = Response(text=text)
        item = Item(id=name, prompt=prompt, category="other", responses={"reference": response})
        for spec, one in perturbations().items():
            try:
                ending, reason = _ending(one, item, response)
            except Exception as error:  # a crash on one text must not hide the other texts
                ending, reason = "crashed", f"{type(error).__name__}: {error}"
            if ending in ("broken", "crashed"):
                tally.violations.append(f"{spec} on {name}: {ending}, {reason}")
                reason = ""
            tally.counts[spec, ending, reason] += 1
    return tally


def _ending(one: Perturbation, item: Item, response: Response) -> tuple[str, str]:
    """Return what became of a response, and why."""
    made = one.rewrite(item, response)
    if isinstance(made, Rejected):
        return "declined", made.reason
    if made.response.text == response.text:
        return "rejected", "unchanged"
    stopped = check(item, response, made, one.about.keeps)
    if stopped is not None:
        return "rejected", stopped.reason
    broken = [
        f"{change.kind}: lost {list(change.lost)}, gained {list(change.gained)}"
        for change in changes(response.text, made.response.text)
        if PROMISES[change.kind] in one.about.keeps
    ]
    return ("broken", "; ".join(broken)) if broken else ("kept", "")


def table_rows(name: str, counts: Counter[Key]) -> list[dict[str, object]]:
    """Return one row a perturbation."""
    rows: list[dict[str, object]] = []
    for spec in perturbations():
        mine = {key[1:]: count for key, count in counts.items() if key[0] == spec}
        by = Counter[str]()
        for (ending, _), count in mine.items():
            by[ending] += count
        rows.append(
            {
                "perturbation": spec,
                "data": name,
                "texts": by.total(),
                "applied": by["kept"] + by["broken"] + by["rejected"],
                "declined": _reasons(mine, "declined"),
                "kept": by["kept"] + by["broken"],
                "rejected": _reasons(mine, "rejected"),
                "broken": by["broken"],
                "crashed": by["crashed"],
            }
        )
    return rows


def report(table: pd.DataFrame) -> str:
    """Return the page."""
    total, broken = int(table["kept"].sum()), int(table["broken"].sum())
    return (
        "# Rewrites\n\n"
        "Made by `make verify-rewrites`; do not edit. Every style perturbation that needs no "
        "model, at its default dose, over the different answers of public sets. `applied` "
        "rewrites came out of the perturbation; the gate `kept` them or `rejected` them, for the "
        "reason given. `broken` are rewrites that the gate kept and in which a second check, "
        "written without sight of the gate, finds a changed number, negation, operator or piece "
        "of code although the perturbation promises to keep it.\n\n"
        f"{total:,} rewrites kept; {broken:,} of them broken.\n\n{markdown(table)}\n"
    )


def _reasons(mine: dict[tuple[str, str], int], ending: str) -> str:
    """Return the reasons of one ending with their counts, the most frequent first."""
    found = [(count, reason) for (what, reason), count in mine.items() if what == ending]
    return ", ".join(f"{reason} {count}" for count, reason in sorted(found, key=lambda f: -f[0]))


def _answers(name: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the prompts and answers of a set, in the order of its file."""
    match name:
        case "humans_llms_judgement_bias":
            for row in _rows(folder / "pairs.jsonl"):
                yield row["question"], row["answer1"]
                yield row["question"], row["answer2"]
        case "mt_bench":
            asked = {r["question_id"]: r["turns"] for r in _rows(folder / "question.jsonl")}
            for row in _rows(folder / "answers.jsonl"):
                yield from zip(asked[row["question_id"]], row["turns"], strict=True)
        case _:
            for row in _rows(folder / "dataset.jsonl"):
                yield row["input"], row["output_1"]
                yield row["input"], row["output_2"]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSONL file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else DATA))
