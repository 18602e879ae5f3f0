r"""Turn regular expressions that find verdicts into the marks of a template.

An expression for a plain mark in brackets becomes a wrap and a legend, which are read by the rules
for all marks: `\[\[A\]\]` is A in `[[X]]`. Any other stays an expression, as it is.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from sosprobe.errors import SetupError, UnknownName
from sosprobe.judges.wording import LEVELS, Legend

_LEVEL = {"1": "A>B", "2": "B>A", "0": "A=B", "1.5": "A=B"}
"""The level of what a parser may return: which output was better; 0 is a tie."""
_SHUT = {"[": "]", "(": ")", "{": "}"}
_SPECIAL = set(".^$*+?{}[]()|")
_CAPTURED = re.compile(r"(.*?)(?<!\\)\((?!\?)((?:\[[^\]]+\]|\\.|[^()\\])+)\)(.*)", re.DOTALL)
_LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How verdicts are found: what goes into a template's fields of the same names."""

    wrap: str = "[[X]]"
    legend: Legend = tuple((level, level) for level in LEVELS)
    patterns: tuple[tuple[str, str], ...] = ()
    says: tuple[tuple[str, str], ...] = ()


def marks_of(expressions: Sequence[tuple[str, str]]) -> Marks:
    r"""Return the marks for what a parser returns (1, 2, 0) and the expression that it looks for.

    >>> marks_of([("1", r"Output \(a\)"), ("2", r"Output \(b\)")])
    Marks(wrap='Output (X)', legend=(('a', 'A>B'), ('b', 'B>A')), patterns=(), says=())
    """
    if len(expressions) < 2:
        raise SetupError("a verdict needs an expression for each of two outcomes")
    for value, _ in expressions:
        if value not in _LEVEL:
            raise SetupError(str(UnknownName("outcome", value, _LEVEL)))
    plain = _in_brackets([spelled(expression) for _, expression in expressions])
    if plain is not None:
        wrap, insides = plain
        levels = [_LEVEL[value] for value, _ in expressions]
        return Marks(wrap=wrap, legend=tuple(zip(insides, levels, strict=True)))
    found: dict[str, list[str]] = {}
    for value, expression in expressions:
        found.setdefault(_LEVEL[value], []).append(_from_line(checked(expression)))
    patterns = tuple((level, joined(several)) for level, several in found.items())
    said = [(_LEVEL[value], _example(_from_line(expression))) for value, expression in expressions]
    known = {level: text for level, text in reversed(said) if text}
    all_known = len(known) == len(found)
    return Marks(patterns=patterns, says=tuple(known.items()) if all_known else ())


def wrap_of(expression: str) -> str:
    r"""Return the wrap of an expression that captures what stands in a mark.

    >>> wrap_of(r"\[\[([AB<>=]+)\]\]")
    '[[X]]'

    Raises
    ------
    SetupError
        If it looks for anything but a plain mark.
    """
    match = _CAPTURED.fullmatch(checked(expression))
    before = spelled(match[1]) if match else None
    after = spelled(match[3]) if match else None
    if not before or not after or after[0] != _SHUT.get(before[-1]):
        raise SetupError(f"{expression!r} does not capture what stands in a mark such as [[X]]")
    return f"{before}X{after}"


def checked(expression: str) -> str:
    """Return an expression, which must be one that Python reads without a doubt."""
    if len(expression) > _LONGEST:
        raise SetupError(f"an expression has more than {_LONGEST} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(expression)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        raise SetupError(f"{expression!r} is not a sound regular expression: {error}") from error
    return expression


def joined(expressions: Sequence[str]) -> str:
    """Return one expression that finds what any of several finds."""
    if len(expressions) == 1:
        return expressions[0]
    return "|".join(f"(?:{expression})" for expression in expressions)


def spelled(expression: str) -> str | None:
    r"""Return the one text that an expression stands for; None if it stands for more.

    A full stop at the end, which would be any sign, is left out. Double brackets around a word are
    taken for brackets though nobody escaped them.

    >>> [spelled(e) for e in (r"\[\[A\]\]", "[[A]]", r"Output \(a\) is better.", r"\n ?A")]
    ['[[A]]', '[[A]]', 'Output (a) is better', None]
    """
    if re.fullmatch(r"\[\[\w+\]\]", expression):
        return expression
    text = ""
    rest = expression[:-1] if re.search(r"[^\\]\.$", expression) else expression
    while rest:
        if rest[0] == "\\":
            if len(rest) < 2 or rest[1].isalnum():
                return None
            text, rest = text + rest[1], rest[2:]
        elif rest[0] in _SPECIAL:
            return None
        else:
            text, rest = text + rest[0], rest[1:]
    return text


def _from_line(expression: str) -> str:
    """Return an expression that a new line begins, for the beginning of a reply as well.

    A model that went on writing a prompt began with a new line; one that replies does not.
    """
    return re.sub(r"^\\n", r"(?:^|\\n)", expression)


def _example(expression: str) -> str:
    r"""Return a reply that an expression finds, if it is one text at the beginning of a line.

    >>> _example(r"(?:^|\n) ?Output \(a\)")
    'Output (a)'
    """
    text = spelled(re.sub(r"^(?:\(\?:\^\|\\[ns]\)|\^)?(?: \?)?", "", expression)) or ""
    return text if re.search(expression, text) else ""


def _in_brackets(texts: Sequence[str | None]) -> tuple[str, list[str]] | None:
    """Return the wrap that texts have in common, and what each holds; None if there is none."""
    known = [text for text in texts if text is not None]
    if len(known) < len(texts) or len({text.casefold() for text in known}) < len(known):
        return None
    before = known[0]
    while before and not (before[-1] in _SHUT and all(text.startswith(before) for text in known)):
        before = before[:-1]
    if not before:
        return None
    start = len(before)
    ends = {text.find(_SHUT[before[-1]], start) for text in known}
    insides = [text[start : text.find(_SHUT[before[-1]], start)] for text in known]
    afters = {text[start + len(inside) :] for text, inside in zip(known, insides, strict=True)}
    if min(ends) < 0 or len(afters) > 1 or not all(insides) or "X" in before + min(afters):
        return None
    return f"{before}X{min(afters)}".strip(), insides
