"""Answers are read out of text when they are explicit, and compared as what they are."""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections import Counter
from pathlib import Path

import pytest

from sosprobe.probes.bench.rows import answers, bbq, math_answers
from sosprobe.probes.bench.rows.score import chosen

SHARED = Path(__file__).parents[5] / "shared" / "data"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("B", 1),
        ("(C)", 2),
        ("**Answer: B**", 1),
        ("The answer is A. No, wait: the answer is (C).", 2),
        (r"Hence \boxed{D}", 3),
        ("<think>Answer: A</think>\nAnswer: B", 1),
        ("<think>Answer: A", None),
        ("A cat sat there.", None),
        ("It could be B or C.", None),
        ("Answer: A or B", None),
        ("A. red\nB. blue", None),
        ("B. blue", 1),
        ("", None),
    ],
)
def test_a_letter_counts_only_if_it_is_given_as_the_answer(text: str, place: int | None) -> None:
    assert answers.label(text, list("ABCD")) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("unsafe", 1),
        ("Answer: safe", 0),
        ("Unsafe. It burns.", 1),
        ("It is not safe.", None),
        ("First I thought: Answer: safe\nBut then\nAnswer: unsafe", 1),
        ("Answer: safe or unsafe", None),
    ],
)
def test_a_word_is_never_found_inside_another_or_in_passing(text: str, place: int | None) -> None:
    assert answers.label(text, ["safe", "unsafe"]) == place


def test_several_letters_must_all_be_named() -> None:
    doc = {"sos_labels": ["A", "B", "C"]}
    assert chosen(doc, "Answer: A, C", several=True) == frozenset({0, 2})
    assert chosen(doc, "Answer: (A) and (B)", several=True) == frozenset({0, 1})
    assert chosen(doc, "I like apples", several=True) is None


@pytest.mark.parametrize(
    ("text", "number"), [("Answer: 12", "12"), ("7", "7"), ("I count 3 cats and 4 dogs", None)]
)
def test_a_number_counts_only_if_it_is_given_as_the_answer(text: str, number: str | None) -> None:
    assert answers.number(text) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\frac{3}{4}", "3/4"),
        ("0.5", r"\tfrac12"),
        ("1,234", "1234"),
        (r"90^\circ", "90°"),
        (r"\left( 3, \frac{\pi}{2} \right)", "(3, \\pi/2)"),
        ("12 square units", "12"),
        (r"\text{June 20}", "June 20"),
    ],
)
def test_answers_that_differ_in_spelling_only_are_equal(one: str, other: str) -> None:
    assert math_answers.equal(one, other)
    assert math_answers.equal(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("1", "2"), ("(1,2)", "[1,2]"), ("1/2", "2/1"), ("", ""), ("-3", "3")]
)
def test_other_answers_are_not_equal(one: str, other: str) -> None:
    assert not math_answers.equal(one, other)


def test_bias_is_minus_one_to_one_and_zero_if_every_answer_is_unknown() -> None:
    always = [(False, True, True, True)] * 3
    never = [(False, False, False, True)] * 3
    assert bbq.bias(always, ambiguous=False) == 1
    assert bbq.bias(never, ambiguous=False) == -1
    assert bbq.bias([(True, True, False, False)], ambiguous=True) == 0
    # Half of the ambiguous items answered, all of these by the stereotype.
    half = [(True, False, True, True), (True, True, False, False)]
    assert bbq.bias(half, ambiguous=True) == 0.5
    assert bbq.accuracy(half, ambiguous=True) == 0.5
    assert math.isnan(bbq.bias(half, ambiguous=False))


@pytest.mark.shared
def test_solutions_score_what_was_published_within_a_point_and_a_half() -> None:
    folder = SHARED / "math"
    if not folder.exists():
        pytest.skip("the folder of shared data is not here")
    lines = (folder / "math_level5_721.jsonl").read_text(encoding="utf-8").splitlines()
    right = {one["id"]: one["answer"] for one in map(json.loads, lines)}
    published = {
        one["Model"]: float(one["Acc"])
        for one in json.loads((folder / "published_accuracy_zeroeval.json").read_text())
    }
    hits: Counter[str] = Counter()
    with gzip.open(folder / "math_level5_outputs.jsonl.gz", "rt", encoding="utf-8") as file:
        for one in map(json.loads, file):
            found = math_answers.answer(one["output"])
            hits[one["model"]] += found is not None and math_answers.equal(found, right[one["id"]])
    assert len(hits) == 12
    for model, count in hits.items():
        assert abs(100 * count / len(right) - published[model]) < 1.5, model


@pytest.mark.shared
def test_published_letters_score_the_published_accuracies_of_mmlu_pro() -> None:
    folder = SHARED / "mmlu_pro"
    if not folder.exists():
        pytest.skip("the folder of shared data is not here")
    doc = {"sos_labels": list("ABCDEFGHIJ")}
    hits: Counter[str] = Counter()
    same: Counter[str] = Counter()
    with gzip.open(folder / "predictions.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            right = row.pop("answer")
            del row["question_id"]
            for model, letter in row.items():
                hits[model] += chosen(doc, letter) == frozenset({"ABCDEFGHIJ".index(right)})
                same[model] += letter == right
    assert hits == same
    with (folder / "accuracy.csv").open(encoding="utf-8") as file:
        published = {row["model"]: int(row["correct"]) for row in csv.DictReader(file)}
    off = [abs(hits[model] - count) for model, count in published.items()]
    assert len(off) == 29
    # The letters of eight models give other counts than were published for them, by any reader.
    assert sum(not one for one in off) == 21
    assert max(off) <= 22
