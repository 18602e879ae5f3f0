"""What a rewrite may not move: facts about a text that are equal before and after.

Each invariant compares a response before and after and returns None, or a few words on what moved.
They read the two texts and know nothing of the perturbation, so a wrong rewrite cannot vouch for
itself. Sequences are compared, not bags: swapping two numbers is a change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from sosprobe.perturbations import language as languages
from sosprobe.perturbations.constraints import holds
from sosprobe.perturbations.splitting import sentence_spans
from sosprobe.perturbations.text import (
    is_function_word,
    replaced,
    sentences,
    uncontracted,
    without_marks,
)
from sosprobe.surface import KEPT, code_spans, markdown_marks, outside_code, words
from sosprobe.types import Item, Rejected, Response, Rewrite

Invariant = Callable[[Response, Response], str | None]

_NUMBER = re.compile(
    r"[-−+]?[$€£¥]?\d[\d,]*(?:\.\d+)?(?:[ \u00a0-]?(?:%|°[CF]?|[A-Za-zµμ²³/]+))?"
    r"|[²³¹⁰⁴-⁹₀-₉¼-¾⅐-⅞]",
    re.ASCII,
)
_NEGATOR = re.compile(
    r"\b(not|no|never|none|nor|neither|nothing|nobody|nowhere|without|cannot|hardly|scarcely|barely"
    r"|un(?:less|able|safe|likely)|\w+n['’]t)\b[^\w.?!\n]*(\w+)?",
    re.IGNORECASE,
)
_OPERATOR = re.compile(
    r"<=|>=|!=|==|=>|->|[-+*/]=|[<>=≤≥≠±×÷^~≈]"
    r"|(?<=\S[ \t])[-+*/−](?=[ \t])|(?<=\d)[-+*/−](?=\d)"
)
"""Signs; a dash or stroke counts between blanks or digits, and not at the start of a line."""
_LINK = re.compile(r"(?:https?://|www\.)[^\s)>\]]+")
_QUOTE = re.compile(r'"([^"\n]+)"|“([^”\n]+)”|«([^»\n]+)»')
_CAPITAL = re.compile(r"\b[A-Z][\w'’-]*")


def numbers(before: Response, after: Response) -> str | None:
    """Numbers with their units, in order."""
    return _same(_numbers(before.text), _numbers(after.text))


def negation(before: Response, after: Response) -> str | None:
    """Negating words with the word of the sentence that each one stands before, in order."""
    return _same(_negations(before.text), _negations(after.text))


def polarity(before: Response, after: Response) -> str | None:
    """How many negating words there are, for rewrites that may use other words around them."""
    one, other = (len(_negations(r.text)) for r in (before, after))
    return None if one == other else f"{one} -> {other} negating words"


def entities(before: Response, after: Response) -> str | None:
    """Names, in order: capitalised words but for those that merely begin a sentence."""
    return _same(_entities(before.text), _entities(after.text))


def operators(before: Response, after: Response) -> str | None:
    """Comparison and arithmetic signs outside code, in order."""
    return _same(*(_operators(r.text) for r in (before, after)))


def code(before: Response, after: Response) -> str | None:
    """Code blocks and inline code, byte for byte."""
    return _same(*([r.text[a:b] for a, b in code_spans(r.text)] for r in (before, after)))


def links(before: Response, after: Response) -> str | None:
    """Addresses, in order."""
    return _same(*(_LINK.findall(r.text) for r in (before, after)))


def quotes(before: Response, after: Response) -> str | None:
    """Quoted passages, in order."""
    return _same(*(_quotes(r.text) for r in (before, after)))


def order(before: Response, after: Response) -> str | None:
    """Every word of the text before, in its order; words may have come in between.

    A contraction (don't, we're) is the words that it is short for.
    """
    rest = iter(_said(after.text))
    for word in _said(before.text):
        if word not in rest:
            return f"lost or moved: {word}"
    return None


def constraints(before: Response, after: Response) -> str | None:
    """Constraints of the prompt that were met stay met."""
    for constraint in before.constraints:
        if holds(constraint, before.text) and not holds(constraint, after.text):
            return f"broken: {constraint.kind}"
    return None


def layout(before: Response, after: Response) -> str | None:
    """Markdown marks by kind, and the number of paragraphs."""
    return _same(
        *([*markdown_marks(r.text).items(), r.text.count("\n\n")] for r in (before, after))
    )


def sentence_count(before: Response, after: Response) -> str | None:
    """How many sentences there are."""
    return _same([len(sentences(before.text))], [len(sentences(after.text))])


def length(before: Response, after: Response) -> str | None:
    """Length in characters, within 5 % or 4 characters."""
    drift = abs(len(after.text) - len(before.text))
    if drift <= max(4, 0.05 * len(before.text)):
        return None
    return f"{len(before.text)} -> {len(after.text)} characters"


def band(before: Response, after: Response) -> str | None:
    """Length in words, within a quarter."""
    one, other = (max(1, len(words(r.text))) for r in (before, after))
    return None if 0.75 <= other / one <= 1.25 else f"{one} -> {other} words"


def language(before: Response, after: Response) -> str | None:
    """The language, as far as it can be told."""
    one, other = (languages.language(r.text) for r in (before, after))
    return None if one == other or not one or not other else f"{one} -> {other}"


INVARIANTS: dict[str, Invariant] = {
    "numbers": numbers,
    "negation": negation,
    "polarity": polarity,
    "entities": entities,
    "operators": operators,
    "code": code,
    "links": links,
    "quotes": quotes,
    "order": order,
    "constraints": constraints,
    "layout": layout,
    "sentences": sentence_count,
    "length": length,
    "band": band,
    "language": language,
}

MEANING = (
    "numbers",
    "negation",
    "entities",
    "operators",
    "code",
    "links",
    "quotes",
    "order",
    "constraints",
    "language",
)
"""What no change of style may move."""


def meaning_without(*names: str) -> tuple[str, ...]:
    """Return `MEANING` without what a rewrite changes on purpose."""
    return tuple(name for name in MEANING if name not in names)


def check(item: Item, before: Response, rewrite: Rewrite, keeps: Sequence[str]) -> Rejected | None:
    """Return why `rewrite` is not what was promised, or None if it is."""
    if replaced(before.text, rewrite.edits) != rewrite.response.text:
        return Rejected(reason="edits", detail=f"{item.id}: the edits do not lead to the text")
    for name in keeps:
        moved = INVARIANTS[name](before, rewrite.response)
        if moved is not None:
            return Rejected(reason=name, detail=moved)
    return None


def _same(before: Sequence[object], after: Sequence[object]) -> str | None:
    """Return the first difference of two sequences in a few words."""
    if list(before) == list(after):
        return None
    for one, other in zip(before, after, strict=False):
        if one != other:
            return f"{one} -> {other}"[:120]
    longer = before if len(before) > len(after) else after
    extra = longer[min(len(before), len(after))]
    return f"{'lost' if longer is before else 'new'}: {extra}"[:120]


@lru_cache(maxsize=KEPT)
def _numbers(text: str) -> list[str]:
    plain = without_marks(outside_code(text))
    return [re.sub(r"[ \u00a0]", " ", match[0]) for match in _NUMBER.finditer(plain)]


@lru_cache(maxsize=KEPT)
def _negations(text: str) -> list[tuple[str, str]]:
    plain = uncontracted(without_marks(outside_code(text)).casefold())
    return [(match[1], match[2] or "") for match in _NEGATOR.finditer(plain)]


@lru_cache(maxsize=KEPT)
def _operators(text: str) -> list[str]:
    return _OPERATOR.findall(outside_code(text))


@lru_cache(maxsize=KEPT)
def _quotes(text: str) -> list[tuple[str, ...]]:
    return _QUOTE.findall(without_marks(outside_code(text)))


@lru_cache(maxsize=KEPT)
def _said(text: str) -> list[str]:
    return words(uncontracted(without_marks(text).casefold()))


@lru_cache(maxsize=KEPT)
def _entities(text: str) -> list[str]:
    """Return the capitalised words; a sentence's first only where it begins a longer name."""
    found: list[str] = []
    plain = without_marks(outside_code(text))
    sentences_of_lines = (
        line[start:end] for line in plain.split("\n") for start, end in sentence_spans(line)
    )
    for sentence in sentences_of_lines:
        first = re.match(r"\W*(\w[\w'’-]*)( [A-Z])?", sentence)
        is_name = first is not None and first[2] and not is_function_word(first[1])
        found += _CAPITAL.findall(sentence, 0 if first is None or is_name else first.end(1))
    return found
