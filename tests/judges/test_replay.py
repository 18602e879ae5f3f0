"""Replies given before are found by the question alone, whoever asks."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from sosprobe.errors import BadInput, JudgeError, SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.replay import ReplayJudge
from sosprobe.probes.experiment import Settings, prepare
from sosprobe.store import SqliteStore, identity_text, key, question_key
from sosprobe.types import Message, Messages, Reply

QUESTION: Messages = (Message(role="user", content="A or B?"),)


def ask(judge: ReplayJudge, messages: Messages = QUESTION, repeat: int = 0) -> Reply:
    async def run() -> Reply:
        try:
            return await judge.ask(messages, repeat=repeat)
        finally:
            await judge.aclose()

    return asyncio.run(run())


def store_of(path: Path, *judges: str) -> Path:
    store = SqliteStore(path)
    for name in judges:
        identity = {"provider": "openai", "model": name}
        store.put(
            key(identity, QUESTION),
            Reply(text=f"said by {name}", logprobs={"A": -0.1}),
            question=question_key(QUESTION),
            judge=identity_text(identity),
        )
    store.close()
    return path


def test_a_store_repeats_what_was_replied_and_nothing_else(tmp_path: Path) -> None:
    judge = ReplayJudge(str(store_of(tmp_path / "store.sqlite", "one")))
    assert ask(judge) == Reply(text="said by one", logprobs={"A": -0.1})
    assert ask(judge).text == "said by one"
    for messages, repeat in ((QUESTION, 1), ((Message(role="user", content="B or A?"),), 0)):
        with pytest.raises(JudgeError, match="no reply to this question"):
            ask(judge, messages, repeat)


def test_where_two_judges_replied_the_user_says_who_counts(tmp_path: Path) -> None:
    path = store_of(tmp_path / "store.sqlite", "one", "two")
    with pytest.raises(JudgeError, match="judge=NAME"):
        ask(ReplayJudge(str(path)))
    assert ask(ReplayJudge(str(path), judge="two")).text == "said by two"


def test_lines_are_found_by_question_or_by_messages(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    rows = [
        {"messages": list(QUESTION), "text": "by messages", "repeat": 3},
        {"question": question_key(QUESTION), "text": "by question", "tokens_in": 4},
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    judge = ReplayJudge(str(path))
    assert ask(judge) == Reply(text="by question", tokens_in=4)
    assert ask(judge, repeat=3).text == "by messages"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"not JSON", "JSONL"),
        (b"[1]", "object"),
        (b'{"question": "x"}', "text"),
        (b'{"text": "x"}', "messages"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_malformed_file_is_named(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=problem):
        ask(ReplayJudge(str(path)))


def test_a_file_that_is_not_there_is_a_setup_error() -> None:
    with pytest.raises(SetupError, match="no such file"):
        JUDGES.build("replay:nowhere.jsonl")


def test_a_whole_run_is_replayed_without_its_judge(tmp_path: Path) -> None:
    planted = Settings(judge="planted:markdown=0.5,error=-1", items=4)
    store = SqliteStore(tmp_path / "store.sqlite")
    first = prepare(planted).run(store)
    store.close()
    path = tmp_path / "store.sqlite"
    again = prepare(Settings(judge=f"replay:{path}", items=4)).run(SqliteStore(":memory:"))
    assert list(again.frame["preference"]) == list(first.frame["preference"])
    assert set(again.frame["outcome"]) <= {"valid", "tie"}
