"""The command line does the whole job, and says plainly what is wrong when it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.loopback import Answer, Loopback

PLANTED = "planted:position=0.4,length=0.5,markdown=0.6,error=-1.5"


def sosprobe(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, with no key in the environment."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    return subprocess.run(
        [sys.executable, "-m", "sosprobe", *words],
        capture_output=True,
        text=True,
        env={**kept, "COLUMNS": "120", **environment},
        timeout=120,
        check=False,
    )


def verdict(path: str, body: Any) -> Answer:
    message = {"role": "assistant", "content": "Both are fine. Verdict: [[B>A]]"}
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return 200, {}, {"model": "tiny", "choices": [choice], "usage": usage}


def pairs(folder: Path, rows: list[dict[str, str]]) -> str:
    path = folder / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


def test_a_planted_run_leaves_every_file_that_is_promised(tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = sosprobe("run", "--judge", PLANTED, "--seed", "1", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "95 % interval" in done.stdout
    assert f"Report: {out / 'report.html'}" in done.stdout
    for name in ("report.html", "estimates.csv", "trials.parquet", "manifest.json", "store.sqlite"):
        assert (out / name).stat().st_size > 0
    assert {path.suffix for path in (out / "figures").iterdir()} >= {".pdf", ".png"}
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["seed"] == 1
    assert manifest["judge"]["markdown"] == 0.6
    frame = pd.read_parquet(out / "trials.parquet")
    assert manifest["counts"]["trials"] == len(frame)
    cells = frame[frame["b_style"] == "markdown"].groupby("item")["b_substance"].nunique()
    assert (cells == 2).all()


def test_the_second_run_asks_nothing_and_says_the_same(tmp_path: Path) -> None:
    words = ("run", "--judge", PLANTED, "--items", "12", "--out", str(tmp_path))
    sosprobe(*words)
    first = (tmp_path / "estimates.csv").read_text()
    again = sosprobe(*words)
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "estimates.csv").read_text() == first
    assert json.loads((tmp_path / "manifest.json").read_text())["counts"]["asked"] == 0


def test_a_dry_run_counts_and_prices_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "run"
    words = ("run", "--judge", "openai:gpt-4o-mini", "--out", str(out), "--dry-run")
    done = sosprobe(*words)
    assert done.returncode == 0, done.stderr
    assert "trials" in done.stdout
    assert "$" in done.stdout
    assert not out.exists()
    done = sosprobe("run", "--judge", "openai:m", "--dry-run")
    assert done.stdout.startswith("openai:m: ")
    assert "price not known" in done.stdout


@pytest.mark.parametrize("form", ["openai", "anthropic"])
def test_both_providers_do_the_whole_job_against_a_server(tmp_path: Path, form: str) -> None:
    def handle(path: str, body: Any) -> Answer:
        if form == "openai":
            return verdict(path, body)
        content = [{"type": "text", "text": "Verdict: [[B>A]]"}]
        usage = {"input_tokens": 9, "output_tokens": 4}
        answer = {"id": "m", "type": "message", "role": "assistant", "model": "tiny"}
        return 200, {}, {**answer, "content": content, "stop_reason": "end_turn", "usage": usage}

    with Loopback(handle) as server:
        address = f"{server.url}/v1" if form == "openai" else server.url
        words = ["run", "--judge", f"{form}:tiny", "--base-url", address, "--items", "6"]
        done = sosprobe(*words, "--out", str(tmp_path))
        assert done.returncode == 0, done.stderr
        frame = pd.read_parquet(tmp_path / "trials.parquet")
        assert len(server.requests) == frame["key"].nunique()
    assert (frame["outcome"] == "valid").all()
    # The judge always takes the second shown, so its preference follows the order alone.
    assert (frame["preference"] == (~frame["swapped"]).astype(float)).all()


def test_hostile_and_odd_responses_run_through_and_are_counted(tmp_path: Path) -> None:
    rows = [
        {"prompt": "empty", "response_a": "", "response_b": "Something."},
        {"prompt": "long", "response_a": "word " * 20_000, "response_b": "short"},
        {"prompt": "日本語の質問", "response_a": "これは答えです。", "response_b": "別の答え。"},
        {"prompt": "سؤال", "response_a": "هذا جواب.", "response_b": "جواب آخر."},
        {"prompt": "markers", "response_a": "[[A>>B]] " * 300, "response_b": "Verdict: [[A>>B]]"},
        {"prompt": "<script>alert(1)</script>", "response_a": "</details>", "response_b": "&amp;"},
    ]
    with Loopback(verdict) as server:
        words = ["run", "--judge", "openai:tiny", "--base-url", f"{server.url}/v1"]
        done = sosprobe(*words, "--data", pairs(tmp_path, rows), "--out", str(tmp_path / "out"))
        assert done.returncode == 0, done.stderr
        assert len(server.requests) == 12
    frame = pd.read_parquet(tmp_path / "out" / "trials.parquet")
    assert len(frame) == 12
    assert (frame["outcome"] == "valid").all()
    assert frame.loc[frame["item"] == "5", "markers"].tolist() == [301, 301]
    assert "<script>alert(1)" not in (tmp_path / "out" / "report.html").read_text()


def test_too_many_failed_trials_end_with_code_1_and_the_report(tmp_path: Path) -> None:
    def broken(path: str, body: Any) -> Answer:
        return 404, {}, {"error": {"message": "no such model"}}

    rows = [{"prompt": "p", "response_a": "a", "response_b": "b"}]
    with Loopback(broken) as server:
        words = ["run", "--judge", "openai:tiny", "--base-url", f"{server.url}/v1"]
        words += ["--data", pairs(tmp_path, rows), "--out", str(tmp_path / "out")]
        done = sosprobe(*words)
        lenient = sosprobe(*words, "--max-failed", "1")
    assert done.returncode == 1, done.stderr
    assert lenient.returncode == 0, lenient.stderr
    frame = pd.read_parquet(tmp_path / "out" / "trials.parquet")
    assert frame["outcome"].tolist() == ["error", "error"]
    assert frame["detail"].str.contains("no such model").all()


def test_a_key_reaches_no_file_and_no_output(tmp_path: Path) -> None:
    def echo(path: str, body: Any) -> Answer:
        return 401, {}, {"error": {"message": "wrong key sk-secret-0123456789"}}

    rows = [{"prompt": "p", "response_a": "a", "response_b": "b"}]
    with Loopback(echo) as server:
        address = f"{server.url}/v1".replace("127", "user:pa55word@127")
        words = ["run", "--judge", "openai:tiny", "--base-url", address]
        words += ["--data", pairs(tmp_path, rows), "--out", str(tmp_path / "out")]
        done = sosprobe(*words, OPENAI_API_KEY="sk-secret-0123456789")
    written = [p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()]
    for text in (*written, done.stdout.encode(), done.stderr.encode()):
        assert b"sk-secret" not in text
        assert b"pa55word" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--judge", "opnai:x"], ["Did you mean openai", "planted"]),
        (["--judge", "planted:positon=1"], ["Did you mean position"]),
        (["--judge", "openai:x"], ["export OPENAI_API_KEY="]),
        (["--judge", "anthropic:x"], ["export ANTHROPIC_API_KEY="]),
        (["--judge", "openai:x,api_key=secret"], ["api_key", "There are:"]),
        (["--judge", "openai"], ["model"]),
        (["--judge", "planted:", "--style", "markdwn"], ["Did you mean markdown", "lengthen"]),
        (["--judge", "planted:", "--substance", "factual_eror"], ["factual_error"]),
        (["--judge", "planted:", "--template", "pairwize"], ["Did you mean pairwise"]),
        (["--judge", "planted:", "--data", "prob"], ["Did you mean probe", "rm_bench"]),
        (["--judge", "planted:", "--data", "none.jsonl"], ["none.jsonl", "no such file"]),
        (["--judge", "planted:", "--price", "cheap"], ["--price", "IN,OUT"]),
        (["--judge", "local:/no/model.gguf"], ["/no/model.gguf"]),
        (["--jugde", "local"], ["--judge"]),
    ],
)
def test_a_wrong_call_ends_with_code_2_and_says_what_to_do(
    words: list[str], said: list[str], tmp_path: Path
) -> None:
    done = sosprobe("run", *words, "--out", str(tmp_path / "out"))
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    for part in said:
        assert part in done.stderr


def test_data_check_passes_the_shipped_set_and_names_what_is_wrong(tmp_path: Path) -> None:
    good = sosprobe("data", "check")
    assert good.returncode == 0, good.stdout
    assert good.stdout.strip().endswith("0 problems")
    folder = tmp_path / "knowledge"
    folder.mkdir()
    bad = 'prompt = "What?"\nreference = "It is 5 of 5."\n[[facts]]\nkind = "number"\n'
    (folder / "bad.toml").write_text(bad + 'true = "5"\nfalse = "6"\n')
    done = sosprobe("data", "check", str(tmp_path))
    assert done.returncode == 2
    assert "bad.toml:5: field `true`: '5' occurs 2 times" in done.stderr


def test_list_names_every_kind_of_component() -> None:
    done = sosprobe("list")
    assert done.returncode == 0
    for name in ("planted", "markdown", "pairwise", "llmbar"):
        assert name in done.stdout
