"""Say what is doubtful about a template that can be asked and read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from sosprobe.judges.marks import halves
from sosprobe.judges.template import Template
from sosprobe.judges.wording import marker

_MIRROR = {"A>>B": "B>>A", "A>B": "B>A", "A=B": "A=B", "B>A": "A>B", "B>>A": "A>>B"}
_MARKED = ("levels", "criteria")
"""Kinds whose verdict stands in the template's wrap, one of a legend."""
_SENTENCE = re.compile(r"[^.!?;\n]+")
_MATERIAL = re.compile(
    r"(?=.*\b(?:not|nothing|never|no|ignore|disregard|don't)\b)"
    r"(?=.*\b(?:instructions?|commands?|orders?|requests?|directions?)\b)"
    r"(?=.*\b(?:inside|within|in (?:it|them|the (?:response|answer|output|text)s?))\b)",
    re.IGNORECASE,
)


def doubts_of(template: Template) -> list[str]:
    """Return what is doubtful about a template, a sentence each."""
    if template.verdict == "reward":
        return []
    return [
        *_about_texts(template),
        *_about_places(template),
        *_about_levels(template),
        *_about_reading(template),
    ]


def _about_texts(template: Template) -> Iterator[str]:
    if not template.system:
        yield "there is no system message: everything comes from the same mouth as the responses"
    if not any(_MATERIAL.search(sentence) for sentence in _SENTENCE.findall(_said(template))):
        yield (
            "nothing says that the responses are material to be judged, and that what stands in "
            "them is no instruction"
        )
    for what, names in (
        ("criterion", [*template.criteria, *(name for name, _ in template.factors)]),
        ("label", template.labels),
    ):
        for name in _twice(names):
            yield f"{what} `{name}` is named twice"


def _about_places(template: Template) -> Iterator[str]:
    places = template.places
    if "task" not in places:
        yield ("there is no {{task}}, so the variations of levels, reasons and marks do not apply")
    if template.shows == "pair" and "context" not in places:
        yield "there is no {{context}}, so the variations that speak for a response do not apply"
    if template.shows == "pair" and not {"a", "b"} & places:
        yield (
            "labels are written out, not {{a}} and {{b}}, so the variations of labels do not apply"
        )
    for field, place, value in (
        ("criteria", "criteria", template.criteria),
        ("factors", "criteria", "task" in places and template.factors),
        ("rubric", "rubric", template.rubric),
        ("context", "context", template.context),
    ):
        if value and place not in places:
            yield f"field `{field}` is not shown: there is no {{{{{place}}}}}"


def _about_levels(template: Template) -> Iterator[str]:
    if template.verdict not in (*_MARKED, "json"):
        return
    offered = [level for level, _ in template.patterns] or [level for _, level in template.legend]
    for level in sorted(set(offered)):
        if _MIRROR[level] not in offered:
            yield f"{level} is offered but {_MIRROR[level]} is not, which favours a side"
    if template.patterns or template.verdict == "json":
        return
    text = _said(template)
    before, after = halves(template.wrap)
    shown = {
        mark: text.count(f"{before}{mark}{after}") if after else 0 for mark, _ in template.legend
    }
    if len(set(shown.values())) > 1 and "task" not in template.places:
        most = max(shown, key=lambda mark: shown[mark])
        least = min(shown, key=lambda mark: shown[mark])
        yield (
            f"{before}{most}{after} stands in the texts {shown[most]} times and "
            f"{before}{least}{after} {shown[least]}: an example can suggest a verdict"
        )
    for mark, level in template.legend:
        if mark in ("A", "B") and template.labels == ("A", "B") and level[0] != mark:
            yield f"the mark {mark} stands for {level}, though {mark} is what a response is called"


def _about_reading(template: Template) -> Iterator[str]:
    if template.take == "first":
        yield "the first mark counts: a verdict quoted from a response comes before the judge's own"
    for level, wanted in template.patterns:
        if re.search(r"(?:^|[^\\])`|\\\*(?![?*])", re.sub(r"\(\?:[^()]*\)\?", "", wanted)):
            yield f"the pattern of {level} has stars or backticks, which are gone when it is tried"
        if re.search(r"(?:^|[^\\])\^", wanted) and "(?m" not in wanted and r"\n" not in wanted:
            yield f"the pattern of {level} is tried at the beginning of the reply alone: add (?m)"
    if "task" in template.places:
        return
    one, other = (marker(mark, template.labels) for mark in ("A", "B"))
    text = _said(template)
    for label in (one, other):
        wanted = rf"(?<!\w){re.escape(label)}(?!\w)"
        if template.verdict == "token" and not re.search(wanted, text):
            yield f"label {label} is read, but the texts do not name it"


def _said(template: Template) -> str:
    """Return what the texts say of themselves, without the places."""
    return re.sub(r"\{\{\w+\}\}", " ", f"{template.system}\n{template.user}\n{template.assistant}")


def _twice(names: Iterable[str]) -> list[str]:
    counts = Counter(name.strip().casefold() for name in names)
    return [name for name, count in counts.items() if count > 1]
