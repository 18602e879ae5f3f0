"""Replies that are as nasty for every kind of verdict."""

from __future__ import annotations

from collections.abc import Iterator

from sosprobe.judges.audit.case import LOST, Case, lost
from sosprobe.types import Outcome

_REFUSALS = {
    "refusal": "I'm sorry, but I can't compare these responses.",
    "refusal with a curly apostrophe": "I’m sorry, I can’t help with that.",
    "refusal of a machine": "As an AI model I cannot judge this.",
    "declines": "I must decline to judge.",
    "is not able": "I am not able to assess this request.",
    "will not": "I won't evaluate this content.",
}

_NOTHING = {
    "empty": "",
    "blanks": " \n\t ",
    "no marker": "The first response is clearer than the second one.",
    "only a cue": "Verdict:",
    "a question back": "Could you give me the second response again?",
    "an error page": "<html><body><h1>502 Bad Gateway</h1></body></html>",
    "ten emoji": "\U0001f600" * 10,
    "NUL bytes": "\x00\x00\x00",
    "broken UTF-8": "\ufffd\ufffd(\ufffd",
    "half a character": "\ud800",
    "right to left": "كلا الردين جيد",
    "only a reasoning block": "<think>Hm. Both are fine.</think>",
    "neither, in words": "Neither response is acceptable.",
    "a letter in a sentence": "Plan A was followed, plan B was not, see appendix C.",
    "a shrug": "¯\\_(ツ)_/¯",
    "open braces": "{{{{{{{{{{",
    "open brackets": "[[[[[[[[[[",
    "a lone backslash": "\\",
    "a date": "2026-01-31",
    "an address": "https://example.org/?a=b#c",
    "only punctuation": "...!?",
    "a template of its own": "Question: {question}\nAnswer: {answer}",
}


def any_kind(good: str) -> Iterator[Case]:
    """Yield the cases; `good` is a reply with a verdict that is read."""
    for name, text in _REFUSALS.items():
        yield lost(name, text, Outcome.REFUSED)
    for name, text in _NOTHING.items():
        yield lost(name, text, *LOST)
    yield lost("stopped by a filter", good, Outcome.REFUSED, ending="content_filter")
    yield lost("reasoning never closed", f"<think>{good}", *LOST)
    yield lost("thinking never closed", f"<thinking>\n{good}", *LOST)
    yield lost("the only verdict is in the reasoning", f"<think>{good}</think>", *LOST)
    yield lost("reasoning in another spelling", f"◁think▷{good}◁/think▷", *LOST)
    yield lost("a long text without a verdict", "so it goes " * 5_000, *LOST)
    yield lost("many open reasoning blocks", "<think>" * 500 + good, *LOST)
