"""Every way of asking, from the command line to the frame, against a judge that prefers long words.

The judge on the loopback server scores a text by its letters, so each mode has one right outcome.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sosprobe.analysis.results import Results
from sosprobe.probes.experiment import Settings, prepare
from sosprobe.store import SqliteStore
from tests.cli.test_run import sosprobe
from tests.loopback import Answer, Loopback

BEST, MIDDLE, WORST = "wonderful " * 3, "good answer", "ok"


def reply(text: str) -> Answer:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop",
    }
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    return 200, {}, {"model": "tiny", "choices": [choice], "usage": usage}


def responses(body: Any) -> list[str]:
    """Return the responses in a question, in the order shown."""
    text = body["messages"][-1]["content"]
    return re.findall(r"<response(?:_\w)?>\n(.*?)\n</response(?:_\w)?>", text, re.DOTALL)


def level(body: Any) -> str:
    first, second = (len(text) for text in responses(body))
    return "A=B" if first == second else "A>B" if first > second else "B>A"


def levelled(body: Any) -> Answer:
    return reply(f"Mine would be: wonderful.\nVerdict: [[{level(body)}]]")


def five(body: Any) -> Answer:
    names = ("Correctness", "Completeness", "Safety", "Conciseness")
    lines = [f"{name}: (({level(body)}))" for name in names]
    return reply("\n".join([*lines, "Style: ((A=B))", f"Verdict: [[{level(body)}]]"]))


def letters(body: Any) -> Answer:
    named = {"A>B": "A", "B>A": "B", "A=B": "C"}[level(body)]
    return reply(f"So it is. Verdict: [[{named}]]")


def rated(body: Any) -> Answer:
    (text,) = responses(body)
    return reply(f"Rating: [[{max(1, min(10, len(text) / 4)):g}]]")


def graded(body: Any) -> Answer:
    (text,) = responses(body)
    return reply(f"Rating: [RESULT] {1 + min(4, len(text) // 8)}")


def relative(body: Any) -> Answer:
    return reply(f"Verdict: [RESULT] {'A' if level(body) == 'A>B' else 'B'}")


def as_object(body: Any) -> Answer:
    return reply(json.dumps({"reason": "longer words", "verdict": level(body)}))


def best(body: Any) -> Answer:
    lengths = [len(text) for text in responses(body)]
    return reply(f"Verdict: [[{'ABCDEFGH'[lengths.index(max(lengths))]}]]")


def with_asides(body: Any) -> Answer:
    text = body["messages"][-1]["content"]
    if "<metrics>" not in text:
        return reply("Does it use long words?" if "questions" in text else "wonderful")
    assert "<metrics>\nDoes it use long words?\n</metrics>" in text
    assert "<reference>\nwonderful\n</reference>" in text
    return letters(body)


def run(
    folder: Path, template: str, answer: Callable[[Any], Answer], count: int = 6
) -> tuple[Results, list[Any]]:
    """Run a template over pairs whose first response is better, and return what came of it."""
    data = folder / "data.jsonl"
    rows = [
        {
            "prompt": f"Question {n}?",
            "response_a": BEST.strip(),
            "response_b": WORST,
            "response_c": MIDDLE,
            "reference": "wonderful",
            "gold": "a",
        }
        for n in range(count)
    ]
    if template != "best_of":
        rows = [{k: v for k, v in row.items() if k != "response_c"} for row in rows]
    data.write_text("\n".join(map(json.dumps, rows)))
    settings = Settings(judge="openai:tiny", data=str(data), template=template)
    with Loopback(lambda path, body: answer(body)) as server:
        settings = replace(settings, base_url=f"{server.url}/v1")
        store = SqliteStore(folder / "store.sqlite")
        results = prepare(settings, store=store).run(store)
        asked = list(server.requests)
        again = prepare(settings, store=store).run(store)
        store.close()
        assert len(server.requests) == len(asked), "a second run asks nothing"
    pd.testing.assert_frame_equal(again.frame, results.frame)
    return results, asked


@pytest.mark.parametrize(
    ("template", "answer"),
    [
        ("pairwise", levelled),
        ("own_answer", levelled),
        ("pair_tie", letters),
        ("pair_tie_reference", letters),
        ("rubric_relative", relative),
        ("json", as_object),
        ("five_criteria", five),
    ],
)
def test_pairs_are_asked_in_both_orders_and_read_in_their_own(
    tmp_path: Path, template: str, answer: Callable[[Any], Answer]
) -> None:
    results, asked = run(tmp_path, template, answer)
    frame = results.frame
    assert len(frame) == len(asked) == 12
    assert set(frame["swapped"]) == {True, False}
    assert (frame["preference"] == 0).all()
    assert set(frame["outcome"]) == {"valid"}


def test_criteria_have_columns_of_their_own(tmp_path: Path) -> None:
    results, _ = run(tmp_path, "five_criteria", five)
    frame = results.frame
    assert (frame["criterion_correctness"] == 0.25).all()
    assert (frame["criterion_style"] == 0.5).all()


@pytest.mark.parametrize(
    ("template", "answer", "best_score"),
    [("single", rated, 7.25), ("single_reference", rated, 7.25), ("rubric_absolute", graded, 4.0)],
)
def test_responses_graded_alone_are_asked_once_each_and_have_no_position(
    tmp_path: Path, template: str, answer: Callable[[Any], Answer], best_score: float
) -> None:
    results, asked = run(tmp_path, template, answer)
    frame = results.frame
    assert len(frame) == 6
    assert len(asked) == 12
    assert (frame["position"] == 0).all()
    assert (frame["preference"] == 0).all()
    assert (frame["a_score"] == best_score).all()
    assert (frame["b_score"] < best_score).all()


def test_a_grade_that_is_missing_loses_its_trial_and_says_which(tmp_path: Path) -> None:
    def half(body: Any) -> Answer:
        return reply("No idea.") if responses(body) == [WORST] else rated(body)

    results, _ = run(tmp_path, "single", half)
    frame = results.frame
    assert set(frame["outcome"]) == {"invalid"}
    assert frame["detail"].str.contains("second response").all()


def test_the_best_of_several_beats_each_other_one_in_both_orders(tmp_path: Path) -> None:
    results, asked = run(tmp_path, "best_of", best)
    frame = results.frame
    assert len(asked) == 12
    by_pair = frame.groupby(["a_response", "b_response"])["preference"]
    assert by_pair.mean().to_dict() == {("a", "b"): 0.0, ("a", "c"): 0.0}
    assert set(frame["swapped"]) == {True, False}
    assert (frame["a_place"] != frame["b_place"]).all()


def test_metrics_and_a_reference_of_the_judges_own_are_asked_once_an_item(tmp_path: Path) -> None:
    results, asked = run(tmp_path, "metrics_reference", with_asides)
    frame = results.frame
    assert len(asked) == 6 * 2 + 12
    assert (frame["preference"] == 0).all()


def test_an_item_without_its_metrics_is_left_out_with_the_reason(tmp_path: Path) -> None:
    def forgetful(body: Any) -> Answer:
        text = body["messages"][-1]["content"]
        if "questions" in text and "Question 3?" in text:
            return reply("")
        return with_asides(body)

    results, _ = run(tmp_path, "metrics_reference", forgetful)
    frame = results.frame
    assert "4" not in set(frame["item"])
    assert results.rejects[["item", "reason"]].to_numpy().tolist() == [["4", "aside"]]


def test_a_structured_judge_is_held_to_the_form_and_keeps_its_own_replies(tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    data.write_text(json.dumps({"prompt": "Why?", "response_a": "Because.", "response_b": "So."}))

    def held(path: str, body: Any) -> Answer:
        schema = body["response_format"]["json_schema"]["schema"]
        assert schema["properties"]["verdict"]["enum"] == ["A>>B", "A>B", "A=B", "B>A", "B>>A"]
        return as_object(body)

    with Loopback(held) as server:
        judge = f"openai:tiny,structured=true,base_url={server.url}/v1"
        settings = Settings(judge=judge, data=str(data), template="json")
        results = prepare(settings).run(SqliteStore(":memory:"))
        assert len(server.requests) == 2
    assert results.frame["preference"].tolist() == [0.0, 0.0]


def test_a_panel_votes_and_its_members_are_kept(tmp_path: Path) -> None:
    judges = [f"planted:error=-3,position={p}" for p in ("0.5", "-0.5", "0")]
    words = [part for judge in judges for part in ("--judge", judge)]
    out = tmp_path / "out"
    done = sosprobe("run", *words, "--items", "12", "--out", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    panel = pd.read_parquet(out / "trials.parquet")
    members = pd.read_parquet(out / "members.parquet")
    assert set(panel["judge"]) == {"panel (vote of 3)"}
    assert set(members["judge"]) == set(judges)
    trial = ["item", "b_style", "b_substance", "swapped"]
    votes = members.groupby(trial)["preference"].mean()
    voted = panel.set_index(trial)["preference"]
    assert ((votes > 0.5).astype(float) == voted.reindex(votes.index)).all()
    estimates = pd.read_csv(out / "estimates.csv")
    agreed = estimates[estimates["table"] == "panel"]
    assert len(agreed) == 3 * 2 + 1
    assert agreed["low"].le(agreed["value"]).all()


def test_a_limit_of_calls_ends_with_exit_code_3_and_the_same_command_goes_on(
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    words = ("run", "--judge", "planted:error=-2", "--items", "8", "--out", str(out))
    first = sosprobe(*words, "--max-calls", "60")
    assert first.returncode == 3, first.stdout + first.stderr
    assert "60 calls" in " ".join(first.stdout.split())
    part = pd.read_parquet(out / "trials.parquet")
    assert part["preference"].notna().all()
    done = sosprobe(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    whole = pd.read_parquet(out / "trials.parquet")
    assert len(part) < len(whole)
    assert json.loads((out / "manifest.json").read_text())["counts"]["reused"] == 60


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--price=-1,2",), "zero or more"),
        (("--price", "cheap"), "IN,OUT"),
        (("--budget=-1",), "zero or more"),
        (("--budget", "1", "--judge", "openai:unheard-of"), "price"),
        (("--combine", "shout"), "vote"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(
    tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    with Loopback(lambda path, body: reply("Verdict: [[A>B]]")) as server:
        more = () if "--judge" in words else ("--judge", "openai:gpt-4o-mini")
        base = ("--base-url", f"{server.url}/v1", "--out", str(tmp_path / "out"))
        done = sosprobe("run", *more, *words, *base)
        assert server.requests == []
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
