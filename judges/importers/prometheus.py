"""Rubrics as Prometheus takes them, and prompts with Prometheus' placeholders.

A rubric is a table of `criteria` and `score1_description`, `score2_description` ...; a file holds
one, several by name, or a list of records that hold one each. Each becomes two templates in the
words of the shipped ones, for grades and for pairs; the pair's has the criteria alone, as theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from sosprobe.errors import SetupError
from sosprobe.judges.importers.chat import split_chat
from sosprobe.judges.importers.files import as_table, data_of, records_of, text_of
from sosprobe.judges.importers.places import from_format, names_in
from sosprobe.judges.importers.result import Entry, Imported, gathered
from sosprobe.judges.importers.scales import scale_in
from sosprobe.judges.importers.tables import Table, is_list, is_table
from sosprobe.judges.template import Template
from sosprobe.judges.template_file import load_template

_PLACES = {
    "instruction": "prompt",
    "response": "response",
    "response_A": "first",
    "response_B": "second",
    "reference_answer": "reference",
    "rubric": "rubric",
    "rubrics": "rubric",
}
_GRADE = re.compile(r"score(\d{1,3})_description")
_INSIDE = ("score_rubric", "rubric", "score_rubrics")
_DATA = (".json", ".jsonl", ".yaml", ".yml", ".toml")


def read_prometheus(path: Path, name: str = "") -> Imported:
    """Return two templates a rubric, or the one whose text a file with placeholders holds."""
    if path.suffix.lower() not in _DATA:
        return gathered(path, [Entry(name=path.stem, make=partial(_prompt, path))], name)
    entries: list[Entry] = []
    seen: set[str] = set()
    for own, rubric in _rubrics(path):
        said = f"{sorted(rubric.fields.items(), key=str)}"
        if said in seen:
            continue
        seen.add(said)
        entries += [
            Entry(name=f"{own}-absolute", make=partial(_absolute, rubric)),
            Entry(name=f"{own}-relative", make=partial(_relative, rubric)),
        ]
    return gathered(path, entries, name)


def _rubrics(path: Path) -> Iterator[tuple[str, Table]]:
    """Yield the rubrics of a file by name."""
    if path.suffix.lower() == ".jsonl":
        parts = records_of(path)
    else:
        data = data_of(path)
        parts = (
            [as_table(path, part, at=f"[{n}]") for n, part in enumerate(data)]
            if is_list(data)
            else [as_table(path, data)]
        )
    for n, part in enumerate(parts, 1):
        own = path.stem if len(parts) == 1 else f"{path.stem}-{n}"
        inside = next((field for field in _INSIDE if is_table(part.fields.get(field))), "")
        if inside:
            yield own, part.table(inside)
        elif "criteria" in part.fields or len(parts) > 1:
            yield own, part
        else:
            yield from part.by_key()


def _absolute(rubric: Table) -> Template:
    """Return the shipped template for grades, with this rubric and its scale."""
    grades = sorted(int(match[1]) for match in map(_GRADE.fullmatch, rubric.fields) if match)
    if len(grades) < 2:
        raise rubric.error("a rubric needs score1_description, score2_description and so on")
    lines = [f"{grade}: {_said(rubric, f'score{grade}_description')}" for grade in grades]
    return replace(
        load_template("rubric_absolute"),
        scale=(float(grades[0]), float(grades[-1])),
        rubric="\n".join([_said(rubric, "criteria"), *lines]),
        description="Grade each response alone on an imported rubric.",
    )


def _relative(rubric: Table) -> Template:
    """Return the shipped template for pairs, with the criteria of this rubric."""
    return replace(
        load_template("rubric_relative"),
        rubric=_said(rubric, "criteria"),
        description="Compare two responses on an imported rubric; no tie.",
    )


def _said(rubric: Table, field: str) -> str:
    text = " ".join(rubric.text(field).split())
    if not text:
        raise rubric.error(f"field `{field}` is empty")
    return text


def _prompt(path: Path) -> Template:
    """Return the template whose text has Prometheus' placeholders."""
    text = text_of(path)
    system, user = (from_format(part, _PLACES) for part in split_chat(text))
    is_pair = "response_A" in names_in(text)
    if is_pair == ("response" in names_in(text)):
        raise SetupError("it must have {response}, or else {response_A} and {response_B}")
    common = Template(
        name=path.stem,
        verdict="score",
        system=system,
        user=user,
        wrap="[RESULT] X",
        description="A prompt with Prometheus' placeholders.",
    )
    if is_pair:
        return replace(common, verdict="levels", legend=(("A", "A>B"), ("B", "B>A")))
    return replace(common, scale=scale_in(text, (1.0, 5.0)))
