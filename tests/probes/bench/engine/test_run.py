"""Laws of a run: rows fail alone, nothing finished is asked again, what changed is."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import pytest

from sosprobe.data.scores import read_scores
from sosprobe.errors import BadInput, SetupError
from sosprobe.probes.bench.engine.job import Job
from sosprobe.probes.bench.engine.model import Model
from sosprobe.probes.bench.engine.records import Folder, results
from sosprobe.probes.bench.engine.run import Outcome, look, run
from sosprobe.probes.bench.engine.table import beside, factors, score_frame, write_scores
from tests.probes.bench.engine.stand_ins import MODEL, Recited, lines


def one_job(row: str) -> Job:
    return Job(row=row, title="XSTest", factor="safety", instrument="generate", tasks=(f"t_{row}",))


def _go(out: Path, harness: Recited, *jobs: Job, limit: int = 0, model: Model = MODEL) -> Outcome:
    folder = Folder.of(out, model)
    todo = look(jobs, model, harness, folder, limit=limit)
    return run(todo, model, harness, folder, limit=limit)


def test_a_row_that_breaks_is_told_and_the_others_finish(tmp_path: Path) -> None:
    harness = Recited(
        broken={"b": ConnectionError("the server\nwent away")}, unloadable={"c": ValueError("odd")}
    )
    outcome = _go(tmp_path, harness, one_job("a"), one_job("b"), one_job("c"), one_job("d"))
    assert [row.row for row in outcome.done] == ["a", "d"]
    assert {one.row: one.reason for one in outcome.failed} == {
        "b": "ConnectionError: the server went away",
        "c": "ValueError: odd",
    }


def test_a_finished_row_is_never_asked_again(tmp_path: Path) -> None:
    harness = Recited()
    first = _go(tmp_path, harness, one_job("a"), one_job("b"))
    again = _go(tmp_path, harness, one_job("a"), one_job("b"))
    assert harness.asked == ["a.generate", "b.generate"]
    assert (first.reused, again.reused) == (0, 2)
    assert again.done == first.done


@pytest.mark.parametrize(
    "changed", ["data", "tasks", "rules", "metrics", "limit", "harness", "instrument"]
)
def test_a_row_that_changed_is_asked_again(tmp_path: Path, changed: str) -> None:
    harness = Recited()
    _go(tmp_path, harness, one_job("a"))
    job, limit = one_job("a"), 0
    if changed == "limit":
        limit = 3
    elif changed == "harness":
        harness.version = "recited 2"
    else:
        job = {
            "data": dataclasses.replace(job, data="other"),
            "tasks": dataclasses.replace(job, tasks=("other",)),
            "rules": dataclasses.replace(job, rules="other"),
            "metrics": dataclasses.replace(job, metrics=("acc",)),
            "instrument": dataclasses.replace(job, instrument="loglikelihood"),
        }[changed]
    _go(tmp_path, harness, job, limit=limit)
    assert len(harness.asked) == 2


def test_two_models_never_share_a_folder(tmp_path: Path) -> None:
    other = dataclasses.replace(MODEL, tokenizer="another")
    assert Folder.of(tmp_path, MODEL).path != Folder.of(tmp_path, other).path


def test_a_row_without_its_result_file_is_not_finished(tmp_path: Path) -> None:
    harness = Recited()
    _go(tmp_path, harness, one_job("a"))
    Folder.of(tmp_path, MODEL).items(one_job("a")).unlink()
    _go(tmp_path, harness, one_job("a"))
    assert len(harness.asked) == 2


def test_a_damaged_result_is_named_and_not_overwritten(tmp_path: Path) -> None:
    _go(tmp_path, Recited(), one_job("a"))
    path = Folder.of(tmp_path, MODEL).result(one_job("a"))
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="delete it to ask again"):
        _go(tmp_path, Recited(), one_job("a"))


def test_each_item_has_a_record_with_question_answer_target_and_score(tmp_path: Path) -> None:
    _go(tmp_path, Recited(), one_job("a"))
    kept = lines(Folder.of(tmp_path, MODEL).items(one_job("a")))
    assert [record["item"] for record in kept] == [0, 1, 2, 3]
    assert kept[0]["prompts"] == [["is 0 even?"]]
    assert kept[0]["answers"] == ["yes"]
    assert [record["scores"]["acc"] for record in kept] == [1.0, 0.0, 1.0, 0.0]
    assert {record["instrument"] for record in kept} == {"generate"}


def test_a_metric_that_did_not_come_out_fails_the_row_and_says_what_there_is(
    tmp_path: Path,
) -> None:
    outcome = _go(tmp_path, Recited(), dataclasses.replace(one_job("a"), metrics=("acc_norm",)))
    assert not outcome.done
    assert "acc_norm" in outcome.failed[0].reason and "acc,none" in outcome.failed[0].reason


def test_the_scores_are_read_again_by_the_reader_of_scores(tmp_path: Path) -> None:
    outcome = _go(tmp_path, Recited(), one_job("a"))
    write_scores(outcome.done, tmp_path / "scores.csv")
    read = read_scores(tmp_path / "scores.csv")
    assert read["value"].tolist() == [0.5]
    assert read["se"].tolist() == [0.25]
    assert read["n"].tolist() == [4]
    assert read["instrument"].tolist() == ["generate"]
    with (tmp_path / "scores.csv").open(encoding="utf-8") as file:
        assert next(csv.DictReader(file))["row"] == "a"


def test_two_instruments_are_never_put_into_one_mean(tmp_path: Path) -> None:
    outcome = _go(
        tmp_path,
        Recited(),
        one_job("a"),
        dataclasses.replace(one_job("a"), instrument="loglikelihood"),
    )
    assert len(outcome.done) == 2
    for way in ("generate", "loglikelihood"):
        frame = score_frame(outcome.done, "generate" if way == "generate" else "loglikelihood")
        assert set(frame["instrument"]) == {way}
        assert factors(frame)["Safety"].tolist() == [0.5]


def test_a_judge_stands_beside_the_models_that_it_named(tmp_path: Path) -> None:
    import pandas as pd

    table = factors(score_frame(_go(tmp_path, Recited(), one_job("a")).done, "generate"))
    shown = beside(table, pd.DataFrame({"model": ["tiny"], "judge": [7.5]}))
    assert shown["judge"].tolist() == [7.5]
    with pytest.raises(SetupError, match="tiny"):
        beside(table, pd.DataFrame({"model": ["other"], "judge": [7.5]}))


def test_a_key_is_in_no_file_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    _go(tmp_path, Recited(), one_job("a"))
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or "sk-secret" not in path.read_text("utf-8")


def test_all_results_of_a_folder_are_found_again(tmp_path: Path) -> None:
    done = _go(tmp_path, Recited(), one_job("a"), one_job("b")).done
    assert results(tmp_path) == list(done)
    assert json.loads(Folder.of(tmp_path, MODEL).result(one_job("a")).read_text("utf-8"))
