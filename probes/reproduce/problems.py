"""Faults of the public files that the tool finds by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sosprobe.analysis.bench.finding import Finding
from sosprobe.analysis.bench.sanity import sanity
from sosprobe.analysis.bench.section import Section
from sosprobe.data.scores import read_leaderboard
from sosprobe.data.scores.cells import EMPTY, label, table_rows
from sosprobe.data.scores.score import TOTAL
from sosprobe.data.verdicts.source import json_records
from sosprobe.probes.reproduce.folder import (
    ARENA,
    GROUPS,
    HARNESS,
    NEEDED,
    OFFICIAL,
    TASKS,
    Published,
    read_published,
)

_FAILS = 0.05
_SAME = 0.5
_LABELS = ("judge", "judge_model", "template", "date", "last_updated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One kind of fault, and what shows it in these files."""

    number: int
    title: str
    signs: tuple[str, ...]
    """Sentences that say what was found; empty where nothing was."""
    looked_for: str = ""
    """What was looked for, or why it could not be, where nothing was found."""

    @property
    def found(self) -> bool:
        """Whether anything was found."""
        return bool(self.signs)


def problems(folder: Path) -> list[Problem]:
    """Return the faults of the public files in a folder, found or not."""
    return find_problems(read_published(folder))


def find_problems(published: Published) -> list[Problem]:
    """Return the faults of files that were read, found or not, in a fixed order."""
    findings = sanity(published.scores)
    checks: Sequence[tuple[str, str, Callable[[], list[str]]]] = (
        ("three naming schemes", "names that differ", lambda: _names(published)),
        ("models in one table only", "names without a partner", lambda: _alone(published)),
        ("ambiguous matches", "rows marked in the map", lambda: _ambiguous(published)),
        ("no totals", "benchmarks with parts and no total", lambda: _no_totals(published.scores)),
        ("errors that are no numbers", "cells that say N/A", lambda: _not_numbers(published)),
        ("sizes", "sizes other than promised", lambda: _texts(findings, "size")),
        ("degenerate and inverted scores", "checks of scores", lambda: _degenerate(findings)),
        ("an unlabelled leaderboard", "judge, template or date", lambda: _unlabelled(published)),
        (
            "generations that failed",
            "files answers/*.jsonl.gz of the answers that were judged, with empty answers",
            lambda: _failed(published.folder),
        ),
        ("precision", "scores to 0.1 of a per cent", lambda: _texts(findings, "precision")),
        ("files that trip readers", "odd endings, stray files", lambda: _files(published)),
    )
    return [
        Problem(number=place, title=title, signs=tuple(look()), looked_for=looked_for)
        for place, (title, looked_for, look) in enumerate(checks, 1)
    ]


def section(published: Published) -> Section:
    """Return the faults as a table."""
    found = find_problems(published)
    return Section(
        name="problems",
        title="Faults of the files",
        text=f"{sum(one.found for one in found)} of {len(found)} kinds of fault are found in them.",
        table=pd.DataFrame(
            [
                {
                    "number": one.number,
                    "fault": one.title,
                    "found": "yes" if one.found else "no",
                    "signs": " ".join(one.signs) or f"Looked for: {one.looked_for}.",
                }
                for one in found
            ]
        ),
        numbers={"problems/found": sum(one.found for one in found)},
    )


def _names(published: Published) -> list[str]:
    harness = {str(name) for name in published.aggregates.index}
    judge = {str(name) for name in published.leaderboard["model"]}
    live = {str(name) for name in published.livebench["model"]}
    found: list[str] = []
    for (a, first), (b, second) in (
        ((HARNESS, harness), (ARENA, judge)),
        ((HARNESS, harness), (GROUPS, live)),
        ((ARENA, judge), (GROUPS, live)),
    ):
        exact = first & second
        small = {name.lower() for name in first - exact} & {name.lower() for name in second - exact}
        least = min(len(first), len(second))
        if len(exact) < least:
            found.append(
                f"{a} and {b} share {len(exact)} of {least} names, and {len(small)} more but for "
                "capitals."
            )
    path = published.find(TASKS)
    if path is not None:
        tasks = {label(row, "model") for row in table_rows(path, "model")}
        if off := sorted(tasks ^ live):
            found.append(f"{TASKS} and {GROUPS} do not name the same models: {', '.join(off)}.")
    return found


