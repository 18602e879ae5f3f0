"""Statements of arithmetic in plain text, worked out anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from sosprobe.perturbations.substance.places import found

_N = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SIGNS = {
    **dict.fromkeys(("+", "plus"), "+"),
    **dict.fromkeys(("-", "−", "–", "minus"), "-"),
    **dict.fromkeys(("*", "×", "·", "x", "times", "multiplied by"), "*"),
    **dict.fromkeys(("/", "÷", "divided by"), "/"),
    **dict.fromkeys(("^", "**", "to the power", "to the power of"), "^"),
}
_SIGN = (
    r"(?:\s+(?:plus|minus|times|multiplied by|divided by|to the power(?: of)?|x)\s+"
    r"|\s*(?:\*\*|[-+−–*×·/÷^])\s*)"
)
_UNIT = (
    r"(?:\s?(?:%|°[CF])|\s(?!(?:plus|minus|times|multiplied|divided|to|x|is|are|equals?|gives?|makes?"
    r"|leaves?|yields?|comes|and|or|of|by|which|in)\b)[a-z²³/]+){0,2}"
)
_IS = (
    r"(?:\s*=\s*|,?\s+(?:(?:which|this|that|it|the result)\s+)?"
    r"(?:is equal to|equals?|is|are|gives?|makes?|leaves?|yields?|comes to)\s+(?:exactly\s+)?)"
)
_RESULT = rf"(?:[$€£]\s?)?(?P<result>{_N})(?![\d^²³]|[.,]\d|\s*[-+−–*×·/÷^=]\s*[\d(a-z]|-\w)"
_FREE = r"(?<![\w.,^/*×·÷+−$€£(-])(?<![-+−–*×·/÷^] )"
_CHAIN = re.compile(
    rf"{_FREE}(?P<left>(?:[$€£]\s?)?{_N}{_UNIT}(?:{_SIGN}(?:[$€£]\s?)?{_N}{_UNIT})+){_IS}{_RESULT}"
)
_PERCENT = re.compile(
    rf"{_FREE}(?P<a>{_N})\s?(?:%|per ?cent)\s+of\s+[$€£]?(?P<b>{_N}){_UNIT}{_IS}{_RESULT}"
)
_NAMED = re.compile(
    rf"\b(?P<what>sum|product|difference) (?:of|between) (?P<a>{_N}) and (?P<b>{_N}){_IS}{_RESULT}",
    re.IGNORECASE,
)
_POWER = re.compile(rf"{_FREE}(?P<a>{_N}) (?P<what>squared|cubed){_IS}{_RESULT}")
_TOKEN = re.compile(
    rf"(?P<number>{_N})|(?<![a-z])(?P<sign>plus|minus|times|multiplied by|divided by"
    r"|to the power(?: of)?|x|\*\*|[-+−–*×·/÷^])(?![a-z])"
)
_LARGEST_POWER = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement that is right: where its result stands and what it has to be."""

    start: int
    end: int
    stated: str
    exact: Fraction


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of arithmetic in `text` that are right.

    >>> text = "12 times 4 is 48, 7 + 5 = 13, and 20% of 50 is 10."
    >>> [one.stated for one in statements(text)]
    ['48', '10']
    """
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Fraction | None]], ...] = (
        (_CHAIN, lambda match: _worked_out(match["left"])),
        (_PERCENT, lambda match: number(match["a"]) * number(match["b"]) / 100),
        (_NAMED, _named),
        (_POWER, lambda match: number(match["a"]) ** (2 if match["what"] == "squared" else 3)),
    )
    seen: set[int] = set()
    for pattern, read in readers:
        for match, _, _ in found(text, pattern):
            exact = read(match)
            start = match.start("result")
            if exact is not None and start not in seen and agrees(match["result"], exact):
                seen.add(start)
                yield Statement(
                    start=start, end=match.end("result"), stated=match["result"], exact=exact
                )


def number(text: str) -> Fraction:
    """Return what a number says."""
    return Fraction(text.replace(",", ""))


def agrees(stated: str, exact: Fraction) -> bool:
    """Say whether a result is right: equal, or rounded to the decimals that it shows.

    >>> agrees("3.33", Fraction(10, 3)), agrees("3", Fraction(10, 3))
    (True, False)
    """
    decimals = len(stated.partition(".")[2])
    slack = Fraction(1, 2 * 10**decimals) if decimals else 0
    return abs(number(stated) - exact) <= slack


def _named(match: re.Match[str]) -> Fraction:
    a, b = number(match["a"]), number(match["b"])
    what = match["what"].lower()
    return a + b if what == "sum" else a * b if what == "product" else abs(a - b)


def _worked_out(left: str) -> Fraction | None:
    """Return the value of a chain, powers first, then products, then sums; None if it has none."""
    tokens = list(_TOKEN.finditer(left))
    values = [number(token["number"]) for token in tokens if token["number"]]
    signs = [_SIGNS[token["sign"]] for token in tokens if token["sign"]]
    if len(values) != len(signs) + 1:
        return None
    for level in ("^", "*/", "+-"):
        at = 0
        while at < len(signs):
            if signs[at] not in level:
                at += 1
                continue
            value = _applied(signs.pop(at), values[at], values.pop(at + 1))
            if value is None:
                return None
            values[at] = value
    return values[0]


def _applied(sign: str, a: Fraction, b: Fraction) -> Fraction | None:
    if sign == "^":
        fits = b.denominator == 1 and 0 <= b <= _LARGEST_POWER and abs(a) < 10**6
        return a ** int(b) if fits else None
    if sign == "/":
        return a / b if b else None
    return a * b if sign == "*" else a + b if sign == "+" else a - b
