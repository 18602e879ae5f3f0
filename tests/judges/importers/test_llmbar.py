"""LLMBar's evaluators: comparisons, with questions and a reference made beforehand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sosprobe.errors import BadInput
from sosprobe.types import Outcome
from tests.judges.importers.reading import imported, only, says, shown, write

ANCHORED = {"1": r"(?:^|\n) ?Output \(a\)", "2": r"(?:^|\n) ?Output \(b\)"}
SAY = "Say Output (a) or Output (b)."
SENTENCE = {"1": r"Output \(a\) is better.", "2": r"Output \(b\) is better."}


def chat(system: str, user: str) -> str:
    return f"<|im_start|>system\n{system}\n<|im_end|>\n<|im_start|>user\n{user}\n<|im_end|>"


def evaluator(folder: Path, *modules: tuple[str, dict[str, str] | None]) -> Path:
    """Write an evaluator and its prompts in LLMBar's folders."""
    prompts = folder / "evaluators" / "prompts"
    write(prompts / "comparison" / "Plain.txt", chat(SAY, "{input}\n{output_1}\n{output_2}"))
    both = "{input}{output_1}{output_2}\nAsk: {auxiliary_input_0}\nRef: {auxiliary_input_1}"
    write(prompts / "comparison" / "Both.txt", chat("S", both))
    write(prompts / "auxiliary" / "Metrics.txt", chat("Ask.", "What matters in {input}?"))
    write(prompts / "auxiliary" / "Reference.txt", chat("Answer.", "{input}"))
    write(prompts / "rating" / "Rating.txt", chat("S", "{input}{output}"))
    config = [{"prompt": prompt, "parsing": parsing} for prompt, parsing in modules]
    return write(folder / "evaluators" / "config" / "M" / "Own.json", json.dumps(config))


def test_a_comparison_keeps_its_anchor_and_its_roles(tmp_path: Path) -> None:
    template = only("llmbar", evaluator(tmp_path, ("comparison/Plain.txt", ANCHORED)))
    assert shown(template, "one", "two") == [("system", SAY), ("user", "PROMPT\none\ntwo")]
    assert says(template, "Output (b)") == 1.0
    assert says(template, "Output (b) is better than Output (a).") == 1.0
    assert says(template, "I like Output (b)") is Outcome.INVALID


def test_a_sentence_around_the_label_becomes_a_mark(tmp_path: Path) -> None:
    template = only("llmbar", evaluator(tmp_path, ("comparison/Plain.txt", SENTENCE)))
    assert template.wrap == "Output (X) is better"
    assert says(template, "Output (a) is short. Therefore, Output (b) is better.") == 1.0
    assert template.render("P", "Output (a) is better.", "two")[1] == 1


def test_modules_before_the_last_one_become_asides(tmp_path: Path) -> None:
    path = evaluator(
        tmp_path,
        ("auxiliary/Metrics.txt", None),
        ("auxiliary/Reference.txt", None),
        ("comparison/Both.txt", ANCHORED),
    )
    template = only("llmbar", path)
    assert template.needs == ()
    asked = template.ask_aside("metrics", "PROMPT")
    assert [m["content"] for m in asked] == ["Ask.", "What matters in PROMPT?"]
    user = shown(template, "1", "2", metrics="WHY", reference="SO")[1][1]
    assert user == "PROMPT12\nAsk: WHY\nRef: SO"


def test_a_prompt_file_alone_is_read_in_the_usual_way(tmp_path: Path) -> None:
    evaluator(tmp_path)
    path = tmp_path / "evaluators" / "prompts" / "comparison" / "Plain.txt"
    assert says(only("llmbar", path), "Output (a)") == 0.0


@pytest.mark.parametrize(
    ("modules", "wanted"),
    [
        ([("rating/Rating.txt", None)], "bare number"),
        ([("comparison/Plain.txt", SENTENCE), ("comparison/Plain.txt", ANCHORED)], "two evaluat"),
        ([("comparison/Both.txt", ANCHORED)], "auxiliary_input_0"),
        ([("../../../secret.txt", ANCHORED)], "leads out"),
        ([("x" * 2000, ANCHORED)], "name of a file"),
        ([("comparison/None.txt", ANCHORED)], "no file"),
        ([("comparison/Plain.txt", {"1": "x"})], "two outcomes"),
        ([("comparison/Plain.txt", {"1": "x", "7": "y"})], "outcome '7'"),
    ],
)
def test_an_evaluator_without_a_counterpart_says_why(
    tmp_path: Path, modules: list[tuple[str, dict[str, str] | None]], wanted: str
) -> None:
    write(tmp_path / "secret.txt", "{input}{output_1}{output_2}")
    with pytest.raises(BadInput, match=wanted):
        imported("llmbar", evaluator(tmp_path, *modules))


def test_a_folder_of_evaluators_is_read_whole(tmp_path: Path) -> None:
    path = evaluator(tmp_path, ("comparison/Plain.txt", ANCHORED))
    shots = chat("S", "q<|im_end|>\n<|im_start|>assistant\na") + "\n" + chat("S", "{input}")
    write(tmp_path / "evaluators" / "prompts" / "Shots.txt", shots)
    write(path.with_name("Shots.json"), json.dumps([{"prompt": "Shots.txt", "parsing": ANCHORED}]))
    found = imported("llmbar", path.parent)
    assert [template.name for template in found.templates] == ["Own"]
    assert [(one.name, "5 turns" in one.reason) for one in found.skipped] == [("Shots", True)]
