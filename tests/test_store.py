"""A store gives back what was put, whoever put it, in whatever version, and however it ended."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosprobe.errors import SetupError
from sosprobe.store import (
    Batch,
    Entry,
    SqliteStore,
    Store,
    identity_text,
    key,
    question_key,
    schema,
)
from sosprobe.store.codec import decoded, encoded, flaw
from sosprobe.types import Form, Message, Messages, Reply

ROOT = Path(__file__).parents[1]
OLD = (
    "CREATE TABLE reply (key TEXT PRIMARY KEY, body TEXT NOT NULL,"
    " at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) WITHOUT ROWID",
    "CREATE TABLE failure (key TEXT NOT NULL, reason TEXT NOT NULL,"
    " at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)",
    "PRAGMA user_version=1",
)
OLD_BODY = (
    '{"text": "%s", "logprobs": {"A": -0.5}, "finish_reason": "stop", "model": "m", "tokens_in": 1,'
    ' "tokens_out": 2, "tokens_cached": 0, "latency": 0.25}'
)
SYSTEM: Message = {"role": "system", "content": "Be fair."}
USER: Message = {"role": "user", "content": "Which is better, ä or 😀?"}
ASKED: Messages = (SYSTEM, USER)
IDENTITY: dict[str, object] = {"provider": "openai", "model": "m", "structured": True}

KEYS = [
    "bd66f193b7d92aa0ac36b568831a9f089b34480696314ad0740f39078966d448",
    "15048d55f6ed4a456781764774e51424130213c624f4b5199b96baf517a8bd0a",
    "32f04e8d78fe1a68a91564984fc1f85ba448b041be4617dd1a58d0e274cd7d6d",
]
"""Of the three questions in the first test below, as version 1 named them."""

texts = st.text(st.characters())  # half a surrogate pair is among them
replies = st.builds(
    Reply,
    text=texts,
    logprobs=st.none() | st.dictionaries(texts, st.floats(max_value=0, allow_nan=False)),
    finish_reason=texts,
    model=texts,
    tokens_in=st.integers(0, 10**9),
    latency=st.floats(0, 1e6),
)


def old_store(path: Path, count: int = 3) -> dict[str, Reply]:
    """Write a store as version 1 did, and return what is in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    for statement in OLD:
        db.execute(statement)
    names = [f"k{n}" for n in range(count)]
    db.executemany(
        "INSERT INTO reply (key, body, at) VALUES (?, ?, '2026-01-02 03:04:05')",
        [(name, OLD_BODY % name) for name in names],
    )
    db.execute("INSERT INTO failure (key, reason) VALUES ('k', 'attempt 1: broken')")
    db.close()
    return {
        name: Reply(
            text=name, logprobs={"A": -0.5}, model="m", tokens_in=1, tokens_out=2, latency=0.25
        )
        for name in names
    }


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    found: list[tuple[object, ...]] = db.execute(sql).fetchall()
    db.close()
    return found


def filled(count: int) -> SqliteStore:
    store = SqliteStore(":memory:")
    store.put_many(Entry(key=f"k{n}", reply=Reply(text=f"reply {n}")) for n in range(count))
    return store


def test_the_key_of_a_question_never_changes() -> None:
    form = Form(choices=("A", "B"))
    assert [key(IDENTITY, ASKED), key(IDENTITY, ASKED, 3), key(IDENTITY, ASKED, 0, form)] == KEYS


def test_a_question_has_one_key_for_all_judges_and_another_for_each_repeat() -> None:
    assert question_key(ASKED) == question_key(tuple(ASKED))
    keys = {question_key(ASKED), question_key(ASKED, 1), question_key(ASKED[1:])}
    assert len(keys) == 3


def test_an_identity_is_one_text_in_whatever_order_it_is_told() -> None:
    assert identity_text(IDENTITY) == identity_text(dict(reversed(IDENTITY.items())))
    assert identity_text(IDENTITY) != identity_text({**IDENTITY, "model": "n"})


@given(replies)
def test_every_field_of_a_reply_comes_back_as_it_was(reply: Reply) -> None:
    assert decoded(encoded(reply)) == reply
    assert flaw(encoded(reply)) == ""
    for field in fields(Reply):
        assert f'"{field.name}":' in encoded(reply)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[1]",
        '{"text": "a"',
        '{"model": "m"}',
        '{"text": "a", "colour": 1}',
        '{"text": 1}',
        '{"text": "a", "latency": "long"}',
        '{"text": "a", "tokens_in": true}',
        '{"text": "a", "logprobs": [1]}',
        '{"text": "a", "logprobs": {"A": "x"}}',
    ],
)
def test_what_is_no_reply_is_said_to_be_none(body: str) -> None:
    assert flaw(body)


def test_what_was_put_first_under_a_key_stays() -> None:
    store = filled(3)
    store.put("k1", Reply(text="later"), question="q", judge="{}")
    later = [Entry(key=name, reply=Reply(text="later")) for name in ("k2", "k3", "k3")]
    assert store.put_many(later) == 1
    assert len(store) == 4
    found = store.get_many(["k0", "k1", "k2", "k3", "k4"])
    assert [reply.text for reply in found.values()] == ["reply 0", "reply 1", "reply 2", "later"]


