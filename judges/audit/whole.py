"""Replies that are nasty for a verdict which is the whole reply: a label, a number."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sosprobe.judges.audit.case import LOST, Case, lost, says
from sosprobe.types import Outcome, Reply


def labels(one: str, two: str) -> Iterator[Case]:
    """Yield the cases for a reply that is a label."""
    for name, text in {
        "plain": two,
        "a full stop": f"{two}.",
        "a blank before it": f" {two}",
        "a line break after it": f"{two}\n",
        "bold": f"**{two}**",
        "in code": f"`{two}`",
        "in quotation marks": f'"{two}"',
        "in brackets": f"[{two}]",
        "in double brackets": f"[[{two}]]",
        "lower case": two.lower(),
        "in parentheses": f"({two})",
        "indented": f"   {two}",
        "tabs around it": f"\t{two}\t",
        "after a reasoning block": f"<think>{one}?</think>{two}",
    }.items():
        yield says(name, text, "B>A")
    yield says("the other label", one, "A>B")
    for name, text in {
        "a sentence": f"I prefer {two}.",
        "both": f"{one} and {two}",
        "both with a slash": f"{one}/{two}",
        "twice": f"{two} {two}",
        "another letter": "Q",
        "a number": "1",
        "a label and a reason": f"{two} because it is shorter",
        "an article that is a letter": "A response that is good has facts",
        "tie": "tie",
        "both equal": "Both",
        "a mark of five levels": "[[A>>B]]",
        "JSON": '{"choice": 7}',
        "a list": f"[{one}, {two}]",
        "negated": f"not {two}",
        "an option number": f"2) {two}?",
        "a label with digits": f"{two}1",
        "spelt out": "The letter after the first",
        "an arrow": f"{one} -> {two}",
        "a comparison": f"{one} > {two}",
        "a question": f"{two}?!",
    }.items():
        yield lost(name, text, *LOST)
    yield from _chances(one, two)


def _chances(one: str, two: str) -> Iterator[Case]:
    """Yield replies with token probabilities."""

    def given(name: str, value: str | None, text: str, **chances: float) -> Case:
        logs = {token: math.log(chance) for token, chance in chances.items()}
        reply = Reply(text=text, logprobs=logs, finish_reason="length")
        if value is None:
            return Case(name=name, reply=reply, outcomes=LOST)
        return Case(name=name, reply=reply, value=value)

    yield given("likelier second label", "B>A", two, **{one: 0.2, two: 0.7})
    yield given("likelier first label", "A>B", one, **{one: 0.7, two: 0.2})
    yield given("as likely", "A=B", one, **{one: 0.4, two: 0.4})
    yield given("blanks in tokens", "B>A", two, **{f" {one}": 0.2, f" {two}": 0.7})
    yield given("two spellings add up", "B>A", one, **{one: 0.4, two: 0.3, f" {two}": 0.25})
    yield given("word marks of tokenizers", "B>A", two, **{f"▁{two}": 0.6, f"▁{one}": 0.2})
    yield given("other marks of tokenizers", "A>B", one, **{f"Ġ{two}": 0.1, f"Ġ{one}": 0.6})
    yield given("only one label listed", "B>A", two, **{two: 0.9, "The": 0.05})
    yield given("another token likelier", "B>A", "The", **{"The": 0.6, one: 0.1, two: 0.2})
    yield given("no label listed", None, "The", **{"The": 0.9, "An": 0.1})
    yield given("tiny probabilities", "A>B", "x", **{"x": 0.99, one: 2e-9, two: 1e-9})


def numbers() -> Iterator[Case]:
    """Yield the cases for a reply that is a number."""
    for text, value in {
        "0.73": 0.73,
        "-1.5": -1.5,
        "+2": 2.0,
        "3": 3.0,
        "0": 0.0,
        "1e-3": 0.001,
        "2.5E+2": 250.0,
        ".5": 0.5,
        "5.": 5.0,
        " 0.1 ": 0.1,
        "0.25\n": 0.25,
        "-0.000001": -0.000001,
        "123456.789": 123456.789,
        "\t7": 7.0,
    }.items():
        yield says(f"number {text!r}", text, value)
    for text in (
        "nan", "inf", "-inf", "NaN", "1,5", "1 2", "0x10", "1e", "--1", "1.2.3", "score: 1",
        "[[7]]", "7/10", "seven", "1_000", "½", "٣", "1e999", "1%", "$1", "~1", "1?", "true",
        "None", "-", "e5", "1e5e5", "0.1.", "(1)", "1;2",
    ):  # fmt: skip
        yield lost(f"no number {text!r}", text, *LOST)
    yield lost("a filter", "0.5\ufffd", *LOST)
    yield lost("a very long number", "9" * 400, Outcome.INVALID)
