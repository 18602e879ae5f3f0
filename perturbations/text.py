"""Pure helpers over text: sentences, lines of prose, layout, and applying edits."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from sosprobe.perturbations.splitting import sentence_spans
from sosprobe.surface import KEPT, Span, blocks, code_spans, words
from sosprobe.types import Edit, Fact, Response

_LINE = re.compile(r"[^\r\n]*[^\s][^\r\n]*")
_CODE_LIKE = re.compile(
    r"""
    [;{}]\s*$                                                    # ends like a statement
    | ^\s*(?://|/\*|\*/|\#!|>>>|\$\s|@\w+$)                     # comments, prompts, decorators
    | ^\s*(?:return|yield|raise|assert|import|from|def|class|elif|except|public|private|static
        |const|let|var|function|void|using|namespace|include)\b\s+[\w.*"'(\[{-]+
        (?!.*[a-z]{2}[.?!]\s*$)                                  # ... unless it ends as a sentence
    | ^\s*(?:if|for|while|with|else|try)\b.*:\s*$
    | ^\s*[\w.\[\]"']+\s*(?:[-+*/|&]?=|:=|=>|<-)\s*\S+.*[^.!?\s]\s*$   # assignments
    | ^\s*[\w.]+\([^()]*(?:\([^()]*\))?[^()]*\)\s*;?\s*$         # calls
    """,
    re.VERBOSE,
)
_DATA = re.compile(r"[^,\s][^,]*(?:,[^,\s][^,]*){3,}")
"""Values between commas without blanks."""
_BREAK = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*")
_GOES_ON = re.compile(r"[^.!?:;…。！？]\s*[a-z]")
_MARKED = re.compile(r"[ \t]*(?:#{1,6}[ \t]|[-*+•][ \t]|\d{1,3}[.)][ \t]|>|\||\[\^?[^\]]*\]:)")
_CAPITALISED = re.compile(r"[A-Z][a-z]*\b(?!['’-])")
_NO_NAMES = frozenset(
    """
    the a an it this that these those its their they there here when where for at to each
    both in on after before because since while as one two three we you he she his her under
    over with every all some most many few such if once then thus from by of during most
    only next first another other between within without about above below until although
    though so and but or no not what which who how why our your my them him us whether
    unless more less
    """.split()
)
"""First words that are no names, so that they may lose their capital."""
_ENDINGS = {"re": "are", "ve": "have", "ll": "will", "m": "am"}
_CUT_SHORT = re.compile(r"\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|vs|e\.g|i\.e|etc|Fig|approx)\.$")
_TOKEN = re.compile(r"\w+(?:['’-]\w+)*")
_PROTECTED = re.compile(
    r"""
    \$\$.+?\$\$ | \\\[.+?\\\] | \\\(.+?\\\) | \\begin\{(\w+\*?)\}.+?\\end\{\1\}  # formulas
    | (?<![\\$\w])\$(?=\S)[^$\n]+?(?<=[^\s\\])\$(?![\d\w])
    | \\[A-Za-z]+
    | !?\[[^\]\n]*\]\([^)\n]*\)                                    # links
    | (?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]}'"*_]
    | <!--.*?--> | </?[A-Za-z][^<>\n]*> | &\#?\w+;                   # tags
    | "[^"\n]+" | “[^”\n]+” | «[^»\n]+»                             # quotations
    """,
    re.VERBOSE | re.DOTALL,
)


def is_function_word(word: str) -> bool:
    """Say whether `word` is one of those that carry no content of their own, like `the`."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return word.casefold() in STOP_WORDS


@lru_cache(maxsize=KEPT)
def protected(text: str) -> tuple[Span, ...]:
    """Return the spans that no change of style may enter: code, formulas, links, tags, quotations.

    >>> text = 'Run `ls`, see https://example.org and say "so be it" for $x + 1$.'
    >>> [text[start:end] for start, end in protected(text)]
    ['`ls`', 'https://example.org', '"so be it"', '$x + 1$']
    """
    found = list(code_spans(text))
    found += [match.span() for match in _PROTECTED.finditer(text)]
    found.sort()
    apart: list[Span] = []
    for start, end in found:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)


def is_free(text: str, start: int, end: int) -> bool:
    """Say whether the span touches nothing that is protected; a place is a span of no length."""
    spans = protected(text)
    place = bisect(spans, (start, len(text) + 1)) - 1
    inside = place >= 0 and spans[place][0] < start < spans[place][1]
    if inside or start == end:
        return not inside
    begins_one = place >= 0 and spans[place][0] == start
    meets_next = place + 1 < len(spans) and spans[place + 1][0] < end
    return not (begins_one or meets_next)


def is_code_like(line: str) -> bool:
    """Say whether a line of prose looks like code or data that nobody fenced.

    >>> is_code_like('return "Hi!" + name'), is_code_like("It is about 3 = three.")
    (True, False)
    """
    return _CODE_LIKE.search(line) is not None or _DATA.fullmatch(line.strip()) is not None