def test_entries_of_which_one_cannot_be_kept_are_all_left_out(tmp_path: Path) -> None:
    store, other = SqliteStore(tmp_path / "s"), SqliteStore(tmp_path / "s", patience=0.05)
    names = ["good", "also good", "half a pair \ud800"]
    with pytest.raises(UnicodeEncodeError):
        store.put_many(Entry(key=name, reply=Reply(text="text")) for name in names)
    assert len(store) == 0
    # Nothing is left open that would keep others out.
    other.put("good", Reply(text="text"))
    assert len(store) == 1
    store.close()
    other.close()


@pytest.mark.parametrize("asked", [0, 1, 499, 500, 501, 700, 2900, 3500])
def test_many_keys_give_what_each_of_them_gives(asked: int) -> None:
    store = filled(3000)
    # Some are not there and some are named twice.
    names = [f"k{n * 7 % 3300}" for n in range(asked)]
    each = {name: store.get(name) for name in names}
    assert store.get_many(iter(names)) == {k: reply for k, reply in each.items() if reply}


def test_a_question_finds_the_replies_of_every_judge(tmp_path: Path) -> None:
    judges = [identity_text({"model": name}) for name in "ab"]
    store: Store = SqliteStore(tmp_path / "s")
    store.put("1", Reply(text="of a"), question="q", judge=judges[0])
    store.put_many([Entry(key="2", reply=Reply(text="of b"), question="q", judge=judges[1])])
    store.put("3", Reply(text="of nobody"), question="q")
    store.put("4", Reply(text="else"), question="r", judge=judges[0])
    store.put("5", Reply(text="unknown"))
    wanted = [(judges[0], "of a"), (judges[1], "of b"), ("", "of nobody")]
    assert [(judge, reply.text) for judge, reply in store.find("q")] == wanted
    assert store.find("") == []
    store.close()
    again = SqliteStore(tmp_path / "s")
    again.put("6", Reply(text="later"), question="q", judge=judges[0])
    assert [reply.text for _, reply in again.find("q")] == [text for _, text in wanted] + ["later"]
    again.close()


def test_an_old_store_opens_with_all_it_held(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    held = old_store(path)
    store = SqliteStore(path)
    assert store.get_many(held) == held
    store.put("k0", Reply(text="later"))
    store.put("new", Reply(text="new"), question="q", judge="{}")
    assert store.get("k0") == held["k0"]
    assert [judge for judge, _ in store.find("q")] == ["{}"]
    assert (len(store), store.open_batches()) == (4, [])
    store.close()
    assert query(path, "PRAGMA user_version") == [(schema.SCHEMA,)]
    assert query(path, "SELECT reason FROM failure") == [("attempt 1: broken",)]
    assert query(path, "SELECT DISTINCT at FROM reply WHERE key != 'new'") == [
        ("2026-01-02 03:04:05",)
    ]


def test_a_migration_that_fails_leaves_the_old_store_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.sqlite"
    held = old_store(path)
    steps = (*schema.STEPS[:1], (*schema.STEPS[1], "INSERT INTO nowhere VALUES (1)"))
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", steps)
        with pytest.raises(SetupError, match=r"old\.sqlite.*nowhere"):
            SqliteStore(path)
    assert query(path, "PRAGMA user_version") == [(1,)]
    assert len(query(path, "SELECT key, body, at FROM reply")) == len(held)
    store = SqliteStore(path)
    assert store.get_many(held) == held
    store.close()


def test_a_store_from_the_future_is_refused_with_both_numbers(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    SqliteStore(path).close()
    query(path, "PRAGMA user_version=7")
    with pytest.raises(SetupError, match=rf"schema 7.*up to {schema.SCHEMA}"):
        SqliteStore(path)


def test_batches_are_remembered_until_they_are_closed(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s")
    first = store.submitted("openai", "batch_1", ["b", "a", "c"], '{"model":"m"}')
    store.submitted("anthropic", "batch_2", ["d"])
    # A note that is made twice is one note.
    assert store.submitted("openai", "batch_1", ["b", "a", "c"], '{"model":"m"}') == first
    store.close()
    store = SqliteStore(tmp_path / "s")
    found = store.open_batches()
    assert found[0] == first
    assert found[0].keys == ("b", "a", "c")
    assert (found[0].route, found[0].judge, found[1].judge) == ("openai", '{"model":"m"}', "")
    assert found[0].created
    assert store.pending() == set("abcd")
    store.closed("batch_1")
    assert [batch.handle for batch in store.open_batches()] == ["batch_2"]
    assert store.pending() == {"d"}
    store.closed("batch_2", "expired")
    assert (store.open_batches(), store.pending()) == ([], set[str]())
    store.close()
    assert query(tmp_path / "s", "SELECT state FROM batch") == [("collected",), ("expired",)]
    assert isinstance(first, Batch)


def test_threads_lose_nothing_to_each_other() -> None:
    store = SqliteStore(":memory:")

    def work(number: int) -> None:
        for n in range(50):
            store.put(f"{number}-{n}", Reply(text="one"), judge=f"{n % 3}")
            many = [f"{number}-{n}-{part}" for part in "ab"]
            store.put_many(Entry(key=name, reply=Reply(text="many")) for name in many)
            assert len(store.get_many(many)) == 2

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(store) == 4 * 50 * 3


def test_the_store_alone_is_light_to_import() -> None:
    code = "import sys, sosprobe.store; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint({"pandas", "numpy", "pyarrow", "matplotlib", "typer", "rich"})
