"""Responses of a file are rewritten line by line; what is not has a line in the ledger."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sosprobe.perturbations.text import replaced
from sosprobe.types import Edit
from tests.cli.test_run import sosprobe
from tests.loopback import Loopback
from tests.probes.test_written import chat

ROWS: list[dict[str, object]] = [
    {"id": "one", "prompt": "?", "response": "Water boils at 100 degrees. Steam rises.", "n": 1},
    {"id": "two", "response": "```\ncode only\n```"},
    {"response": "你好，世界。"},
    {"id": "evil", "response": "[red]It ends here[/red]. So it does.\ud800"},
]


def written(folder: Path, rows: list[dict[str, object]]) -> str:
    path = folder / "in.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


def test_kept_rewrites_are_lines_and_the_others_are_in_the_ledger(tmp_path: Path) -> None:
    out, ledger = tmp_path / "out.jsonl", tmp_path / "ledger.csv"
    source = written(tmp_path, ROWS)
    done = sosprobe("perturb", source, str(out), "--with", "lengthen", "--ledger", str(ledger))
    assert done.returncode == 0, done.stderr
    assert "2 of 4 responses rewritten" in done.stdout
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["n"] == 1
    assert lines[0]["perturbation"] == "lengthen"
    edits = [Edit(start=start, end=end, new=new) for start, end, new in lines[0]["edits"]]
    assert replaced(lines[0]["original"], edits) == lines[0]["response"]
    with ledger.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["line"], row["reason"]) for row in rows] == [("2", "no-site"), ("3", "language")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--with", "lenghten"], "Did you mean lengthen"),
        (["--with", "lengthen:dose=2"], "A dose lies above 0 and up to 1"),
        (["--with", "markdown+sarcastic"], "--writer"),
        (["--with", "markdown", "--column", "answer"], ":1: field `answer` is missing"),
    ],
)
def test_what_is_wrong_is_said_plainly(tmp_path: Path, words: list[str], said: str) -> None:
    source = written(tmp_path, ROWS)
    done = sosprobe("perturb", source, str(tmp_path / "out.jsonl"), *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_file_that_is_read_is_never_written(tmp_path: Path) -> None:
    source = written(tmp_path, ROWS)
    done = sosprobe("perturb", source, source, "--with", "markdown")
    assert done.returncode == 2
    assert len(Path(source).read_text().splitlines()) == len(ROWS)


def test_what_a_reader_objects_to_is_rejected(tmp_path: Path) -> None:
    source, out = written(tmp_path, ROWS), tmp_path / "out.jsonl"
    with Loopback(lambda path, body: chat("YES")) as server:
        url = f"{server.url}/v1"
        done = sosprobe(
            *("perturb", source, str(out), "--with", "bold"),
            *("--reader", "openai:r", "--reader-base-url", url),
        )
    assert done.returncode == 1, done.stderr
    assert "claims-lost" in done.stdout
    assert "0 of 4 responses rewritten" in done.stdout


def test_a_review_leaves_a_sheet_and_a_page(tmp_path: Path) -> None:
    done = sosprobe("review", "--items", "3", "--style", "lengthen", "--out", str(tmp_path / "r"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "r" / "review.html").stat().st_size > 2000
    assert (tmp_path / "r" / "review.csv").read_text(encoding="utf-8-sig").startswith("item,")
