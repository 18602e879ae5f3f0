"""Read the numbers, negations, operators and code of a text, character by character."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import category

from tests.verify.code_lines import parts

NEGATIONS = frozenset({"not", "no", "never", "none", "neither", "nor", "without", "cannot"})
_SPELLED = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
SPELLED = {word: str(value) for value, word in enumerate(_SPELLED, 2)}
"""Number words from two on: "one" is a pronoun more often than a number."""
_TAGS = frozenset(
    "a abbr b big blockquote br center code dd del details div dl dt em font h1 h2 h3 h4 h5 h6 hr i"
    " img kbd li mark ol p pre s small span strong sub summary sup table tbody td th thead tr u"
    " ul".split()
)
_LABELS = frozenset({"no.", "nos.", "fig.", "eq.", "sec.", "vol.", "ch.", "p.", "pp.", "art."})
_OPENING = " \n\t\"'“‘("
_DASHES = "-–−"
_CODE = "\ue000"
"""Stands where inline code stood."""
_NEAR = 40
"""Characters beside a sign among which its operands are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the check holds on to of a text, in the order of the text."""

    numbers: list[str] = field(default_factory=list[str])
    digits: list[str] = field(default_factory=list[str])
    """Those of the numbers that are not spelled out."""
    negations: list[str] = field(default_factory=list[str])
    operators: list[str] = field(default_factory=list[str])
    code: list[str] = field(default_factory=list[str])
    words: list[str] = field(default_factory=list[str])
    """Every word in lower case, up to its apostrophe."""
    places: list[int] = field(default_factory=list[int])
    """Where in `words` each negation stands."""
    binding: list[bool] = field(default_factory=list[bool])
    """Whether the next word follows each negation without a full stop, comma or the like."""


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """Return what the check holds on to of a text."""
    found = Reading()
    for is_code, part in parts(text):
        if is_code:
            found.code.append(part)
        else:
            _scan(_without_emphasis(_without_inline_code(part, found.code)), found)
    return found


def _without_inline_code(paragraph: str, code: list[str]) -> str:
    """Return a paragraph with a mark for each span of code; add the spans to `code`."""
    kept: list[str] = []
    place = 0
    while place < len(paragraph):
        mark = _run(paragraph, place, "`")
        if not mark:
            step = 2 if paragraph[place] == "\\" else 1
            kept.append(paragraph[place : place + step])
            place += step
            continue
        inside = place + mark
        end = _closing(paragraph, inside, mark)
        if end < 0:
            kept.append(" " * mark)
            place = inside
        else:
            code.append(f"`{' '.join(paragraph[inside:end].split())}`")
            kept.append(_CODE)
            place = end + mark
    return "".join(kept)


def _run(text: str, place: int, char: str) -> int:
    """Return how often `char` stands in a row at a place."""
    end = place
    while end < len(text) and text[end] == char:
        end += 1
    return end - place


def _closing(text: str, place: int, mark: int) -> int:
    """Return where the next run of exactly `mark` backticks is, or -1."""
    while (place := text.find("`", place)) >= 0:
        found = _run(text, place, "`")
        if found == mark:
            return place
        place += found
    return -1


def _without_emphasis(paragraph: str) -> str:
    """Return a paragraph without the stars and underscores that stand in pairs around words."""
    marks: list[tuple[int, str]] = []
    opened: dict[str, int] = {}
    place = 0
    while place < len(paragraph):
        size = max(_run(paragraph, place, "*"), _run(paragraph, place, "_"))
        mark = paragraph[place : place + size]
        left, right = (
            paragraph[max(0, place - 1) : place],
            paragraph[place + size : place + size + 1],
        )
        if (
            mark in opened
            and left.strip()
            and left != "\\"
            and not (mark[0] == "_" and right.isalnum())
        ):
            marks += [(opened.pop(mark), mark), (place, mark)]
        elif mark and right.strip() and left != "\\" and not left.isalnum():
            opened[mark] = place
        place += size or 1
    for start, mark in sorted(marks, reverse=True):
        paragraph = paragraph[:start] + paragraph[start + len(mark) :]
    return paragraph


def _scan(text: str, found: Reading) -> None:
    """Add the words, numbers, negations and operators of a paragraph to `found`."""
    place = 0
    while place < len(text):
        char = text[place]
        if char.isalpha():
            end = _word_end(text, place)
            binds = not text[end : end + 1].strip(_OPENING)
            _add_word(text[place:end].lower().replace("’", "'"), found, binds=binds)
        elif char.isnumeric():
            end = _number_end(text, place)
            if text[end : end + 2].strip("\ufe0f")[:1] != "\u20e3":  # no emoji of a key
                number = _label(text, place) + _plain(text[place:end])
                if text[end : end + 2].lstrip()[:1] == "%":
                    number, end = f"{number}%", text.index("%", end) + 1
                found.numbers.append(number)
                found.digits.append(number)
        elif char == "\\":
            end = place + 1
            while end < len(text) and text[end].isalpha():
                end += 1
            if end > place + 1:
                found.operators.append(text[place:end])  # LaTeX: \leq, \times, \frac
            else:
                end += 1
        elif char == "<" and (end := _tag_end(text, place)):
            pass
        else:
            end = place + 1
            sign = _sign(text, place)
            if sign:
                found.operators.append(sign)
        place = end


def _word_end(text: str, place: int) -> int:
    """Return where a word ends; an apostrophe between letters belongs to it."""
    while place < len(text) and (
        text[place].isalpha() or (text[place] in "'’" and text[place + 1 : place + 2].isalpha())
    ):
        place += 1
    return place


def _add_word(word: str, found: Reading, *, binds: bool) -> None:
    """Add a word, and what it negates or counts; `binds` if it leads on to the next word."""
    if word.endswith("n't") or word in NEGATIONS:
        found.negations.append("not" if word.endswith("n't") or word == "cannot" else word)
        found.places.append(len(found.words))
        found.binding.append(binds)
    elif word in SPELLED:
        found.numbers.append(SPELLED[word])
    found.words.append(word.removesuffix("n't").partition("'")[0])


def _number_end(text: str, place: int) -> int:
    """Return where a number ends; a point or comma between digits belongs to it."""
    while place < len(text) and (
        (text[place].isnumeric() and not text[place].isalpha())
        or (text[place] in ".,\u202f" and text[place + 1 : place + 2].isdecimal())
    ):
        place += 1
    return place


def _label(text: str, place: int) -> str:
    """Return the abbreviation that a number stands behind, for example in "No. 5", or nothing."""
    before = text[max(0, place - 8) : place].split()[-1:]
    return f"{before[0].lower()} " if before and before[0].lower() in _LABELS else ""


def _plain(number: str) -> str:
    """Return a number without thousands separators, where its groups show that they are such."""
    groups = number.replace("\u202f", ",").split(",")
    whole = [*groups[:-1], groups[-1].partition(".")[0]]
    if len(whole[0]) < 4 and all(len(group) == 3 for group in whole[1:]):
        return "".join(groups)
    return number


def _tag_end(text: str, place: int) -> int:
    """Return where an HTML tag or an address in angle brackets ends, 0 if none starts here."""
    end = text.find(">", place)
    inside = text[place + 1 : end]
    if end < 0 or "\n" in inside or "<" in inside:
        return 0
    name, _, more = inside.strip("/ ").partition(" ")
    is_tag = name.lower() in _TAGS and (not more or "=" in more)
    return end + 1 if is_tag or name.startswith(("http:", "https:")) else 0


def _sign(text: str, place: int) -> str:
    """Return the operator or sign of comparison at a place, or nothing.

    A hyphen, star, slash or tilde is one only where it stands as such.
    """
    char = text[place]
    left, right = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if char in "|~":
        return char if char == "~" and left != "~" and right.isdecimal() else ""
    if char in _DASHES:
        return "-" if _is_minus(text, place) else ""
    if char in "^%‰" or (char == "!" and right == "=") or category(char) == "Sm":
        return char
    if char == "*":
        spaced = left.isspace() and right.isspace()
        tight = (left.isdecimal() or left == ")") and (right.isdecimal() or right == "(")
        return char if spaced or tight else ""
    if char == "/":
        before, after = (
            text[max(0, place - _NEAR) : place].rstrip()[-1:],
            text[place + 1 : place + _NEAR].lstrip()[:1],
        )
        return char if before.isdecimal() or after.isdecimal() else ""
    return ""


def _is_minus(text: str, place: int) -> bool:
    """Tell a minus sign or a range of numbers from a hyphen or dash; look through `$`."""
    left = text[max(0, place - 2) : place].rstrip("$")[-1:]
    right = text[place + 1 : place + 3].lstrip("$")[:1]
    if text[place] == "−":
        return True
    if right.isdecimal():
        return left.isdecimal() or (
            text[place] == "-" and (not left or left.isspace() or left in "([{=<>+*/^,")
        )
    if not (left.isspace() and right.isspace()):
        return False
    before = text[max(0, place - _NEAR) : place].replace("$", "").split()[-1:]
    after = text[place + 1 : place + _NEAR].replace("$", "").split()[:1]
    return bool(before and after) and _is_operand(before[0][-2:]) and _is_operand(after[0][:2])


def _is_operand(end: str) -> bool:
    """Tell whether the two characters beside a spaced hyphen belong to a term of a formula."""
    if any(char.isdecimal() or char in f"()\\{_CODE}" for char in end):
        return True
    return len(end) == 1 and end.isalpha() and end not in "aAI"