def _alone(published: Published) -> list[str]:
    found: list[str] = []
    for where, names in (
        (HARNESS, published.matched.only_model),
        (ARENA, published.matched.only_other),
    ):
        if names:
            found.append(f"Only in {where}: {', '.join(names)}.")
    return found


def _ambiguous(published: Published) -> list[str]:
    rows = published.names[published.names["ambiguous"]]
    live = [str(name).lower() for name in published.livebench["model"].unique()]
    found: list[str] = []
    for row in rows.to_dict("records"):
        # The word that tells the set apart is the longest one that is no model's and no version's.
        words = [word for word in _words(str(row["harness"])) if word.isalpha()]
        word = max(words, key=len, default="")
        near = [name for name in live if word and word in name]
        found.append(
            f"{row['harness']} is matched with {row['livebench']} with doubt"
            + (f"; LiveBench has {len(near)} names with {word!r}." if len(near) > 1 else ".")
        )
    return found


def _words(name: str) -> list[str]:
    general = {"llama", "mistral", "sft", "human", "align"}
    return [word for word in name.lower().replace("cot", "").split("-") if word not in general]


def _no_totals(scores: pd.DataFrame) -> list[str]:
    found: list[str] = []
    for name, mine in scores.groupby("benchmark", sort=False):
        parts = set(mine["part"])
        if len(parts) > 1 and TOTAL not in parts:
            found.append(f"{name} has {len(parts)} parts and no total.")
    return found


def _not_numbers(published: Published) -> list[str]:
    path = published.find(HARNESS)
    rows = table_rows(path) if path else []
    found: list[str] = []
    for name in rows[0].fields if rows else ():
        if name.endswith("_stderr"):
            said = [text for row in rows if (text := row.text(name, "").strip()).lower() in EMPTY]
            if said:
                found.append(f"{name} says {said[0]!r} for {len(said)} of {len(rows)} models.")
    return found


def _texts(findings: Sequence[Finding], check: str) -> list[str]:
    return [f"{one.benchmark}: {one.text}" for one in findings if one.check == check]


def _degenerate(findings: Sequence[Finding]) -> list[str]:
    kinds = ("degenerate metric", "inverted labels", "answer-token prior", "no spread", "at chance")
    return [text for kind in kinds for text in _texts(findings, kind)]


def _unlabelled(published: Published) -> list[str]:
    path = published.find(ARENA)
    columns = list(table_rows(path)[0].fields) if path else []
    found: list[str] = []
    if path and not set(columns) & set(_LABELS):
        found.append(f"{ARENA} has only {', '.join(columns)}: no judge, template or date.")
    official = published.find(OFFICIAL)
    if official is not None:
        other = read_leaderboard(official).set_index("model")["score"]
        mine = published.leaderboard.set_index("model")["score"]
        for name in mine.index.intersection(other.index):
            gap = abs(float(mine.loc[[name]].iloc[0]) - float(other.loc[[name]].iloc[0]))
            if gap > _SAME:
                found.append(f"{name} is {gap:.2f} points off the official board: another judge?")
    return found


def _failed(folder: Path) -> list[str]:
    found: list[str] = []
    files = [*folder.glob("answers/*.jsonl.gz"), *folder.glob("*/answers/*.jsonl.gz")]
    for path in sorted(files):
        rows = json_records(path)
        empty = sum(not row.text("answer", "").strip() for row in rows)
        if empty / len(rows) > _FAILS:
            found.append(f"{path.name.partition('.jsonl')[0]}: {empty} of {len(rows)} are empty.")
    return found


def _files(published: Published) -> list[str]:
    found = [
        f"{path.name} lies among the files." for path in sorted(published.folder.rglob(".DS_Store"))
    ]
    for name in (*NEEDED, TASKS):
        path = published.find(name)
        if path is None:
            continue
        text = path.read_text(encoding="utf-8-sig")
        if not text.endswith("\n"):
            found.append(f"The last line of {name} does not end.")
        if '"(' in text:
            found.append(f"{name} holds quoted pairs with commas in them.")
    return found
