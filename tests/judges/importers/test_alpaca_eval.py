"""AlpacaEval's evaluators: labels by probability, expressions, rankings, two scores, objects."""

from __future__ import annotations

from pathlib import Path

import pytest

from sosprobe.errors import BadInput
from sosprobe.types import Outcome, Reply
from tests.judges.importers.reading import imported, only, says, shown, write

PROMPT = """<|im_start|>system
You rank.
<|im_end|>
<|im_start|>user
{ "ask": "{instruction}" }
[{"model": "first_one", "text": "{output_1}"}, {"model": "other", "text": "{output_2}"}]
Which, one or two? Scores go from 1 to 5. {}
<|im_end|>"""


def evaluator(folder: Path, settings: str, prompt: str = PROMPT, name: str = "own") -> Path:
    """Write an evaluator in a folder of evaluators."""
    write(folder / name / "prompt.txt", prompt)
    lines = "\n".join(f"  {line}" for line in settings.strip().split("\n"))
    text = f"{name}:\n  prompt_template: {name}/prompt.txt\n{lines}\n"
    return write(folder / name / "configs.yaml", text)


def logprob(first: str, second: str, more: str = "") -> str:
    return (
        "fn_completion_parser: logprob_parser\n"
        f"completion_parser_kwargs: {{numerator_token: {first!r}, "
        f"denominator_tokens: [{first!r}, {second!r}]{more}}}"
    )


def test_a_label_by_probability_becomes_a_token(tmp_path: Path) -> None:
    template = only("alpaca_eval", evaluator(tmp_path, logprob("one", "two")))
    assert template.verdict == "token"
    assert shown(template, "FIRST", "SECOND")[0] == ("system", "You rank.")
    user = shown(template, "FIRST", "SECOND")[1][1]
    assert '{ "ask": "PROMPT" }' in user
    assert '"text": "SECOND"}]' in user
    assert user.endswith("{}")
    verdict = template.parse(Reply(text="two", logprobs={"one": -2.3, "two": -0.1}))
    assert verdict.preference == 1.0
    assert verdict.soft is not None
    assert 0.8 < verdict.soft < 0.95


def test_labels_that_differ_in_case_alone_are_never_mixed_up(tmp_path: Path) -> None:
    path = evaluator(tmp_path, logprob("m", "M"))
    try:
        template = only("alpaca_eval", path)
    except BadInput as error:
        assert "label" in str(error)
        return
    assert says(template, "m") == 0.0
    assert says(template, "M") == 1.0
    verdict = template.parse(Reply(text="m", logprobs={"m": -0.1, "M": -2.3}))
    assert verdict.preference == 0.0


def test_a_label_after_an_explanation_is_read_at_the_end(tmp_path: Path) -> None:
    template = only("alpaca_eval", evaluator(tmp_path, logprob("m", "M", ", log_prob_index: -1")))
    assert says(template, "### Why\nm is short.\n### Which?\nM") == 1.0
    assert says(template, "M is long, so\nm\n") == 0.0
    assert says(template, "M is long, so there.") is Outcome.INVALID


def test_expressions_for_marks_in_brackets_become_marks(tmp_path: Path) -> None:
    settings = 'completion_parser_kwargs: {outputs_to_match: {1: "[[A]]", 2: "[[B]]"}}'
    prompt = "{instruction}{output_1}{output_2} End with [[A]] or [[B]]."
    template = only("alpaca_eval", evaluator(tmp_path, settings, prompt))
    assert (template.wrap, template.patterns) == ("[[X]]", ())
    assert says(template, "[[A]]? No, [[B]]") == 1.0


def test_other_expressions_stay_as_they_are(tmp_path: Path) -> None:
    settings = r"""
completion_parser_kwargs:
  outputs_to_match:
    1: '(?:^|\n) ?Output \(a\)'
    2: '(?:^|\n) ?Output \(b\)'
    0: 'neither'
"""
    template = only("alpaca_eval", evaluator(tmp_path, settings))
    assert dict(template.patterns)["A>B"] == r"(?:^|\n) ?Output \(a\)"
    assert says(template, "Output (b)") == 1.0
    assert says(template, "I say neither.") == 0.5


def test_an_expression_for_a_new_line_finds_the_beginning_of_a_reply(tmp_path: Path) -> None:
    settings = r"completion_parser_kwargs: {outputs_to_match: {1: '\n\(a\)', 2: '\n\(b\)'}}"
    template = only("alpaca_eval", evaluator(tmp_path, settings))
    assert says(template, "(b)") == 1.0
    assert says(template, "So:\n(a)") == 0.0
    assert says(template, "not (a)") is Outcome.INVALID


