"""Find the final answer of a solution, and say whether it equals the right one."""

from __future__ import annotations

import importlib
import re
from fractions import Fraction

from sosprobe.probes.bench.rows.answers import final


def boxed(text: str) -> str | None:
    r"""Return what the last closed box holds.

    >>> boxed(r"so \boxed{1} or rather $\boxed{\frac{1}{2}}$.")
    '\\frac{1}{2}'
    """
    for start in reversed([one.end() for one in re.finditer(r"\\f?boxed\s*\{", text)]):
        depth = 1
        for place in range(start, len(text)):
            depth += (text[place] == "{") - (text[place] == "}")
            if not depth:
                return text[start:place].strip()
    return None


def answer(text: str) -> str | None:
    """Return the answer that a solution ends with: a box, a field `answer`, or an announcement."""
    text = final(text)
    if (inside := boxed(text)) is not None and '"answer"' not in text:
        return inside
    fields = re.findall(r'"answer"\s*:\s*("(?:[^"\\]|\\.)*"|[^,}\n]+)', text)
    if fields:
        found = fields[-1].strip().strip('"').replace("\\\\", "\\").strip()
        return boxed(found) or found or None
    cues = re.findall(r"(?i:answer)\s*(?:is|:)\s*[*]*\s*(.+?)\s*(?:\.?\s*(?:\n|\Z))", text)
    return cues[-1].strip("*$ .") or None if cues else None


def equal(given: str, right: str) -> bool:
    r"""Say whether two answers are the same.

    Spelling is made alike first; what then differs is compared as a number, part by part, and by
    the package math-verify where it is installed.

    >>> equal(r"\dfrac12", "1/2"), equal("x = 3", "3"), equal("(1, 2)", "(2, 1)")
    (True, True, False)
    """
    one, other = _alike(given), _alike(right)
    return bool(one) and (one == other or _same_parts(one, other) or _verified(given, right))


def _alike(text: str) -> str:
    """Return an answer in one spelling."""
    text = text.strip().strip("$").strip()
    text = re.sub(r"\\[(\[)\]]", "", text)
    text = re.sub(r"\\(?:left|right|displaystyle|bigl?|bigr?)(?![a-zA-Z])", "", text)
    text = re.sub(r"\\[dt]frac", r"\\frac", text)
    text = re.sub(r"\\(?:[,;:! ]|quad|qquad)", "", text)
    text = text.replace("°", "").replace("π", r"\pi").replace("√", r"\sqrt").replace("−", "-")
    text = re.sub(r"\^\{?\s*\\circ\s*\}?|\\(?:circ|degree)", "", text)
    text = re.sub(r"\\(?:text|mbox|textbf|mathrm|mathbf)\s*\{([^{}]*)\}", r" \1 ", text)
    text = re.sub(r"\\sqrt\s*(\d)(?!\d)", r"\\sqrt{\1}", text)
    text = re.sub(r"sqrt\(([^()]*)\)", r"sqrt{\1}", text)
    text = re.sub(r"(?<!\\)\bsqrt\b", r"\\sqrt", text)
    text = re.sub(r"(?<!\\)\bpi\b", r"\\pi", text)
    text = re.sub(r"\\frac\s*(\d)\s*(\d)", r"\\frac{\1}{\2}", text)
    text = re.sub(r"\\frac\s*(\d)\s*\{", r"\\frac{\1}{", text)
    text = re.sub(r"\\frac\s*\{([^{}]*)\}\s*(\d)", r"\\frac{\1}{\2}", text)
    text = re.sub(r"\\?[%$]", "", text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))|\{,\}", "", text)
    # Units after a number, and a name before it, say nothing about the value.
    text = re.sub(r"^\s*[a-zA-Z](?:\([a-z]\))?\s*=\s*", "", text)
    text = re.sub(r"(?<=[\d}])\s+(?:(?:square|cubic)\s+)?[a-z]{2,}(?:\^\{?\d\}?)?\s*$", "", text)
    text = re.sub(r"\\frac\{([^{}]+)\}\{([^{}]+)\}", _over, text)
    text = re.sub(r"\s+|\\cdot|\*", "", text).rstrip(".")
    text = re.sub(r"\^\{(\w)\}", r"^\1", text)
    return text.casefold()


def _over(match: re.Match[str]) -> str:
    """Return a fraction with a stroke."""
    above, below = (
        f"({part})" if re.search(r"[+-]", part[1:]) else part for part in match.groups()
    )
    return f"{above}/{below}"


def _same_parts(one: str, other: str) -> bool:
    """Compare numbers, or lists of them between the same brackets."""
    if one[:1] + one[-1:] != other[:1] + other[-1:] and ("," in one or "," in other):
        return False
    ones, others = one.strip("()[]{}\\").split(","), other.strip("()[]{}\\").split(",")
    if len(ones) != len(others):
        return False
    return all(
        a == b or ((x := _number(a)) is not None and x == _number(b))
        for a, b in zip(ones, others, strict=True)
    )


def _number(text: str) -> Fraction | None:
    match = re.fullmatch(r"(-?)\(?(-?\d*\.?\d+)\)?(?:/\(?(\d+)\)?)?", text)
    if match is None or (match[3] and not int(match[3])):
        return None
    value = Fraction(match[2]) / int(match[3] or 1)
    return -value if match[1] else value


def _verified(given: str, right: str) -> bool:
    """Ask math-verify; False where it is not installed or cannot read an answer."""
    try:
        package = importlib.import_module("math_verify")
    except ModuleNotFoundError:
        return False
    try:
        wanted, found = (package.parse(f"${text}$") for text in (right, given))
        return bool(package.verify(wanted, found))
    except Exception:
        # A parser of formulas that stumbles over one says nothing about its value.
        return False