@lru_cache(maxsize=KEPT)
def prose_lines(text: str) -> tuple[Span, ...]:
    """Return the lines of `text` that are plain prose: no code, list, heading, table or formula.

    A paragraph with a line that looks like code is none of it.

    A line that is merely wrapped (it ends within a sentence, and the next goes on in small
    letters) belongs with the next one.
    """
    spans: list[Span] = []
    for kind, start, end in blocks(text):
        if kind != "prose":
            continue
        lines = list(_LINE.finditer(text, start, end))
        if any(is_code_like(match[0]) for match in lines):
            continue
        for match in lines:
            left, right = match.span()
            if _MARKED.match(text, left, right) or not is_free(text, left, left + 1):
                continue
            wrapped = spans and _BREAK.fullmatch(text, spans[-1][1], left)
            if wrapped and _GOES_ON.fullmatch(text[spans[-1][1] - 1] + text[left]):
                spans[-1] = (spans[-1][0], right)
            else:
                spans.append((left, right))
    return tuple(spans)


@lru_cache(maxsize=KEPT)
def sentences(text: str) -> tuple[Span, ...]:
    """Return the spans of the sentences in the prose lines of `text`; none crosses a line.

    No sentence ends inside a quotation, a formula or a piece of code.

    >>> text = "It weighs 2.5 tonnes. Why?"
    >>> [text[start:end] for start, end in sentences(text)]
    ['It weighs 2.5 tonnes.', 'Why?']
    """
    found: list[Span] = []
    for start, end in prose_lines(text):
        first = len(found)
        for left, right in sentence_spans(text[start:end]):
            if len(found) > first and not is_free(text, found[-1][1], found[-1][1]):
                found[-1] = (found[-1][0], start + right)
            else:
                found.append((start + left, start + right))
    return tuple(found)


@lru_cache(maxsize=KEPT)
def paragraphs(text: str) -> tuple[tuple[Span, ...], ...]:
    """Return the sentences of prose, those of one line together."""
    groups: list[list[Span]] = []
    lines = prose_lines(text)
    at = 0
    for span in sentences(text):
        while span[0] >= lines[at][1]:
            at += 1
        if groups and groups[-1][0][0] >= lines[at][0]:
            groups[-1].append(span)
        else:
            groups.append([span])
    return tuple(tuple(group) for group in groups)


def is_whole(text: str, start: int, end: int) -> bool:
    """Say whether the span is a sentence after which another one may stand.

    A line of verse, a title, or a part that was cut off at an abbreviation is none.

    >>> is_whole("It is cold.", 0, 11), is_whole("A title", 0, 7)
    (True, False)
    """
    sentence = text[start:end]
    ended = sentence[-1:] in (".", "!", "?") and not _CUT_SHORT.search(sentence)
    return ended and len(words(sentence)) > 2


@lru_cache(maxsize=KEPT)
def free_words(text: str) -> tuple[re.Match[str], ...]:
    """Return the words of the prose that nothing protects, as matches with their places."""
    return tuple(
        match
        for start, end in prose_lines(text)
        for match in _TOKEN.finditer(text, start, end)
        if is_free(text, *match.span())
    )


def key_span(text: str, start: int, end: int, longest: int) -> Span | None:
    """Return the first run of at most `longest` words that carry content, none protected."""
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text, start, end):
        joined = not run or text[run[-1].end() : token.start()] == " "
        full = len(run) == longest
        if is_function_word(token[0]) or full or not joined or not is_free(text, *token.span()):
            if run:
                break
            continue
        run.append(token)
    return (run[0].start(), run[-1].end()) if run else None


def lowered(text: str, start: int) -> str | None:
    """Return the small letter for a sentence's first one; None if the word may be a name.

    >>> lowered("The sun", 0), lowered("Paris", 0)
    ('t', None)
    """
    first = _CAPITALISED.match(text, start)
    if first is None or not is_free(text, *first.span()):
        return None
    return first[0][0].lower() if first[0].casefold() in _NO_NAMES else None


@lru_cache(maxsize=KEPT)
def without_marks(text: str) -> str:
    """Return `text` without markdown marks, its words and lines as they were."""
    text = re.sub(
        r"^[ \t]*(?:#{1,6}[ \t]+|[-+•][ \t]+|\*[ \t]+|\d{1,3}[.)][ \t]+)", "", text, flags=re.M
    )
    return re.sub(r"\*\*|__", "", text)


def uncontracted(text: str) -> str:
    """Return `text`, in small letters, with its contractions written out.

    >>> uncontracted("it won't do and we're sure you can't")
    'it will not do and we are sure you can not'
    """
    text = text.replace("’", "'")
    if "'" in text:
        text = re.sub(r"\bwon't\b", "will not", text)
        text = re.sub(r"\bcan't\b", "can not", text)
        text = re.sub(r"\b(\w+)n't\b", r"\1 not", text)
        text = re.sub(r"\b(it|that|there|here|what|who|he|she)'s\b", r"\1 is", text)
        text = re.sub(r"\b(\w+)'(re|ve|ll|m)\b", _written_out, text)
    return re.sub(r"\bcannot\b", "can not", text)


def _written_out(match: re.Match[str]) -> str:
    return f"{match[1]} {_ENDINGS[match[2]]}"


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
