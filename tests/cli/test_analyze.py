"""`sosprobe analyze` reads verdicts of others, says what they show, and refuses what is none."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from sosprobe.cli.app import app
from sosprobe.errors import SetupError
from tests.verify.scenes import Scene, draw


def analyze(*words: str) -> str:
    """Return what the command prints; errors come out as they are."""
    done = CliRunner(env={"COLUMNS": "120"}).invoke(
        app, ["analyze", *words], catch_exceptions=False
    )
    assert done.exit_code == 0
    return done.output


@pytest.fixture
def verdicts(tmp_path: Path) -> Path:
    frame = draw(Scene(name="cli", items=60), np.random.default_rng(0))
    columns = ["item", "b_style", "b_substance", "swapped", "dose", "gap", "length", "preference"]
    path = tmp_path / "verdicts.csv"
    frame[columns].to_csv(path, index=False)
    return path


def test_a_table_of_ones_own_gives_effects_and_a_report(verdicts: Path, tmp_path: Path) -> None:
    said = analyze(str(verdicts), "--out", str(tmp_path / "out"))
    assert "The judge punishes factual_error" in said
    page = (tmp_path / "out" / "report.html").read_text()
    assert "Where style stops winning" in page
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["data"]["format"] == "table"
    assert len(manifest["data"]["sha256"]) == 16
    again = analyze(str(tmp_path / "out" / "trials.parquet"))
    assert again == said.partition("Report:")[0]


def test_more_models_and_a_split_can_be_asked_for(verdicts: Path) -> None:
    said = analyze(str(verdicts), "--models", "linear+gee", "--by", "gap")
    assert "Linear probability" in said
    assert "Logit by GEE" in said
    assert "[gap=0.25]" in said
    assert "Mixed logit" not in said
    assert "Mixed logit" in analyze(str(verdicts), "--models", "all")


def test_several_judges_are_told_apart_or_named(tmp_path: Path) -> None:
    parts = [
        draw(Scene(name="cli", items=30), np.random.default_rng(n)).assign(judge=f"judge-{n}")
        for n in range(2)
    ]
    path = tmp_path / "two.parquet"
    pd.concat(parts).to_parquet(path)
    assert "2 judges are taken together" in analyze(str(path))
    assert "[judge=judge-1]" in analyze(str(path), "--by", "judge")
    assert "judges are taken together" not in analyze(str(path), "--judge", "judge-1")
    with pytest.raises(SetupError, match=r"Did you mean judge-1"):
        analyze(str(path), "--judge", "judge-11")


def test_annotations_of_alpaca_eval_say_what_length_does(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rows: list[dict[str, object]] = []
    for number in range(80):
        long = int(rng.integers(5, 60))
        chance = 1 / (1 + np.exp(-(long - 30) / 10))
        rows.append(
            {
                "instruction": f"question {number}",
                "output_1": "word " * 30,
                "output_2": "word " * long,
                "generator_1": "base",
                "generator_2": "mine",
                "preference": 1 + float(rng.random() < chance),
                "annotator": "somebody",
            }
        )
    path = tmp_path / "annotations.json.gz"
    path.write_bytes(gzip.compress(json.dumps(rows).encode()))
    said = analyze(str(path), "--format", "alpaca_eval")
    assert "Twice the length, all else equal, moves the preference by +" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing.csv"], "missing.csv: there is no such file"),
        (["FILE", "--format", "alpaca"], "Did you mean alpaca_eval"),
        (["FILE", "--models", "gees"], "Did you mean gee"),
        (["FILE", "--by", "categry"], "Did you mean category"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(
    verdicts: Path, words: list[str], said: str
) -> None:
    with pytest.raises(SetupError, match=said):
        analyze(*[str(verdicts) if word == "FILE" else word for word in words])


def test_a_copied_trial_is_refused_and_the_file_named(verdicts: Path) -> None:
    lines = verdicts.read_text().splitlines()
    verdicts.write_text("\n".join([*lines, lines[1]]) + "\n")
    with pytest.raises(SetupError, match=r"verdicts\.csv.*stand there twice"):
        analyze(str(verdicts))