@pytest.mark.parametrize("parser", ["ranking_parser", "pipeline_meta_parser"])
def test_a_ranking_counts_if_its_two_entries_agree(tmp_path: Path, parser: str) -> None:
    names = "{model_1_name: first_one}"
    steps = f"{{json_parser: {{annotation_key: x}}, ranking_parser: {names}}}"
    given = names if parser == "ranking_parser" else f"{{parsers_to_kwargs: {steps}}}"
    settings = f"fn_completion_parser: {parser}\ncompletion_parser_kwargs: {given}"
    template = only("alpaca_eval", evaluator(tmp_path, settings))

    def ranking(one: str, first: int, two: str, second: int) -> str:
        return (
            f"[{{'model': '{one}', 'rank': {first}}}, {{\"rank\": {second}, \"model\": \"{two}\"}}]"
        )

    assert says(template, ranking("first_one", 1, "other", 2)) == 0.0
    assert says(template, ranking("first_one", 2, "other", 1)) == 1.0
    assert says(template, ranking("other", 1, "first_one", 2)) == 1.0
    assert says(template, ranking("first_one", 1, "other", 1)) is Outcome.INVALID
    assert says(template, ranking("first_one", 1, "another", 2)) is Outcome.INVALID
    assert template.render("P", ranking("first_one", 1, "other", 2), "x")[1] == 1


def test_two_scores_stand_on_the_first_line(tmp_path: Path) -> None:
    template = only("alpaca_eval", evaluator(tmp_path, "fn_completion_parser: lmsys_parser"))
    assert template.scale == (1, 5)
    assert says(template, "4 2\nBecause 1 5 is wrong.") == 0.0
    assert says(template, "9 2") is Outcome.INVALID


def test_the_field_of_an_object_holds_the_verdict(tmp_path: Path) -> None:
    plain = "fn_completion_parser: json_parser\ncompletion_parser_kwargs: {annotation_key: two}"
    template = only("alpaca_eval", evaluator(tmp_path, plain))
    assert says(template, '{"two": 2}') == 1.0
    replaced = (
        "fn_completion_parser: pipeline_meta_parser\n"
        "completion_parser_kwargs: {parsers_to_kwargs: {json_parser: {annotation_key: two}, "
        "replace_parser: {replacer: {true: 1, false: 2}}}}"
    )
    template = only("alpaca_eval", evaluator(tmp_path, replaced))
    assert says(template, '{"two": true}') == 0.0
    assert says(template, '{"two": false}') == 1.0


def test_text_between_human_and_assistant_is_the_users(tmp_path: Path) -> None:
    prompt = "\n\nHuman: {instruction}{output_1}{output_2}one two\n\nAssistant:"
    template = only("alpaca_eval", evaluator(tmp_path, logprob("one", "two"), prompt))
    assert shown(template, "1", "2") == [("user", "PROMPT12one two")]


@pytest.mark.parametrize(
    ("settings", "prompt", "wanted"),
    [
        ("batch_size: 5", PROMPT, "batch_size"),
        ("completions_kwargs: {tools: [{a: 1}]}", PROMPT, "tool"),
        ("fn_completion_parser: odd_parser", PROMPT, "odd_parser"),
        ("fn_completion_parser: [a]", PROMPT, "must be text"),
        (logprob("one", "one"), PROMPT, "denominator_tokens"),
        (logprob("one", "two"), "{instruction}{output_1}{output_3}", "output_3"),
        (logprob("one", "two"), "{instruction}{output_1}", "second"),
        ("completion_parser_kwargs: {outputs_to_match: {1: '(', 2: x}}", PROMPT, "expression"),
        ("fn_completion_parser: ranking_parser", PROMPT, "two models"),
    ],
)
def test_an_evaluator_without_a_counterpart_says_why(
    tmp_path: Path, settings: str, prompt: str, wanted: str
) -> None:
    with pytest.raises(BadInput, match=wanted):
        imported("alpaca_eval", evaluator(tmp_path, settings, prompt))


def test_a_prompt_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", "{instruction}{output_1}{output_2}one two")
    path = evaluator(tmp_path / "all", logprob("one", "two"))
    for name in ("../secret.txt", f"{secret}"):
        write(path, path.read_text().replace("own/prompt.txt", name))
        with pytest.raises(BadInput, match="leads out"):
            imported("alpaca_eval", path)
        write(path, path.read_text().replace(name, "own/prompt.txt"))


def test_the_folder_of_all_evaluators_is_read_whole(tmp_path: Path) -> None:
    evaluator(tmp_path, logprob("one", "two"), name="good")
    evaluator(tmp_path, "batch_size: 2", name="many")
    found = imported("alpaca_eval", tmp_path)
    assert [template.name for template in found.templates] == ["good"]
    assert [one.name for one in found.skipped] == ["many"]
    assert "/" not in found.skipped[0].reason
    assert only("alpaca_eval", tmp_path, "good").name == "good"
