"""A table in the frame's own columns is read from every format, or refused with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sosprobe.analysis.frame import validate
from sosprobe.data.verdicts import read_verdicts
from sosprobe.errors import BadInput

ROWS: list[dict[str, object]] = [
    {"item": "01", "preference": 1.0, "swapped": False, "judge": "7", "note": "x"},
    {"item": "01", "preference": None, "swapped": True, "judge": "7", "note": "y"},
    {"item": "NA", "preference": 0.5, "swapped": False, "judge": "7", "note": ""},
]


def save(folder: Path, ending: str) -> Path:
    path = folder / f"v.{ending}"
    frame = pd.DataFrame(ROWS)
    match ending.removesuffix(".gz"):
        case "csv":
            frame.to_csv(path, index=False)
        case "jsonl":
            path.write_text("\n".join(json.dumps(row) for row in ROWS) + "\n\n")
        case "json":
            path.write_text(json.dumps(ROWS))
        case _:
            frame.to_parquet(path)
    return path


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "jsonl", "json", "parquet"])
def test_every_format_reads_the_same(tmp_path: Path, ending: str) -> None:
    frame = validate(read_verdicts(save(tmp_path, ending), "table"))
    assert frame["item"].tolist() == ["01", "01", "NA"]
    assert frame["preference"].isna().tolist() == [False, True, False]
    assert frame["outcome"].tolist() == ["valid", "invalid", "tie"]
    assert frame["swapped"].tolist() == [False, True, False]
    assert frame["judge"].tolist() == ["7"] * 3
    assert frame["note"].tolist() == ["x", "y", ""]


def test_whole_numbers_of_a_csv_are_numbers_and_names_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("item,preference,repeat,template\n1,1,0,5\n1,0,1,5\n")
    frame = read_verdicts(path, "table")
    assert frame["repeat"].tolist() == [0, 1]
    assert frame["item"].tolist() == ["1", "1"]
    assert frame["template"].tolist() == ["5", "5"]


def test_the_numbers_of_items_in_json_become_their_names(tmp_path: Path) -> None:
    path = tmp_path / "v.jsonl"
    path.write_text('{"item": 3, "preference": 0}\n{"item": "x", "preference": NaN}\n')
    frame = read_verdicts(path, "table")
    assert frame["item"].tolist() == ["3", "x"]
    assert frame["preference"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("v.csv", "", "holds no row"),
        ("v.csv", "item,preference\n", "holds no row"),
        ("v.csv", "item,preferense\na,1\n", "Did you mean preferense?"),
        ("v.csv", "item,preference\na,1\nb,2\n", ":3: field `preference` must be a number from 0"),
        ("v.csv", "item,preference\na,b\n", ":2: field `preference`"),
        ("v.csv", "item,preference\n ,1\n", ":2: field `item` must name the question"),
        ("v.csv", "item,preference,soft\na,1,-1\n", ":2: field `soft`"),
        ("v.csv", 'item,preference\n"a,1\n', "cannot be read as CSV"),
        ("v.jsonl", '{"item": "a", "preference": 1', ":1: not JSON"),
        ("v.jsonl", '{"item": "a", "preference": true}', "not True"),
        ("v.jsonl", '{"item": "a", "preference": 1}\n{"item": "b"}', ":2: field `preference`"),
        ("v.jsonl", '{"item": true, "preference": 1}', "field `item` must name the question"),
        ("v.jsonl", '{"item": ["a"], "preference": 1}', "field `item` must be text"),
        ("v.jsonl", '{"item": "a", "preference": {"b": 1}}', "field `preference` must be text"),
        ("v.json", '[{"item": "a", "preference": 1}, {"preference": 1}]', "row 2: field `item`"),
        ("v.parquet", "no table", "cannot be read as Parquet"),
        ("v.txt", "item", "ending '.txt' is none of"),
    ],
)
def test_what_is_malformed_is_named(tmp_path: Path, name: str, content: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(BadInput) as caught:
        read_verdicts(path, "table")
    assert str(path) in str(caught.value)
    assert says in str(caught.value)


def test_a_parquet_file_without_rows_or_with_lists_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.parquet"
    pd.DataFrame({"item": ["a"], "preference": [[1.0]]}).to_parquet(path)
    with pytest.raises(BadInput, match="row 1: field `preference`"):
        read_verdicts(path, "table")
    pd.DataFrame({"item": [], "preference": []}).to_parquet(path)
    with pytest.raises(BadInput, match="holds no row"):
        read_verdicts(path, "table")
