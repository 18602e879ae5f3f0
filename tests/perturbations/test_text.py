"""Helpers over text do what their names say, for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosprobe.perturbations.constraints import holds
from sosprobe.perturbations.filler import FILLER, matching
from sosprobe.perturbations.invariants import INVARIANTS
from sosprobe.perturbations.text import edited, sentences, without_marks
from sosprobe.surface import code_spans, markdown_marks, words
from sosprobe.types import Constraint, Edit, Fact, Response

MARKDOWN = """\
# Title

Intro with **bold** text.

- one
- two

1. first

```python
# no
- no
```
"""


def test_marks_are_counted_by_kind_and_never_inside_code() -> None:
    marks = markdown_marks(MARKDOWN)
    found = {name: count for name, count in marks.items() if count}
    assert found == {"bold": 1, "bullet": 2, "numbered": 1, "heading": 1}


def test_marks_are_taken_off_and_the_words_stay() -> None:
    plain = without_marks("## Head\n\n- **Bold** word\n1. next")
    assert plain == "Head\n\nBold word\nnext"


def test_sentences_are_found_in_prose_alone() -> None:
    found = [MARKDOWN[slice(*span)] for span in sentences(MARKDOWN)]
    assert found == ["Intro with **bold** text."]


def test_code_is_found_fenced_and_inline() -> None:
    text = "Use `a` or\n```\nb `c`\n```\nthen `d`."
    assert [text[slice(*span)] for span in code_spans(text)] == ["`a`", "```\nb `c`\n```", "`d`"]


@given(st.text(max_size=200))
def test_sentence_spans_are_ordered_and_hold_no_blank_ends(text: str) -> None:
    last = 0
    for start, end in sentences(text):
        assert last <= start < end
        assert text[start:end] == text[start:end].strip()
        last = end


def test_facts_move_with_the_edits_before_them_and_vanish_when_replaced() -> None:
    text = "It was 1889 in Paris."
    facts = tuple(
        Fact(
            start=text.index(true),
            end=text.index(true) + len(true),
            true=true,
            false="x",
            kind="term",
        )
        for true in ("1889", "Paris")
    )
    before = Response(text=text, facts=facts)
    after = edited(before, [Edit(start=0, end=0, new="Sure, "), Edit(start=7, end=11, new="1900")])
    assert after.text == "Sure, It was 1900 in Paris."
    assert [after.text[f.start : f.end] for f in after.facts] == ["Paris"]


@pytest.mark.parametrize(
    ("kind", "value", "good", "bad"),
    [
        ("max_words", 3, "one two three", "one two three four"),
        ("min_words", 2, "one two", "one"),
        ("forbidden_words", ("big",), "A bigger one", "A Big one"),
        ("required_words", ("sea salt",), "Add sea salt.", "Add sea salts."),
        ("forbidden_characters", (",",), "no comma", "a, comma"),
        ("sentences", 2, "One here. Two here.", "One here."),
        ("paragraphs", 2, "One.\n\nTwo.", "One.\nTwo."),
        ("starts_with", "Dear", "Dear you", "My dear"),
        ("ends_with", "Thanks.", "Bye. Thanks.", "Thanks. Bye."),
        ("lowercase", True, "all low", "Not all"),
    ],
)
def test_each_kind_of_constraint_tells_good_from_bad(
    kind: str, value: int | str | bool | tuple[str, ...], good: str, bad: str
) -> None:
    constraint = Constraint(kind=kind, value=value)  # type: ignore[arg-type]  # pyright: ignore
    assert holds(constraint, good)
    assert not holds(constraint, bad)


def test_filler_says_nothing() -> None:
    empty = Response(text="A plain start.")
    for line in FILLER:
        longer = Response(text=f"A plain start. {line}")
        for name in ("numbers", "negation", "entities", "operators", "quotes", "links"):
            assert INVARIANTS[name](empty, longer) is None, line
        assert 5 <= len(words(line)) <= 15


@given(st.text(max_size=5), st.integers(min_value=40, max_value=900))
def test_filler_comes_close_to_the_length_that_is_asked_for(seed: str, wanted: int) -> None:
    got = sum(len(line) + 1 for line in matching(seed, wanted))
    assert abs(got - wanted) <= 20
