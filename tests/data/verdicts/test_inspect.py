"""inspect_ai: grades of two models on one sample make a pair, in both kinds of log."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sosprobe.analysis.frame import validate
from sosprobe.data.verdicts import read_verdicts
from sosprobe.errors import BadInput

GRADER: dict[str, Any] = {"name": "model_graded_qa", "options": {"partial_credit": True}}
ROLES: dict[str, Any] = {"grader": {"model": "maker/counter", "config": {}}}


def log(model: str, *values: object, **run: Any) -> dict[str, Any]:
    """Return a log of a model with one sample a value, scored by a model and by a rule."""
    header: dict[str, Any] = {
        "task": "tea",
        "model": model,
        "model_roles": ROLES,
        "scorers": [GRADER],
    }
    samples = [
        {
            "id": number,
            "epoch": 1,
            "uuid": f"{model}-{number}",
            "scores": {"model_graded_qa": {"value": value}, "includes": {"value": "I"}},
        }
        for number, value in enumerate(values, 1)
    ]
    return {"version": 2, "status": "success", "eval": header | run, "samples": samples}


def save(folder: Path, name: str, content: dict[str, Any]) -> Path:
    """Write a log as JSON or, if the name ends in .eval, as the archive of JSON members."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    if path.suffix == ".json":
        path.write_text(json.dumps(content))
        return path
    header = {field: value for field, value in content.items() if field != "samples"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", json.dumps(header))
        archive.writestr("summaries.json", json.dumps(content["samples"]))
    return path


def read(path: Path) -> pd.DataFrame:
    return validate(read_verdicts(path, "inspect"))


@pytest.mark.parametrize("ending", ["json", "eval"])
def test_letters_and_numbers_are_grades_and_the_higher_is_preferred(
    tmp_path: Path, ending: str
) -> None:
    save(tmp_path, f"1.{ending}", log("new", "C", "P", "I", 0.2, "yes", "N", float("nan")))
    save(tmp_path, f"2.{ending}", log("old", "I", "C", "I", "0.1", False, "C", "C"))
    (tmp_path / "logs.json").write_text("[]")
    frame = read(tmp_path)
    assert frame["preference"].tolist()[:5] == [0.0, 1.0, 0.5, 0.0, 0.0]
    assert frame["outcome"].tolist()[5:] == ["invalid", "invalid"]
    assert frame["detail"].tolist()[5:] == [
        "new: no answer to grade (N)",
        "new: the judge's reply held no grade",
    ]
    assert frame["item"].tolist() == [f"tea/{n}" for n in range(1, 8)]
    assert set(frame["judge"]) == {"maker/counter"}
    assert set(frame["template"]) == {"model_graded_qa"}
    assert set(frame["position"]) == {0.0}


def test_both_kinds_of_log_may_lie_together_and_deeper(tmp_path: Path) -> None:
    save(tmp_path / "a", "1.json", log("new", "C"))
    save(tmp_path / "b", "2.eval", log("old", "I"))
    assert read(tmp_path)["preference"].tolist() == [0.0]


def test_an_epoch_is_a_repeat_and_a_second_log_goes_on_with_them(tmp_path: Path) -> None:
    for name, model in (("1", "new"), ("2", "old")):
        twice = log(model, "C", "C")
        for epoch, sample in enumerate(twice["samples"], 1):
            sample |= {"id": "x", "epoch": epoch}
        save(tmp_path, f"{name}.json", twice)
        # A retry holds what was done before, and one sample that was not.
        again = log(model, "C", "C", "I")
        again["samples"] = [again["samples"][0], again["samples"][2] | {"id": "x"}]
        save(tmp_path, f"{name}b.json", again)
    frame = read(tmp_path)
    assert frame["repeat"].tolist() == [0, 1, 2]
    assert frame["a_score"].tolist() == [1.0, 1.0, 0.0]


def test_a_sample_that_ended_in_an_error_is_an_invalid_row(tmp_path: Path) -> None:
    failed = log("new", "C")
    failed["samples"][0] |= {"scores": None, "error": {"message": "out of tea"}}
    save(tmp_path, "1.json", failed)
    save(tmp_path, "2.json", log("old", "C"))
    frame = read(tmp_path)
    assert frame["outcome"].tolist() == ["invalid"]
    assert "out of tea" in frame["detail"].tolist()[0]


@pytest.mark.parametrize(
    ("options", "roles", "judge"),
    [
        ({"model": "m1"}, ROLES, "m1"),
        ({"model": ["m1", "m2"]}, ROLES, "m1+m2"),
        ({"model_role": "critic"}, {"critic": {"model": "m3"}}, "m3"),
        ({"model_role": {"name": "critic", "required": True}}, {"critic": {"model": "m3"}}, "m3"),
        ({}, ROLES, "maker/counter"),
    ],
)
def test_the_judge_is_the_model_that_was_asked(
    tmp_path: Path, options: dict[str, Any], roles: dict[str, Any], judge: str
) -> None:
    scorer = {"name": "inspect_ai/model_graded_qa", "options": options}
    for model in ("new", "old"):
        run = log(model, "C", scorers=[scorer], model_roles=roles)
        save(tmp_path, f"{model}.json", run)
    assert set(read(tmp_path)["judge"]) == {judge}


def test_models_that_graded_themselves_cannot_be_compared(tmp_path: Path) -> None:
    for model in ("new", "old"):
        save(tmp_path, f"{model}.json", log(model, "C", model_roles=None))
    with pytest.raises(
        BadInput, match=r"judges: new, old\); give a folder .* --model-role grader="
    ):
        read(tmp_path)


def test_two_scorers_of_one_name_and_one_of_another_are_templates(tmp_path: Path) -> None:
    own = {"name": "mine/tone", "options": {"model": "m"}}
    for model in ("new", "old"):
        run = log(model, "C", scorers=[GRADER, GRADER, own, {"name": "includes", "options": {}}])
        run["samples"][0]["scores"] |= {
            "model_graded_qa1": {"value": "I"},
            "tone": {"value": {"warm": 3, "clear": 4}},
        }
        save(tmp_path, f"{model}.json", run)
    failed = log("new", "C")
    frame = read(tmp_path)
    templates = ["model_graded_qa", "model_graded_qa1", "tone/warm", "tone/clear"]
    assert frame["template"].tolist() == templates
    assert frame["a_score"].tolist() == [1.0, 0.0, 3.0, 4.0]
    failed["samples"][0] |= {"scores": {}, "id": 1}
    failed["eval"]["scorers"] = [own]
    save(tmp_path, "new.json", failed)
    lost = read(tmp_path)
    assert lost["template"].tolist() == templates[2:]
    assert lost["detail"].tolist() == ["new: the sample has no score"] * 2


def test_old_logs_name_their_scorers_in_the_results(tmp_path: Path) -> None:
    for model, value in (("new", "C"), ("old", "I")):
        old = log(model, value, scorers=None)
        old["results"] = {"scores": [{"name": "model_graded_qa", "params": {"model": "m"}}]}
        save(tmp_path, f"{model}.json", old)
    assert read(tmp_path)["judge"].tolist() == ["m"]
    for model, value in (("new", "C"), ("old", "I")):
        oldest = log(model, scorers=None)
        oldest["samples"] = [{"id": 1, "epoch": 1, "score": {"value": value}}]
        oldest["results"] = {"scorer": {"name": "model_graded_fact", "params": {}}}
        save(tmp_path, f"{model}.json", oldest)
    frame = read(tmp_path)
    assert frame["template"].tolist() == ["model_graded_fact"]
    assert frame["preference"].tolist() == [0.0]


def test_one_log_has_no_pair_and_says_what_to_give(tmp_path: Path) -> None:
    path = save(tmp_path, "1.eval", log("new", "C"))
    with pytest.raises(BadInput, match=r"one response only \(new\); give a folder with the logs"):
        read(path)


def test_a_log_without_a_grader_lists_its_scorers(tmp_path: Path) -> None:
    path = save(tmp_path, "1.json", log("new", "C", scorers=[{"name": "includes"}]))
    with pytest.raises(BadInput, match="its scorers are includes, model_graded_qa; needed is"):
        read(path)


def test_zstd_is_refused_with_the_command_that_converts(tmp_path: Path) -> None:
    path = save(tmp_path, "1.eval", log("new", "C"))
    packed = bytearray(path.read_bytes())
    # The method of compression stands at 8 in a member's header and at 10 in the directory's.
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = packed.find(mark)
        while start >= 0:
            packed[start + place] = 93
            start = packed.find(mark, start + 4)
    path.write_bytes(packed)
    if hasattr(zipfile, "ZIP_ZSTANDARD"):
        pytest.skip("this Python reads zstd")
    with pytest.raises(BadInput, match=r"zstd.* inspect log convert --to json"):
        read(path)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"samples": []}, "holds no sample"),
        ({"samples": {}}, "field `samples` must be a list of tables"),
        ({"eval": None}, "field `task` is missing"),
        ({"eval": "tea"}, "field `eval` must be a table, not 'tea'"),
    ],
)
@pytest.mark.parametrize("ending", ["json", "eval"])
def test_what_is_malformed_is_named(
    tmp_path: Path, change: dict[str, Any], says: str, ending: str
) -> None:
    path = save(tmp_path, f"1.{ending}", log("new", "C") | change)
    with pytest.raises(BadInput) as caught:
        read(path)
    assert says.replace("samples", "summaries" if ending == "eval" else "samples") in str(
        caught.value
    )
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("sample", "says"),
    [
        ({"scores": {"model_graded_qa": {"value": "A"}}}, "sample 1 has the score 'A' of model_gr"),
        ({"scores": {"model_graded_qa": {"value": [1]}}}, "it must be a number, or C, P, I or N"),
        ({"scores": "C"}, "field `scores` must be a table"),
        ({"epoch": 0}, "field `epoch` must be a whole number from 1, not 0"),
        ({"id": None}, "field `id` is missing"),
    ],
)
def test_a_malformed_sample_is_named(tmp_path: Path, sample: dict[str, Any], says: str) -> None:
    content = log("new", "C")
    content["samples"][0] |= sample
    path = save(tmp_path, "1.json", content)
    with pytest.raises(BadInput) as caught:
        read(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"_journal/start.json": "{}"}, "has no member header.json: the run was not finished"),
        ({"header.json": "{", "summaries.json": "[]"}, "not JSON"),
        ({"header.json": "[]", "summaries.json": "[]"}, "header.json must hold an object"),
        ({"header.json": "{}", "summaries.json": "[]"}, "field `eval` is missing"),
    ],
)
def test_a_malformed_archive_is_named(tmp_path: Path, members: dict[str, str], says: str) -> None:
    path = tmp_path / "1.eval"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    with pytest.raises(BadInput) as caught:
        read(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_what_is_no_log_at_all_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no log of inspect_ai"):
        read(tmp_path)
    (tmp_path / "1.eval").write_bytes(b"no archive")
    with pytest.raises(BadInput, match=r"1\.eval: cannot be read as a zip archive"):
        read(tmp_path)
    (tmp_path / "1.eval").unlink()
    (tmp_path / "1.json").write_text("[]")
    with pytest.raises(BadInput, match="it must hold one JSON object"):
        read(tmp_path)
