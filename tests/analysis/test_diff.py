"""A diff loses no character of either text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sosprobe.analysis.diff import LONGEST, too_long, word_diff, words

WORDS = st.lists(st.sampled_from(["it", "was", "1889", " ", "\n", "**", "日", ".", "é"])).map(
    "".join
)


@given(before=WORDS, after=WORDS)
def test_a_diff_puts_both_texts_together_again(before: str, after: str) -> None:
    pieces = word_diff(before, after) or []
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


@given(st.text())
def test_no_character_is_lost_between_words(text: str) -> None:
    assert "".join(word.space + word.text for word in words(text)) == text


def test_a_sentence_that_was_left_out_is_one_piece() -> None:
    sentences = [
        "Go to bed at the same time every day.",
        "Most adults need at least seven hours.",
        "Stop drinking coffee by early afternoon.",
    ]
    pieces = word_diff(" ".join(sentences), " ".join([sentences[0], sentences[2]])) or []
    assert [piece.kind for piece in pieces] == ["same", "removed", "same"]


def test_only_the_space_is_marked_where_only_the_space_changed() -> None:
    assert word_diff("one two", "one\n\ntwo") == [
        ("same", "one"),
        ("removed", " "),
        ("added", "\n\n"),
        ("same", "two"),
    ]


def test_a_word_is_marked_as_a_whole_and_a_script_without_spaces_by_character() -> None:
    assert word_diff("in 1889", "in **1898**") == [
        ("same", "in "),
        ("removed", "1889"),
        ("added", "**1898**"),
    ]
    assert word_diff("東京都", "東京府") == [
        ("same", "東京"),
        ("removed", "都"),
        ("added", "府"),
    ]


def test_no_diff_is_made_above_the_limit_of_words() -> None:
    assert word_diff("word " * LONGEST, "word") is not None
    assert word_diff("word " * (LONGEST + 1), "word") is None
    assert too_long("ab" * LONGEST) is False
