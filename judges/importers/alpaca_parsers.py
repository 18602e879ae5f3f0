"""How AlpacaEval's parsers read a verdict, as the fields of a template."""

from __future__ import annotations

import re
from typing import Any

from sosprobe.judges.importers.marks import marks_of
from sosprobe.judges.importers.scales import scale_in
from sosprobe.judges.importers.tables import Table

_JSON_LEGEND = (("1", "A>B"), ("2", "B>A"), ("0", "A=B"))
_USUAL = "regex_parser"
_BETWEEN = r"[\s,{}]*"
"""What may stand between two entries of a ranking."""


def reading_of(config: Table, text: str) -> dict[str, Any]:
    """Return the fields of a template that say what its verdict is and how it is found.

    Raises
    ------
    SetupError
        If no kind of verdict reads what the parser reads.
    """
    parser = config.text("fn_completion_parser", _USUAL)
    given = config.table("completion_parser_kwargs")
    if parser == "pipeline_meta_parser":
        steps = list(given.table("parsers_to_kwargs").by_key())
        match [name for name, _ in steps]:
            case [alone]:
                parser, given = alone, steps[0][1]
            case ["json_parser", "ranking_parser"]:
                parser, given = "ranking_parser", steps[1][1]
            case ["json_parser", "replace_parser"]:
                return _replaced(steps[0][1], steps[1][1].table("replacer"))
            case names:
                raise config.error(f"no kind of verdict reads what {' and '.join(names)} read")
    match parser:
        case "logprob_parser":
            return _token(given)
        case "regex_parser":
            return _expressions(given.table("outputs_to_match"))
        case "ranking_parser":
            return _ranking(given.text("model_1_name", "model_1"), text, given)
        case "lmsys_parser":
            scale = scale_in(text, (1.0, 10.0))
            return {"verdict": "scores", "where": "first_line", "scale": scale}
        case "json_parser":
            field = given.text("annotation_key")
            return {"verdict": "json", "field": field, "legend": _JSON_LEGEND}
        case _:
            raise config.error(f"field `fn_completion_parser`: no kind reads what {parser} reads")


def _token(given: Table) -> dict[str, Any]:
    """Return a label alone, or at the end of a reply that explains first."""
    first = given.text("numerator_token")
    others = [token for token in given.texts("denominator_tokens") if token != first]
    if len(others) != 1:
        raise given.error("field `denominator_tokens` must hold one label besides the numerator")
    if given.fields.get("log_prob_index") == -1:
        patterns = tuple(
            (level, rf"(?:^|\s){re.escape(label)}\s*\Z")
            for level, label in (("A>B", first), ("B>A", others[0]))
        )
        says = (("A>B", first), ("B>A", others[0]))
        return {"verdict": "levels", "patterns": patterns, "says": says}
    return {"verdict": "token", "labels": (first, others[0])}


def _expressions(wanted: Table) -> dict[str, Any]:
    marks = marks_of([(value, wanted.text(value)) for value in wanted.fields])
    return {
        "verdict": "levels",
        "wrap": marks.wrap,
        "legend": marks.legend,
        "patterns": marks.patterns,
        "says": marks.says,
    }


def _ranking(first: str, text: str, given: Table) -> dict[str, Any]:
    """Return expressions for a list of two entries, model and rank, that agree with each other.

    AlpacaEval looks at the first model's rank alone; here the second's must be the other one.
    """
    names = re.findall(r"""["']model["']\s*:\s*["']?([\w.-]{1,40})""", text)
    others = sorted({name for name in names if name != first})
    if first not in names or len(others) != 1:
        raise given.error(f"the text must name two models, one of them {first!r}, not {names}")
    ranks = (("A>B", (first, 1), (others[0], 2)), ("B>A", (first, 2), (others[0], 1)))
    patterns = tuple(
        (level, f"{_entry(*one)}{_BETWEEN}{_entry(*two)}|{_entry(*two)}{_BETWEEN}{_entry(*one)}")
        for level, one, two in ranks
    )
    says = tuple((level, f"[{_written(*one)}, {_written(*two)}]") for level, one, two in ranks)
    return {"verdict": "levels", "patterns": patterns, "says": says}


def _written(model: str, rank: int) -> str:
    """Return an entry of a ranking."""
    return f"{{'model': '{model}', 'rank': {rank}}}"


def _entry(model: str, rank: int) -> str:
    """Return what finds an entry of a ranking, in either order of its fields."""
    name = rf"""["']?model["']?\s*:\s*["']?{re.escape(model)}\b["']?"""
    place = rf"""["']?rank["']?\s*:\s*["']?{rank}\b["']?"""
    return rf"(?:{name}\s*,\s*{place}|{place}\s*,\s*{name})"


def _replaced(read: Table, replacer: Table) -> dict[str, Any]:
    """Return the field of an object and what its values stand for."""
    known = {mark: level for mark, level in _JSON_LEGEND}
    legend: list[tuple[str, str]] = []
    for value, outcome in replacer.fields.items():
        if f"{outcome}" not in known:
            raise replacer.error(f"field `{value}` must be 1, 2 or 0")
        legend.append((value, known[f"{outcome}"]))
    return {
        "verdict": "json",
        "field": read.text("annotation_key"),
        "legend": tuple(legend),
    }
