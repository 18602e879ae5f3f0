"""Pure helpers over text: sentences, lines of prose, layout, and applying edits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from sosprobe.surface import FENCED, Span, words
from sosprobe.types import Constraint, Edit, Fact, Response

if TYPE_CHECKING:
    from spacy.language import Language

_SURROGATE = re.compile("[\ud800-\udfff]")
_LAYOUT_LINE = re.compile(r"[ \t]*(?:#{1,6}[ \t]|[-*+•][ \t]|\d{1,3}[.)][ \t]|>|\||```|~~~)")


@cache
def _nlp() -> Language:
    """Return the blank English pipeline that finds tokens and sentence ends."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10_000_000
    return nlp


def is_function_word(word: str) -> bool:
    """Say whether `word` is one of those that carry no content of their own, like `the`."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return word.casefold() in STOP_WORDS


def prose_lines(text: str) -> list[Span]:
    """Return the lines of `text` that are plain prose: no code block, list, heading or table."""
    fenced = [match.span() for match in FENCED.finditer(text)]
    spans: list[Span] = []
    for match in re.finditer(r"[^\n]+", text):
        in_code = any(start <= match.start() < end for start, end in fenced)
        if not in_code and match[0].strip() and not _LAYOUT_LINE.match(match[0]):
            spans.append(match.span())
    return spans


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[Span, ...]:
    """Return the spans of the sentences in the prose lines of `text`; none crosses a line.

    >>> text = "It weighs 2.5 tonnes. Why?"
    >>> [text[start:end] for start, end in sentences(text)]
    ['It weighs 2.5 tonnes.', 'Why?']
    """
    found: list[Span] = []
    readable = _SURROGATE.sub("?", text)
    for start, end in prose_lines(text):
        for sentence in _nlp()(readable[start:end]).sents:
            piece = sentence.text
            left = start + sentence.start_char + len(piece) - len(piece.lstrip())
            if piece.strip():
                found.append((left, left + len(piece.strip())))
    return tuple(found)


def without_marks(text: str) -> str:
    """Return `text` without markdown marks, its words and lines as they were."""
    text = re.sub(
        r"^[ \t]*(?:#{1,6}[ \t]+|[-+•][ \t]+|\*[ \t]+|\d{1,3}[.)][ \t]+)", "", text, flags=re.M
    )
    return re.sub(r"\*\*|__", "", text)


def replaced(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` after `edits`, whose offsets all refer to the text before.

    >>> replaced("a cat", [Edit(start=2, end=5, new="dog"), Edit(start=0, end=0, new="not ")])
    'not a dog'
    """
    parts: list[str] = []
    last = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[last : edit.start], edit.new]
        last = edit.end
    return "".join([*parts, text[last:]])


def edited(response: Response, edits: Sequence[Edit]) -> Response:
    """Return `response` after `edits`, with the facts and key points that are still in it."""
    text = replaced(response.text, edits)
    facts: list[Fact] = []
    for fact in response.facts:
        start = fact.start + sum(
            len(edit.new) - (edit.end - edit.start) for edit in edits if edit.end <= fact.start
        )
        if text[start : start + len(fact.true)] == fact.true:
            facts.append(replace(fact, start=start, end=start + len(fact.true)))
    points = tuple(point for point in response.key_points if point in text)
    return replace(response, text=text, facts=tuple(facts), key_points=points)


def holds(constraint: Constraint, text: str) -> bool:
    """Say whether `text` meets `constraint`.

    >>> holds(Constraint(kind="max_words", value=3), "one two three four")
    False
    """
    value = constraint.value
    many = value if isinstance(value, tuple) else ()
    number = value if isinstance(value, int) else 0
    start = value if isinstance(value, str) else ""
    plain = without_marks(text).strip()
    match constraint.kind:
        case "max_words":
            return len(words(plain)) <= number
        case "min_words":
            return len(words(plain)) >= number
        case "forbidden_words":
            return not any(_has(word, plain) for word in many)
        case "required_words":
            return all(_has(word, plain) for word in many)
        case "forbidden_characters":
            return not any(character in text for character in many)
        case "sentences":
            return len(sentences(text)) == number
        case "paragraphs":
            return len([part for part in re.split(r"\n\s*\n", text) if part.strip()]) == number
        case "starts_with":
            return plain.startswith(start)
        case "ends_with":
            return plain.endswith(start)
        case "lowercase":
            return plain == plain.lower()


def _has(phrase: str, text: str) -> bool:
    """Say whether `phrase` stands in `text` as whole words, in any case."""
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None
