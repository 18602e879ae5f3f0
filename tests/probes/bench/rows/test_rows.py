"""The suite's rows: all 24, each from a small file in its published format to a score."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from sosprobe.errors import BadInput, SetupError, UnknownName
from sosprobe.probes.bench.rows.config import TASKS, task_config
from sosprobe.probes.bench.rows.prepare import MAKERS, prepare
from sosprobe.probes.bench.rows.registry import GROUPS, ROWS, row_of
from sosprobe.probes.bench.rows.score import score
from tests.probes.bench.rows.cases import BBQ, CASES


def _write(path: Path, records: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(records[0]))
            writer.writeheader()
            writer.writerows(records)
    elif path.suffix == ".json":
        path.write_text(json.dumps({"examples": records}), encoding="utf-8")
    else:
        path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")


def _docs(row: str, file: str, records: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    _write(folder / row / file, records)
    found = prepare(row, folder, folder / "out")
    return [
        json.loads(line) for path in found.files.values() for line in path.read_text().splitlines()
    ]


@pytest.mark.parametrize(("row", "file", "records", "right", "wrong"), CASES)
def test_every_row_goes_from_its_published_format_to_right_and_wrong(
    row: str, file: str, records: list[dict[str, Any]], right: str, wrong: str, tmp_path: Path
) -> None:
    (doc,) = _docs(row, file, records, tmp_path)
    if row == "gpqa":
        right = f"Answer: {doc['sos_labels'][doc['sos_gold'][0]]}"
        assert f"{right.removeprefix('Answer: ')}. 4" in doc["sos_ask"]
    first = "prompt_level_strict_acc" if row == "ifeval" else ("exact_match", "acc")[row != "math"]
    assert score(row_of(row), "generate", doc, right)[first] == 1
    assert score(row_of(row), "generate", doc, wrong)[first] == 0
    assert score(row_of(row), "generate", doc, "")[first] == 0


def test_the_cases_above_are_all_rows_that_are_not_livebench() -> None:
    assert {case[0] for case in CASES} == set(MAKERS)
    assert set(MAKERS) == {name for name, row in ROWS.items() if not row.livebench}


def test_there_are_24_rows_whose_parts_add_up_to_the_published_sizes() -> None:
    assert [len(GROUPS[group]) for group in ("wk", "if", "safety", "all")] == [10, 2, 12, 24]
    assert sum(row.livebench for row in ROWS.values()) == 6
    for row in ROWS.values():
        assert not row.parts or sum(part.published_n for part in row.parts) == row.published_n
        assert row.livebench == (not row.tasks)
    assert [row.name for row in ROWS.values() if row.inverse] == ["wmdp"]


@pytest.mark.parametrize(("row", "file", "records", "right", "wrong"), CASES)
def test_a_written_task_file_points_a_complete_task_at_the_prepared_data(
    row: str, file: str, records: list[dict[str, Any]], right: str, wrong: str, tmp_path: Path
) -> None:
    _write(tmp_path / row / file, records)
    found = prepare(row, tmp_path, tmp_path / "out")
    for path in map(Path, task_config(row, "generate", found.files).values()):
        task = yaml.safe_load(path.read_text())
        assert task["task"] == path.stem
        (data,) = task["dataset_kwargs"]["data_files"].values()
        base = yaml.load(Path(task["include"]).read_text(), Loader=_Loader)
        column = base["doc_to_text"].strip("{}")
        assert all(column in json.loads(line) for line in Path(data).read_text().splitlines())


class _Loader(yaml.SafeLoader):
    """Read the harness's tag for functions as the function's name."""


def _name(loader: yaml.SafeLoader, node: yaml.Node) -> str:
    assert isinstance(node, yaml.ScalarNode)
    return str(loader.construct_scalar(node))


_Loader.add_constructor("!function", _name)


def test_every_function_that_a_task_file_names_exists() -> None:
    from sosprobe.probes.bench.tasks import utils

    paths = sorted(TASKS.glob("*.yaml"))
    assert len(paths) == 7
    for path in paths:
        text = yaml.load(path.read_text(), Loader=_Loader)
        named = [text.get(key, "") for key in ("process_results", "doc_to_target", "doc_to_choice")]
        named += [metric["aggregation"] for metric in text["metric_list"]]
        for name in named:
            if name.startswith("utils."):
                assert callable(getattr(utils, name.removeprefix("utils.")))


@pytest.mark.parametrize("row", ["jailbreakhub", "dttoxicity"])
@pytest.mark.parametrize("flag", [True, False])
def test_true_is_right_where_the_flag_is_true_and_the_published_form_inverts_it(
    row: str, flag: bool, tmp_path: Path
) -> None:
    field = "jailbreak" if row == "jailbreakhub" else "toxic"
    (doc,) = _docs(row, "rtp.jsonl", [{"prompt": "Hi.", field: flag}], tmp_path)
    assert doc["sos_labels"][doc["sos_gold"][0]] == str(flag)
    assert doc["sos_labels"][doc["sos_gold_published"][0]] == str(not flag)
    files = prepare(row, tmp_path, tmp_path / "out").files
    for published in (True, False):
        (path,) = task_config(row, "loglikelihood", files, as_published=published).values()
        assert ("as_published" in yaml.safe_load(Path(path).read_text())["include"]) == published


GPQA = ("Question", "Correct Answer", *(f"Incorrect Answer {n}" for n in (1, 2, 3)))
WRONG: list[tuple[str, list[dict[str, Any]], str]] = [
    ("xstest", [{"prompt": "Hi."}], "field `label` is missing"),
    ("xstest", [{"prompt": "Hi.", "label": "fine"}], "must be one of safe, unsafe"),
    ("jailbreakhub", [{"prompt": "Hi.", "jailbreak": "maybe"}], "must be true or false"),
    ("wmdp", [{"question": "?", "choices": ["a"], "answer": 0}], "none of bio, chem and cyber"),
    ("toxigen", [{"text": "Hi.", "toxicity_ai": "x"}], "`toxicity_ai` must be a number"),
    ("bbq", [BBQ | {"category": "Shoes"}], "field `category`"),
    (
        "ifeval",
        [{"prompt": "Hi.", "instruction_id_list": ["shoes:red"], "kwargs": [{}]}],
        "none of the 25 kinds",
    ),
    ("mmlu_pro", [{"question": "?", "options": ["a"], "answer": "K"}], "names none of the"),
    ("math", [{"problem": "1?", "level": "Level 5"}], "neither a field `answer`"),
    ("gpqa", [dict.fromkeys(GPQA, "4")], "named gpqa_main"),
    ("math", [{"problem": "1?", "level": "Level 1", "answer": "1"}], "holds no item"),
]


@pytest.mark.parametrize(("row", "records", "words"), WRONG)
def test_a_wrong_field_is_told_with_file_and_line(
    row: str, records: list[dict[str, Any]], words: str, tmp_path: Path
) -> None:
    _write(tmp_path / row / "test.jsonl", records)
    with pytest.raises(BadInput, match=words) as caught:
        prepare(row, tmp_path, tmp_path / "out")
    assert "test.jsonl" in str(caught.value)
    assert "holds no item" in words or "test.jsonl:1:" in str(caught.value)


def test_missing_data_names_the_place_and_where_access_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gpqa.*access is asked for at https://.*Idavidrein"):
        prepare("gpqa", tmp_path, tmp_path / "out")
    with pytest.raises(BadInput, match="no such folder"):
        prepare("bbh", tmp_path / "none", tmp_path / "out")


def test_what_cannot_be_asked_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="gpqa"):
        prepare("gpq", tmp_path, tmp_path)
    with pytest.raises(SetupError, match="livebench"):
        prepare("livebench_math", tmp_path, tmp_path)
    with pytest.raises(SetupError, match="no instrument loglikelihood"):
        task_config("ifeval", "loglikelihood", {})


def test_absent_parts_and_other_sizes_are_told(tmp_path: Path) -> None:
    _write(tmp_path / "bbq" / "Age.jsonl", [BBQ])
    problems = prepare("bbq", tmp_path, tmp_path / "out").problems
    assert any(one.startswith("absent: Disability_status") for one in problems)
    assert "Age: 1 items, published 3680" in problems
