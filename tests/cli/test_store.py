"""The commands say what is in a store, join stores, and write them to tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from sosprobe.cli.store import store_app
from sosprobe.errors import SetupError
from sosprobe.store import Entry, SqliteStore
from sosprobe.types import Reply
from tests.test_store import old_store

JUDGE = '{"model":"m","provider":"openai"}'


def command(*words: object) -> Result:
    return CliRunner().invoke(store_app, [str(word) for word in words], env={"COLUMNS": "200"})


def fill(path: Path, entries: Iterable[Entry]) -> Path:
    with closing(SqliteStore(path)) as store:
        store.put_many(entries)
    return path


def entry(key: str, text: str = "text", judge: str = JUDGE) -> Entry:
    return Entry(key=key, reply=Reply(text=text, model="m"), question=f"q{key}", judge=judge)


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(sql)


def test_a_sound_store_is_counted_by_judge(tmp_path: Path) -> None:
    path = fill(tmp_path / "s", [entry("1"), entry("2"), entry("3", judge="")])
    with closing(SqliteStore(path)) as store:
        store.failed("4", "attempt 1: too many requests")
        store.submitted("openai", "batch", ["5", "6"])
        store.submitted("openai", "done", ["7"])
        store.closed("done")
    done = command("check", path)
    assert done.exit_code == 0, done.output
    for line in (
        f"2 replies of {JUDGE}",
        "1 replies of a judge that is not named",
        "3 replies in all",
        "1 failed attempts",
        "1 open batches",
        "0 problems",
    ):
        assert line in [part.strip() for part in done.output.splitlines()]


def test_a_check_leaves_an_old_store_as_it_is(tmp_path: Path) -> None:
    old_store(tmp_path / "old.sqlite")
    before = (tmp_path / "old.sqlite").read_bytes()
    done = command("check", tmp_path / "old.sqlite")
    assert done.exit_code == 0, done.output
    assert "3 replies in all" in done.output
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE reply SET body = '{' WHERE key = '2'", "1 replies that cannot be read: 2 ("),
        ("UPDATE reply SET body = '{\"text\": 1}'", "2 replies that cannot be read: 1 (field"),
        ("DELETE FROM judge", "2 replies of a judge that is not in the file: 1, 2"),
        ("DELETE FROM batch", "1 questions of a batch that is not in the file: 3"),
        ("DELETE FROM batch_question", "1 batches without a question: openai batch"),
    ],
)
def test_whatever_is_wrong_with_a_store_is_named(tmp_path: Path, sql: str, said: str) -> None:
    path = fill(tmp_path / "s", [entry("1"), entry("2")])
    with closing(SqliteStore(path)) as store:
        store.submitted("openai", "batch", ["3"])
    assert command("check", path).exit_code == 0
    change(path, sql)
    done = command("check", path)
    assert done.exit_code == 1
    assert said in done.output
    assert done.output.strip().endswith("1 problems")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    for words in (("check",), ("merge", tmp_path / "into"), ("export",)):
        out = () if words[0] != "export" else (tmp_path / "out.jsonl",)
        done = command(*words, tmp_path / "nothing.sqlite", *out)
        assert isinstance(done.exception, SetupError)
        assert "nothing.sqlite: there is no such file" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_merge_adds_what_is_new_and_keeps_what_was_first(tmp_path: Path) -> None:
    into = fill(tmp_path / "into", [entry("1", "first"), entry("2", "same")])
    other = fill(tmp_path / "other", [entry("1", "other"), entry("2", "same"), entry("3", "new")])
    with closing(SqliteStore(other)) as store:
        store.failed("9", "attempt 1: broken")
        store.submitted("openai", "batch", ["8", "7"], JUDGE)
    held = old_store(tmp_path / "old")
    change(other, "UPDATE reply SET at = '2020-01-01 00:00:00'")
    before = {path: path.read_bytes() for path in (other, tmp_path / "old")}
    done = command("merge", into, other, tmp_path / "old")
    assert done.exit_code == 0, done.output
    first, second = done.output.splitlines()
    assert "1 replies added, 1 known, 1 left out" in first
    assert "3 replies added, 0 known, 0 left out" in second
    again = command("merge", into, other)
    assert "0 replies added, 2 known, 1 left out" in again.output
    with closing(SqliteStore(into)) as store:
        assert len(store) == 6
        assert [store.get(name) for name in held] == list(held.values())
        texts = [reply.text for reply in store.get_many("123").values()]
        assert texts == ["first", "same", "new"]
        assert [judge for judge, _ in store.find("q3")] == [JUDGE]
        assert [batch.keys for batch in store.open_batches()] == [("8", "7")]
    with closing(sqlite3.connect(into)) as db:
        assert db.execute("SELECT at FROM reply WHERE key = '3'").fetchone() == (
            "2020-01-01 00:00:00",
        )
        assert db.execute("SELECT COUNT(*) FROM failure WHERE key = '9'").fetchone() == (1,)
    assert {path: path.read_bytes() for path in before} == before


def test_a_merge_of_a_damaged_store_adds_nothing(tmp_path: Path) -> None:
    into = fill(tmp_path / "into", [entry("first")])
    bad = fill(tmp_path / "bad", (entry(f"{n}", "word " * 200) for n in range(2000)))
    whole = bad.read_bytes()
    cut = len(whole) // 8192 * 4096
    bad.write_bytes(whole[:cut] + b"\xa5" * (len(whole) - cut))
    done = command("merge", into, bad)
    assert isinstance(done.exception, SetupError)
    assert "bad: the file is damaged" in str(done.exception)
    with closing(SqliteStore(into)) as store:
        assert len(store) == 1


def test_a_store_is_not_merged_into_itself_nor_exported_over_itself(tmp_path: Path) -> None:
    path = fill(tmp_path / "s.jsonl", [entry("1")])
    for words in (("merge", path, path), ("export", path, path)):
        assert "are one file" in str(command(*words).exception)
    assert command("check", path).exit_code == 0


REPLIES = {
    "plain": Reply(text="Verdict: [[A>B]]", model="m", tokens_in=5, latency=0.5),
    "hostile": Reply(
        text='half \ud800, "quoted"\n\0 <script> \u2028 日本語', finish_reason="length"
    ),
    "tokens": Reply(text="A", logprobs={"A": -0.25, "\udfff": -2.0, "B": float("-inf")}),
}


def test_an_export_holds_every_field_of_every_reply(tmp_path: Path) -> None:
    path = fill(
        tmp_path / "s",
        [
            Entry(key=name, reply=reply, question=f"q {name}", judge=JUDGE)
            for name, reply in REPLIES.items()
        ],
    )
    for ending in ("jsonl", "parquet"):
        done = command("export", path, tmp_path / "deep" / f"out.{ending}")
        assert done.exit_code == 0, done.output
        assert "3 replies are in" in done.output
    lines = (tmp_path / "deep" / "out.jsonl").read_text(encoding="utf-8").split("\n")
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line]
    table = pd.read_parquet(tmp_path / "deep" / "out.parquet")
    assert sorted(file.name for file in (tmp_path / "deep").iterdir()) == [
        "out.jsonl",
        "out.parquet",
    ]
    assert list(table.columns) == list(rows[0])
    assert list(table["key"]) == [row["key"] for row in rows] == list(REPLIES)
    for row, (_, cells) in zip(rows, table.iterrows(), strict=True):
        reply = REPLIES[row["key"]]
        for name in ("finish_reason", "model", "tokens_in", "tokens_out", "latency"):
            assert row[name] == cells[name] == getattr(reply, name)
        assert row["text"] == cells["text"] == reply.text.replace("\ud800", "?")
        assert row["question"] == cells["question"] == f"q {row['key']}"
        assert row["judge"] == cells["judge"] == JUDGE
        assert row["at"] == cells["at"]
    assert rows[2]["logprobs"] == {"A": -0.25, "?": -2.0, "B": None}
    assert json.loads(table["logprobs"][2]) == rows[2]["logprobs"]
    assert rows[0]["logprobs"] is None
    assert pd.isna(table["logprobs"][0])


def test_an_export_leaves_out_what_cannot_be_read_and_says_so(tmp_path: Path) -> None:
    path = fill(tmp_path / "s", [entry("1"), entry("2")])
    change(path, "UPDATE reply SET body = '{' WHERE key = '1'")
    done = command("export", path, tmp_path / "out.jsonl")
    assert done.exit_code == 1
    assert "1 replies cannot be read" in done.output
    assert json.loads((tmp_path / "out.jsonl").read_text())["key"] == "2"


def test_an_export_knows_two_endings(tmp_path: Path) -> None:
    path = fill(tmp_path / "s", [entry("1")])
    done = command("export", path, tmp_path / "out.csv")
    assert "must end in .parquet or .jsonl" in str(done.exception)
    assert not (tmp_path / "out.csv").exists()
