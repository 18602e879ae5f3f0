"""Arena-Hard's YAML configurations, v0.1 and v2.0, and the variant with a verdict by criterion.

The system prompt stands in the YAML file or, by category, in `utils/judge_utils.py` beside its
folder. Arena-Hard v2.0 looks for a verdict in single brackets where none stands in double ones;
here that is no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sosprobe.errors import SetupError
from sosprobe.judges.importers.arena_settings import FILE, system_prompts
from sosprobe.judges.importers.files import table_of
from sosprobe.judges.importers.marks import checked, wrap_of
from sosprobe.judges.importers.places import from_format, literal
from sosprobe.judges.importers.result import Entry, Imported, gathered
from sosprobe.judges.importers.scales import levels_in
from sosprobe.judges.importers.tables import Table
from sosprobe.judges.kinds.criteria import INNER
from sosprobe.judges.marks import halves
from sosprobe.judges.template import Template

_PLACES = {
    "question_1": "prompt",
    "answer_1": "first",
    "answer_2": "second",
    "ref_answer_1": "reference",
    "QUESTION": "prompt",
    "ANSWER_A": "first",
    "ANSWER_B": "second",
    "REFERENCE": "reference",
}
_OVERALL = "overall"


def read_arena_hard(path: Path, name: str = "") -> Imported:
    """Return the prompt of a configuration, or one a category where the categories have theirs."""
    config = table_of(path)
    bench = config.text("bench_name", path.stem)
    if config.has("system_prompt"):
        systems = {path.stem: config.text("system_prompt")}
    else:
        systems = _by_category(path, bench)
    expressions = _expressions(config)
    entries = [
        Entry(
            name=own,
            make=partial(_template, config, system, expressions),
        )
        for own, system in systems.items()
    ]
    notes = tuple(
        f"what {expression} alone would find is no verdict here"
        for criterion, expression in expressions[1:]
        if not criterion
    )
    return gathered(path, entries, name, notes=notes)


def _by_category(path: Path, bench: str) -> dict[str, str]:
    """Return the system prompts of a bench by the name of the template."""
    utils = path.resolve().parent.parent / FILE
    if not utils.is_file():
        return {path.stem: ""}
    found = system_prompts(utils)
    if bench in found:
        return {bench: found[bench]}
    own = {name: text for name, text in found.items() if not name.startswith("arena-hard")}
    return {f"{bench}-{name}": text for name, text in (own or found).items()}


def _template(config: Table, system: str, expressions: Sequence[tuple[str, str]]) -> Template:
    prompts = config.texts("prompt_template")
    if len(prompts) != 1:
        raise config.error(f"field `prompt_template` holds {len(prompts)} turns; one is wanted")
    if not system:
        raise config.error(f"field `system_prompt` is missing, and there is no {FILE.as_posix()}")
    try:
        user = from_format(prompts[0], _PLACES)
        wrap = wrap_of(expressions[0][1])
        text = literal(_unquoted(system))
    except SetupError as error:
        raise config.error(f"{error}") from None
    factors = {name: checked(wanted) for name, wanted in expressions[1:] if name}
    return Template(
        name=config.path.stem,
        verdict="criteria" if factors else "levels",
        system=text,
        user=user,
        wrap=wrap,
        legend=levels_in(text + user, wrap),
        factors=tuple(_factor(name, wanted, text) for name, wanted in factors.items()),
        description=f"Arena-Hard's prompt in {config.path.name}.",
    )


def _expressions(config: Table) -> list[tuple[str, str]]:
    """Return the expressions that find verdicts, by criterion; the one over all comes first."""
    parts = config.parts("regex_patterns")
    if not parts:
        return [("", config.text("regex_pattern", r"\[\[([AB<>=]+)\]\]"))]
    if all(isinstance(part, str) for part in parts):
        return [("", expression) for expression in config.texts("regex_patterns")]
    named = [(one.text("name"), one.text("pattern")) for one in config.tables("regex_patterns")]
    overall = [expression for name, expression in named if name.casefold() == _OVERALL]
    if len(overall) != 1:
        raise config.error(f"field `regex_patterns` must hold one called {_OVERALL}")
    return [("", overall[0]), *(one for one in named if one[0].casefold() != _OVERALL)]


def _factor(name: str, expression: str, text: str) -> tuple[str, str]:
    """Return a criterion as it is spelled in replies, and what the text says it means."""
    if re.escape(halves(INNER)[0]) not in expression:
        raise SetupError(f"criterion {name}: its verdict must stand in {INNER}, not {expression!r}")
    word = re.search(rf"\b{re.escape(name)}\b", expression, re.IGNORECASE)
    shown = word[0] if word else name
    meant = re.search(
        rf"(?im)^[^\w\n]*(?:\d+[.)])?[^\w\n]*{re.escape(shown)}[^\w\n]*: *(.+)$", text
    )
    return shown, meant[1].strip() if meant else shown


def _unquoted(text: str) -> str:
    """Return a text without the quotation marks that a YAML block wrongly kept around it."""
    whole = text.strip()
    if whole.startswith('"') and whole.endswith('"') and len(whole) > 1:
        return whole[1:-1].replace('\\"', '"').strip()
    return whole
