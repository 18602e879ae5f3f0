"""FastChat's `judge_prompts.jsonl`: the prompts of MT-bench, for pairs and for single grades.

A prompt about two turns of a conversation has no counterpart here, because an item is one prompt
with its responses. FastChat takes the first verdict it meets; here the last one counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sosprobe.errors import SetupError, UnknownName
from sosprobe.judges.importers.files import records_of
from sosprobe.judges.importers.places import from_format, literal, names_in
from sosprobe.judges.importers.result import Entry, Imported, gathered
from sosprobe.judges.importers.scales import scale_in
from sosprobe.judges.importers.tables import Table
from sosprobe.judges.template import Template

_SHARED = {"question": "prompt", "ref_answer_1": "reference"}
_PAIR = {**_SHARED, "answer_a": "first", "answer_b": "second"}
_SINGLE = {**_SHARED, "answer": "response"}
_TURNS = ("question_2", "answer_a_2", "answer_b_2", "answer_2", "ref_answer_2")
_LEGEND = (("A", "A>B"), ("B", "B>A"), ("C", "A=B"))


def read_fastchat(path: Path, name: str = "") -> Imported:
    """Return the prompts of a file of judge prompts, one record each."""
    entries = [
        Entry(name=record.text("name"), make=partial(_template, record))
        for record in records_of(path)
    ]
    return gathered(path, entries, name)


def _template(record: Table) -> Template:
    name, kind, prompt = (record.text(field) for field in ("name", "type", "prompt_template"))
    system = literal(record.text("system_prompt", "").strip())
    if several := sorted(names_in(prompt).intersection(_TURNS)):
        raise SetupError(f"it asks about two turns ({{{several[0]}}}); an item has one prompt")
    form = record.text("output_format", "")
    text = f"{system}\n{prompt}"
    match kind:
        case "pairwise" if form in ("[[A]]", ""):
            legend = tuple(entry for entry in _LEGEND if f"[[{entry[0]}]]" in text)
            return Template(
                name=name,
                verdict="levels",
                system=system,
                user=_placed(record, prompt, _PAIR),
                legend=legend,
                description=_about(record),
            )
        case "single" if form in ("[[rating]]", ""):
            return Template(
                name=name,
                verdict="score",
                system=system,
                user=_placed(record, prompt, _SINGLE),
                scale=scale_in(text, (1.0, 10.0)),
                description=_about(record),
            )
        case "pairwise" | "single":
            raise SetupError(f"field `output_format`: no kind of verdict is written as {form!r}")
        case _:
            raise SetupError(f"field `type`: {UnknownName('type', kind, ('pairwise', 'single'))}")


def _placed(record: Table, prompt: str, places: Mapping[str, str]) -> str:
    try:
        return from_format(prompt, places)
    except SetupError as error:
        raise record.error(f"field `prompt_template`: {error}") from None


def _about(record: Table) -> str:
    return record.text("description", "").strip() or "A judge prompt of FastChat."
