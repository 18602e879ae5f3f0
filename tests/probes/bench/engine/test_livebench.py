"""Laws of LiveBench out of a checkout: a stand-in that takes its options and writes its files."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from sosprobe.errors import SetupError
from sosprobe.probes.bench.engine.livebench import Checkout, command, name_of, run_group
from sosprobe.probes.bench.engine.model import Model
from sosprobe.probes.bench.engine.records import Folder
from sosprobe.probes.bench.engine.session import Wish, ask, choose
from tests.loopback import Loopback
from tests.probes.bench.engine.stand_ins import MODEL, Recited, StandIn, endpoint, lines, rows_of

MODEL_AT = Model(provider="openai", name="org/My Model", base_url="http://127.0.0.1:1/v1")

_STAND_IN = """
    import argparse, json, os, pathlib, sys
    options = argparse.ArgumentParser()
    for name in ("model", "mode", "model-display-name", "bench-name", "livebench-release-option",
                 "parallel-requests", "api-base", "api-key-name"):
        options.add_argument(f"--{name}")
    options.add_argument("--resume", action="store_true")
    asked = options.parse_args()
    pathlib.Path("seen.jsonl").open("a").write(json.dumps(
        {"argv": sys.argv, "key": os.environ.get("LIVEBENCH_API_KEY")}) + "\\n")
    fault = pathlib.Path("fault").read_text() if pathlib.Path("fault").exists() else ""
    if fault == "exit":
        print("no such release")
        sys.exit(3)
    folder = pathlib.Path("data") / asked.bench_name
    for task, scores in (("AMPS_Hard", (1.0, 0.0)), ("math_comp", (1.0, 1.0, 0.5))):
        file = folder / task / "model_judgment" / "ground_truth_judgment.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w") as out:
            for model in ("another", "" if fault == "silent" else asked.model_display_name):
                for number, score in enumerate(scores):
                    out.write(json.dumps({"question_id": f"q{number}", "task": task,
                        "model": model or "other", "score": score if model != "another" else 0.0,
                        "turn": 1, "tstamp": 1.0, "category": "math"}) + "\\n")
            if fault == "silent":
                out.seek(0); out.truncate()
                out.write(json.dumps({"question_id": "q", "task": task, "model": "another",
                    "score": 0, "turn": 1, "category": "math"}) + "\\n")
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    folder = tmp_path / "LiveBench" / "livebench"
    folder.mkdir(parents=True)
    (folder / "run_livebench.py").write_text(textwrap.dedent(_STAND_IN), encoding="utf-8")
    return Checkout(path=folder.parent)


def test_a_group_is_asked_and_its_judgments_become_scores_and_records(
    checkout: Checkout, tmp_path: Path
) -> None:
    folder = Folder.of(tmp_path / "out", MODEL_AT)
    result = run_group(checkout, MODEL_AT, "math", folder)
    assert {score.part: (score.value, score.n) for score in result.scores} == {
        "AMPS_Hard": (0.5, 2),
        "math_comp": (pytest.approx(2.5 / 3), 3),
    }
    assert result.title == "LiveBench-Math"
    assert result.problems == ("no judgments of olympiad",)
    kept = lines(folder.path / "livebench_math.generate.items.jsonl")
    assert len(kept) == 5
    assert {record["model"] for record in kept} == {name_of(MODEL_AT)}


def test_the_command_goes_on_where_it_stopped_and_holds_no_key(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    run_group(checkout, MODEL_AT, "math", Folder.of(tmp_path / "out", MODEL_AT))
    (seen,) = lines(checkout.path / "livebench" / "seen.jsonl")
    assert "--resume" in seen["argv"]
    assert "live_bench/math" in seen["argv"]
    assert seen["argv"][seen["argv"].index("--api-base") + 1] == MODEL_AT.base_url
    assert "sk-secret" not in json.dumps(seen["argv"])
    assert seen["key"] == "sk-secret"
    assert "sk-secret" not in " ".join(command(checkout, MODEL_AT, "math"))


@pytest.mark.parametrize(
    ("fault", "said"), [("exit", "ended with 3: no such release"), ("silent", "left no judgment")]
)
def test_a_failure_is_one_message_with_livebenchs_own_words(
    checkout: Checkout, tmp_path: Path, fault: str, said: str
) -> None:
    (checkout.path / "livebench" / "fault").write_text(fault, encoding="utf-8")
    with pytest.raises(SetupError, match=said):
        run_group(checkout, MODEL_AT, "math", Folder.of(tmp_path / "out", MODEL_AT))


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="git clone"):
        Checkout(path=tmp_path)


def test_a_model_in_this_process_cannot_be_asked_by_livebench(
    checkout: Checkout, tmp_path: Path
) -> None:
    with pytest.raises(SetupError, match="serve the model"):
        run_group(checkout, MODEL, "math", Folder.of(tmp_path / "out", MODEL))


def test_livebench_that_fails_leaves_the_other_rows_alone(
    checkout: Checkout, tmp_path: Path
) -> None:
    (checkout.path / "livebench" / "fault").write_text("exit", encoding="utf-8")
    rows = rows_of(StandIn(name="livebench_math", livebench=True), StandIn(name="a"))
    wish = Wish(out=tmp_path / "out", checkout=checkout)
    with Loopback(endpoint("none")) as server:
        model = Model(provider="openai", name="counter", base_url=f"{server.url}/v1")
        harness = Recited()
        outcome = ask(choose(wish, rows, model, harness), wish, model, harness)
    assert [row.row for row in outcome.done] == ["a"]
    assert [one.row for one in outcome.failed] == ["livebench_math"]
