"""Loaders read the published formats, and say which file, line and field is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sosprobe.data.load import load
from sosprobe.errors import BadInput, SetupError, UnknownName

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not there")

ROWS = [
    {"id": "x", "prompt": "P?", "response_a": "one", "response_b": "two", "gold": "a"},
    {"id": "y", "prompt": "Q?", "response_a": "", "response_b": "أهلا 你好", "gold": ""},
]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_half_a_character_is_mended_and_whole_ones_stay(tmp_path: Path) -> None:
    row = '{"prompt": "\\ud800 \\ud83d\\ude00", "response_a": "a", "response_b": "b"}'
    (item,) = load(str(write(tmp_path / "p.jsonl", row)))
    assert item.prompt == "\ufffd \U0001f600"


@pytest.mark.parametrize("ending", ["jsonl", "json", "csv", "parquet"])
def test_pairs_read_the_same_from_every_format(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"pairs.{ending}"
    frame = pd.DataFrame(ROWS)
    match ending:
        case "jsonl":
            write(path, "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS) + "\n\n")
        case "json":
            write(path, json.dumps(ROWS))
        case "csv":
            frame.to_csv(path, index=False)
        case _:
            frame.to_parquet(path)
    first, second = load(str(path))
    assert (first.id, first.responses["a"].gold, first.responses["b"].gold) == ("x", 1.0, 0.0)
    assert second.responses["a"].text == ""
    assert second.responses["b"].text == "أهلا 你好"
    assert second.responses["a"].gold is None


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("p.jsonl", '{"prompt": "P"}\n', ["p.jsonl:1", "response_a"]),
        ("p.jsonl", '\n{"prompt": "P", "respons_a": "", "response_b": ""}', [":2", "respons_a"]),
        ("p.jsonl", '{"prompt": "P",\n', [":1", "not JSON"]),
        ("p.jsonl", "[1, 2]\n", [":1", "object"]),
        ("p.jsonl", '{"prompt": 3, "response_a": "", "response_b": ""}', [":1", "`prompt`", "int"]),
        (
            "p.jsonl",
            '{"prompt": "", "response_a": "", "response_b": "", "gold": "c"}',
            [":1", "`gold`", "'c'"],
        ),
        ("p.csv", "prompt,response_a,response_b\nP,one\n", ["p.csv:2", "response_b"]),
        ("p.csv", "prompt,response_a,response_b\nP,a,b,c\n", ["p.csv:2", "header"]),
        ("p.txt", "x", [".txt"]),
        ("p.jsonl", "", ["holds no row"]),
    ],
)
def test_a_malformed_file_is_named_with_line_and_field(
    tmp_path: Path, name: str, text: str, words: list[str]
) -> None:
    with pytest.raises(BadInput) as caught:
        load(str(write(tmp_path / name, text)))
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_a_file_that_is_no_text_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b'{"prompt": "ok"}\n{"prompt": "\xff"}\n')
    with pytest.raises(BadInput, match=r"p\.jsonl:2: is not UTF-8"):
        load(str(path))


def test_an_unknown_data_set_names_the_near_misses() -> None:
    with pytest.raises(UnknownName, match="Did you mean llmbar"):
        load("lmbar:somewhere")
    with pytest.raises(SetupError, match="folder"):
        load("llmbar")
    with pytest.raises(BadInput, match="no such file"):
        load("llmbar:/nowhere/at/all")


def test_llmbar_reads_its_published_layout(tmp_path: Path) -> None:
    record = {"input": "Do it.", "output_1": "done", "output_2": "no", "label": 2}
    write(tmp_path / "LLMBar" / "Natural" / "dataset.json", json.dumps([record]))
    write(tmp_path / "LLMBar" / "Adversarial" / "Manual" / "dataset.json", json.dumps([record] * 2))
    assert len(load(f"llmbar:{tmp_path}")) == 3
    (item,) = load(f"llmbar:{tmp_path},subset=Natural")
    assert item.id == "LLMBar/Natural/0"
    assert [response.gold for response in item.responses.values()] == [0.0, 1.0]
    with pytest.raises(UnknownName, match="LLMBar/Natural"):
        load(f"llmbar:{tmp_path},subset=Naturl")


def test_llmbar_with_a_wrong_label_is_named(tmp_path: Path) -> None:
    record = {"input": "Do it.", "output_1": "done", "output_2": "no", "label": 3}
    write(tmp_path / "Natural" / "dataset.json", json.dumps([record]))
    with pytest.raises(BadInput, match="`label` must be 1 or 2, not 3"):
        load(f"llmbar:{tmp_path}")


def test_rm_bench_reads_its_published_layout(tmp_path: Path) -> None:
    record = {"id": 7, "prompt": "P", "chosen": ["a", "b", "c"], "rejected": ["d", "e", "f"]}
    write(tmp_path / "chat_filtered.json", json.dumps([record]))
    (item,) = load(f"rm_bench:{tmp_path},subset=chat")
    assert item.id == "chat/7"
    assert item.responses["chosen_markdown"].text == "c"
    assert item.responses["rejected_concise"].gold == 0.0
    write(tmp_path / "chat_filtered.json", json.dumps([{**record, "chosen": ["a"]}]))
    with pytest.raises(BadInput, match="`chosen` must hold 3 texts"):
        load(f"rm_bench:{tmp_path}")


@pytest.mark.shared
@needs_shared
def test_the_real_public_sets_are_read_whole() -> None:
    natural = load(f"llmbar:{SHARED / 'llmbar'},subset=LLMBar/Natural")
    assert len(natural) == 100
    assert {r.gold for item in natural for r in item.responses.values()} == {0.0, 1.0}
    chat = load(f"rm_bench:{SHARED / 'rm_bench'},subset=chat")
    assert len(chat) == 129
    assert all(len(item.responses) == 6 for item in chat)
