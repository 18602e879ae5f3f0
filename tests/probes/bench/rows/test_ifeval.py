"""IFEval's 25 kinds of instruction: each is followed by one text and broken by another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sosprobe.probes.bench.rows.ifeval.check import check, follows, understood
from sosprobe.probes.bench.rows.ifeval.checks import CHECKS
from sosprobe.probes.bench.rows.ifeval.language import language

SHARED = Path(__file__).parents[5] / "shared" / "data"

# Kind, arguments, a text that follows, a text that does not.
CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("keywords:existence", {"keywords": ["tea", "cup"]}, "A Cup of TEA.", "A cup."),
    (
        "keywords:frequency",
        {"keyword": "tea", "frequency": 2, "relation": "at least"},
        "Tea and tea.",
        "Tea.",
    ),
    ("keywords:forbidden_words", {"forbidden_words": ["tea"]}, "A team.", "My Tea."),
    (
        "keywords:letter_frequency",
        {"letter": "e", "let_frequency": 3, "let_relation": "less than"},
        "Tee",
        "Eee",
    ),
    ("language:response_language", {"language": "ta"}, "வணக்கம் நண்பரே", "Hello my dear friend"),
    (
        "length_constraints:number_sentences",
        {"num_sentences": 2, "relation": "at least"},
        "Dr. Lee left. We stayed.",
        "Dr. Lee left.",
    ),
    ("length_constraints:number_paragraphs", {"num_paragraphs": 2}, "One\n***\nTwo", "One\n\nTwo"),
    (
        "length_constraints:number_words",
        {"num_words": 3, "relation": "less than"},
        "Just two",
        "These are three",
    ),
    (
        "length_constraints:nth_paragraph_first_word",
        {"num_paragraphs": 2, "nth_paragraph": 2, "first_word": "tea"},
        "One.\n\n'Tea', he said.",
        "Tea.\n\nTwo.",
    ),
    ("detectable_content:number_placeholders", {"num_placeholders": 2}, "[a] and [b]", "[a]"),
    (
        "detectable_content:postscript",
        {"postscript_marker": "P.P.S"},
        "Bye.\nP.P.S more",
        "Bye.\nP.S. more",
    ),
    ("detectable_format:number_bullet_lists", {"num_bullets": 2}, "* a\n- b", "* a\n- b\n* c"),
    ("detectable_format:constrained_response", {}, "My answer is maybe.", "Maybe."),
    (
        "detectable_format:number_highlighted_sections",
        {"num_highlights": 2},
        "*a* and *b*",
        "*a* and **",
    ),
    (
        "detectable_format:multiple_sections",
        {"section_spliter": "Day", "num_sections": 2},
        "Day 1\nx\nDay 2\ny",
        "Day 1\nx",
    ),
    ("detectable_format:json_format", {}, '```json\n{"a": 1}\n```', "{a: 1"),
    ("detectable_format:title", {}, "<<Tea>>\nText", "<< >>\nText"),
    ("combination:two_responses", {}, "One******Two", "One******One"),
    ("combination:repeat_prompt", {"prompt_to_repeat": "Say it."}, "say it. Yes.", "Yes. Say it."),
    ("startend:end_checker", {"end_phrase": "The end."}, 'So. "the END."', "The end. Or not."),
    ("startend:quotation", {}, '"All of it."', '"Some" of it.'),
    (
        "change_case:capital_word_frequency",
        {"capital_frequency": 2, "capital_relation": "at least"},
        "NASA and ESA",
        "NASA and Esa",
    ),
    ("change_case:english_capital", {}, "THE TEA IS IN THE CUP", "The tea is in the cup"),
    ("change_case:english_lowercase", {}, "the tea is in the cup", "The tea is in the cup"),
    ("punctuation:no_comma", {}, "Tea.", "Tea, please."),
]


@pytest.mark.parametrize(("kind", "arguments", "follow", "broken"), CASES)
def test_each_kind_is_followed_by_one_text_and_broken_by_another(
    kind: str, arguments: dict[str, Any], follow: str, broken: str
) -> None:
    assert understood(kind, arguments) == ""
    assert follows(follow, kind, arguments)
    assert not follows(broken, kind, arguments)
    assert not follows("  ", kind, arguments)


def test_all_25_kinds_are_tried() -> None:
    assert [case[0] for case in CASES] == list(CHECKS)
    assert len(CHECKS) == 25


def test_loosely_a_preface_and_asterisks_do_not_count() -> None:
    found = check(
        "Sure, here it is:\n**hello there**",
        ["punctuation:no_comma", "startend:end_checker"],
        [{}, {"end_phrase": "hello there"}],
    )
    assert found.strict == (False, False)
    assert found.loose == (True, True)


def test_what_is_missing_from_an_instruction_is_named() -> None:
    assert "num_bullets" in understood("detectable_format:number_bullet_lists", {})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Это хороший день, и мы пьём чай", "ru"),
        ("これはお茶です", "ja"),
        ("이것은 차입니다", "ko"),
        ("هذا كتاب جديد", "ar"),
        ("این کتاب خوب است چای", "fa"),
        ("यह एक किताब है और वह का घर है", "hi"),
        ("O livro é bom e não é de um homem", "pt"),
        ("Der Tee ist gut und nicht zu heiß", "de"),
        ("Nước này là của người trong một nhà", "vi"),
        ("123", None),
    ],
)
def test_languages_are_told_apart(text: str, code: str | None) -> None:
    assert language(text) == code


@pytest.mark.shared
def test_all_834_published_instructions_can_be_checked() -> None:
    path = SHARED / "ifeval" / "input_data.jsonl"
    if not path.exists():
        pytest.skip("the folder of shared data is not here")
    count = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        names, arguments = item["instruction_id_list"], item["kwargs"]
        assert [understood(*pair) for pair in zip(names, arguments, strict=True)] == [""] * len(
            names
        )
        count += len(check("Some text, in two sentences. So be it.", names, arguments).strict)
    assert count == 834
