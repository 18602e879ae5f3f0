"""The replies of a run can be read again by another template, with nothing asked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from sosprobe.analysis.frame import validate, write_frame
from sosprobe.errors import SetupError
from tests.cli.test_store import command, entry, fill

SAID = {
    "first": "Verdict: [[A>B]]",
    "second": "Verdict: [[B>>A]]",
    "tie": "Verdict: [[A=B]]",
    "nothing": "Both were read.",
}


def write_run(folder: Path, rows: Sequence[Mapping[str, object]], said: dict[str, str]) -> Path:
    """Write a run as it looks whose parser could read nothing."""
    fill(folder / "store.sqlite", (entry(name, text) for name, text in said.items()))
    lost = {"preference": None, "outcome": "invalid", "judge": "j", "template": "pairwise"}
    frame = pd.DataFrame([{**lost, **row} for row in rows]).astype({"preference": "float64"})
    write_frame(validate(frame), folder / "trials.parquet")
    (folder / "manifest.json").write_text('{"seed": 3}')
    return folder


def reparsed(folder: Path, template: str, out: Path) -> tuple[pd.DataFrame, str]:
    done = command("reparse", folder, "--template", template, "--out", out)
    assert done.exit_code == 0, (done.output, done.exception)
    return pd.read_parquet(out / "trials.parquet").set_index("item"), done.output


def test_replies_are_read_again_and_the_swap_is_undone_once(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"item": f"{name} {swapped}", "key": name, "swapped": swapped}
        for name in SAID
        for swapped in (False, True)
    ]
    kept = {"preference": 1.0, "outcome": "valid", "detail": "as before"}
    rows.append({"item": "missing", "key": "gone", "swapped": False, **kept})
    rows.append({"item": "failed", "key": "", "swapped": False, "outcome": "error"})
    run = write_run(tmp_path / "run", rows, SAID)
    shutil.copytree(run, tmp_path / "copy")
    frame, output = reparsed(run, "pairwise", tmp_path / "out")
    verdicts = {
        "first": ("valid", 0.0, 1),
        "second": ("valid", 1.0, 2),
        "tie": ("tie", 0.5, 0),
    }
    for name, (outcome, preference, strength) in verdicts.items():
        for swapped, wanted in ((False, preference), (True, 1 - preference)):
            row = frame.loc[f"{name} {swapped}", ["outcome", "preference", "strength"]]
            assert list(row) == [outcome, wanted, strength]
    assert list(frame.loc[["nothing False", "nothing True"], "outcome"]) == ["invalid"] * 2
    gone = frame.loc["missing", ["outcome", "preference", "detail"]]
    assert list(gone) == ["valid", 1.0, "as before"]
    assert frame.loc["failed", "outcome"] == "error"
    for line in (
        "6 of 10 verdicts changed.",
        "4 from invalid to valid",
        "2 from invalid to tie",
        "2 trials have no stored reply and keep what they had.",
    ):
        assert line in output
    assert (tmp_path / "out" / "report.html").stat().st_size > 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (manifest["seed"], manifest["reparsed"]["template"]["name"]) == (3, "pairwise")
    # The run itself stays as it was, and a second reading changes nothing.
    for path in (tmp_path / "copy").iterdir():
        assert (run / path.name).read_bytes() == path.read_bytes()
    shutil.copy(run / "store.sqlite", tmp_path / "out")
    again, output = reparsed(tmp_path / "out", "pairwise", tmp_path / "again")
    assert "0 of 10 verdicts changed." in output
    assert again.equals(frame)


def test_a_template_of_the_users_own_reads_what_the_shipped_one_could_not(tmp_path: Path) -> None:
    said = {"x": "I take [[X]].", "y": "I take [[Y]]."}
    rows = [{"item": name, "key": name, "swapped": False} for name in said]
    run = write_run(tmp_path / "run", rows, said)
    own = tmp_path / "own.toml"
    own.write_text(
        'verdict = "levels"\nuser = "{{prompt}} {{first}} {{second}} {{task}}"\n'
        'legend = [["X", "A>B"], ["Y", "B>A"]]\n'
    )
    frame, output = reparsed(run, str(own), tmp_path / "out")
    assert list(frame["preference"]) == [0.0, 1.0]
    assert "2 from invalid to valid" in output


def test_a_trial_of_a_variation_is_read_by_that_variation(tmp_path: Path) -> None:
    rows = [
        {"item": "i", "key": "first", "swapped": False, "template": template}
        for template in ("pairwise", "pairwise~label_order")
    ]
    run = write_run(tmp_path / "run", rows, SAID)
    frame, _ = reparsed(run, "pairwise", tmp_path / "out")
    # With the labels exchanged A is the second response.
    preferences = frame.set_index("template")["preference"]
    assert preferences.to_dict() == {"pairwise": 0.0, "pairwise~label_order": 1.0}


def test_responses_graded_alone_are_read_from_both_replies(tmp_path: Path) -> None:
    said = {"low": "Rating: [[3]]", "high": "Rating: [[8]]"}
    rows = [{"item": "i", "key": "low+high", "swapped": False}]
    rows += [{"item": "lost", "key": "low+gone", "swapped": False}]
    run = write_run(tmp_path / "run", rows, said)
    frame, output = reparsed(run, "single", tmp_path / "out")
    scores = frame.loc["i", ["preference", "a_score", "b_score"]]
    assert list(scores) == [1.0, 3.0, 8.0]
    assert frame.loc["lost", "outcome"] == "invalid"
    assert "1 trials have no stored reply" in output


def test_the_best_of_several_is_read_at_the_places_of_the_pair(tmp_path: Path) -> None:
    rows = [
        {"item": f"{place}", "key": "c", "swapped": place == 3, "a_place": place, "b_place": 2}
        for place in (0, 1, 3)
    ]
    run = write_run(tmp_path / "run", rows, {"c": "Verdict: [[C]]"})
    frame, _ = reparsed(run, "best_of", tmp_path / "out")
    assert list(frame["preference"]) == [1.0, 1.0, 1.0]


def test_a_template_that_shows_otherwise_is_refused(tmp_path: Path) -> None:
    rows = [{"item": "i", "key": "first", "swapped": False}]
    run = write_run(tmp_path / "run", rows, SAID)
    for name in ("single", "best_of"):
        done = command("reparse", run, "--template", name, "--out", tmp_path / "out")
        assert isinstance(done.exception, SetupError)
        assert "two responses at once" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_what_is_not_a_run_is_said_to_be_none(tmp_path: Path) -> None:
    rows = [{"item": "i", "key": "first", "swapped": False}]
    run = write_run(tmp_path / "run", rows, SAID)
    words = ("reparse", run, "--template", "pairwise", "--out")
    assert "is the run itself" in str(command(*words, run).exception)
    (run / "manifest.json").write_text("[1]")
    assert "manifest.json" in str(command(*words, tmp_path / "out").exception)
    (run / "trials.parquet").unlink()
    done = command(*words, tmp_path / "out")
    assert isinstance(done.exception, SetupError)
    assert "trials.parquet: there is no such file" in str(done.exception)
