"""A sheet goes out with every question once, verdicts come back, and a run waits for them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from sosprobe.errors import BadInput, SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.human import HumanJudge
from tests.cli.test_run import pairs, sosprobe


def sheet_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, verdict: str, count: int | None = None) -> None:
    rows = sheet_rows(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for number, row in enumerate(rows):
            chosen = verdict if count is None or number < count else row["verdict"]
            writer.writerow({**row, "verdict": chosen})


def test_a_run_writes_the_sheet_waits_and_counts_what_is_filled_in(tmp_path: Path) -> None:
    data = pairs(
        tmp_path,
        [
            {"prompt": f"Question {n}?", "response_a": f"=first {n}", "response_b": f"second {n}"}
            for n in range(5)
        ],
    )
    sheet = tmp_path / "labels.csv"
    words = ("run", "--judge", f"human:{sheet}", "--data", data, "--out", str(tmp_path / "out"))
    waiting = sosprobe(*words)
    assert waiting.returncode == 3, waiting.stdout + waiting.stderr
    assert "labels.csv" in " ".join((waiting.stdout + waiting.stderr).split())
    rows = sheet_rows(sheet)
    assert len(rows) == 10
    assert not [row for row in rows if row["shown"][0] in "=+-@"]
    fill(sheet, "A")
    done = sosprobe(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    frame = pd.read_parquet(tmp_path / "out" / "trials.parquet")
    assert len(frame) == 10
    # The response shown first won every time.
    assert (frame["preference"] == frame["swapped"].astype(float)).all()
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["cost_usd"] == 0


def test_half_a_sheet_counts_for_the_items_that_are_complete(tmp_path: Path) -> None:
    data = pairs(
        tmp_path,
        [
            {"prompt": f"Question {n}?", "response_a": f"first {n}", "response_b": f"second {n}"}
            for n in range(12)
        ],
    )
    sheet = tmp_path / "labels.csv"
    words = ("run", "--judge", f"human:{sheet}", "--data", data, "--out", str(tmp_path / "out"))
    sosprobe(*words)
    fill(sheet, "C", 20)
    partly = sosprobe(*words)
    assert partly.returncode == 3, partly.stdout + partly.stderr
    frame = pd.read_parquet(tmp_path / "out" / "trials.parquet")
    assert 0 < len(frame) < 24
    assert set(frame["outcome"]) == {"tie"}
    assert (frame.groupby("item").size() == 2).all()


def test_two_verdicts_on_one_question_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("question,verdict\nq1,A\nq1,B\n")
    with pytest.raises(BadInput, match="two verdicts"):
        HumanJudge(str(path))


@pytest.mark.parametrize("content", ["question,note\nq1,A\n", "\ufeff\n"])
def test_a_sheet_without_its_columns_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(content)
    with pytest.raises(BadInput, match="column"):
        HumanJudge(str(path))


def test_a_sheet_is_a_csv_file() -> None:
    with pytest.raises(SetupError, match=r"\.csv"):
        JUDGES.build("human:labels.txt")
