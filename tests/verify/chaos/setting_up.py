"""Calls that cannot work: each must end with one clear message before anything is asked."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.verify.chaos.account import Account, Scene, finished, settle, stopped
from tests.verify.chaos.questions import Question, write_pairs
from tests.verify.chaos.running import Ended, command, run
from tests.verify.chaos.server import Answer, Hostile, good, http

PAIRS = 50
PATIENCE = 64
"""Most questions that an endpoint is asked before a run sees that it refuses all of them."""


def _nothing(folder: Path) -> None:
    """Leave the folder as it is."""


def _store_is_a_folder(folder: Path) -> None:
    (folder / "out" / "store.sqlite").mkdir(parents=True)


def _out_is_a_file(folder: Path) -> None:
    (folder / "out").write_text("a file")


def _store_is_a_text(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "store.sqlite").write_text(
        "This is no database, whatever it is called. " * 99
    )


def _store_is_newer(folder: Path) -> None:
    (folder / "out").mkdir()
    with sqlite3.connect(folder / "out" / "store.sqlite") as db:
        db.execute("PRAGMA user_version=999")
    db.close()


def _store_is_cut(folder: Path) -> None:
    (folder / "out").mkdir()
    path = folder / "out" / "store.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE reply (key TEXT PRIMARY KEY, body TEXT)")
        db.executemany("INSERT INTO reply VALUES (?, ?)", ((str(n), "x" * 500) for n in range(99)))
        db.execute("PRAGMA user_version=1")
    db.close()
    path.write_bytes(path.read_bytes()[:6000])


def _data_is_cut(folder: Path) -> None:
    path = folder / "pairs.jsonl"
    path.write_text(path.read_text()[:-20])


def _data_is_gone(folder: Path) -> None:
    (folder / "pairs.jsonl").unlink()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One call that cannot work."""

    done: str
    options: tuple[str, ...] = ()
    judge: str = "openai:m"
    spoil: Callable[[Path], None] = _nothing
    names: str = ""
    """What the message must name."""


CASES = (
    Case(done="--price=-1,2", options=("--price=-1,2",), names="-1,2"),
    Case(done="--price 1", options=("--price", "1"), names="IN,OUT"),
    Case(done="--price cheap", options=("--price", "cheap"), names="cheap"),
    Case(done="--price nan,1", options=("--price", "nan,1"), names="nan,1"),
    Case(
        done="--base-url localhost:8000", options=("--base-url", "localhost:8000"), names="base_url"
    ),
    Case(done="no key and no server", options=("--base-url", ""), names="OPENAI_API_KEY"),
    Case(done="--judge opnai:m", judge="opnai:m", names="openai"),
    Case(done="--judge openai:m,tempature=1", judge="openai:m,tempature=1", names="tempature"),
    Case(done="--judge openai:m,timeout=soon", judge="openai:m,timeout=soon", names="timeout"),
    Case(done="--template that.toml, not there", options=("--template", "that.toml"), names="that"),
    Case(done="the data file is not there", spoil=_data_is_gone, names="pairs.jsonl"),
    Case(done="the last line of the data is cut", spoil=_data_is_cut, names=f"pairs.jsonl:{PAIRS}"),
    Case(done="the store is a folder", spoil=_store_is_a_folder, names="store.sqlite"),
    Case(done="the run's folder is a file", spoil=_out_is_a_file, names="out"),
    Case(done="the store is a text", spoil=_store_is_a_text, names="store.sqlite"),
    Case(done="the store is of a newer version", spoil=_store_is_newer, names="999"),
    Case(done="the store's file is cut short", spoil=_store_is_cut, names="store.sqlite"),
)


def impossible(folder: Path, case: Case) -> Scene:
    """Make a call that cannot work."""
    write_pairs(folder / "pairs.jsonl", range(PAIRS))
    case.spoil(folder)
    with Hostile(lambda question, count: good(question)) as server:
        line = command(
            folder / "pairs.jsonl", server.url, folder / "out", *case.options, judge=case.judge
        )
        ended = run(line)
        account = stopped(Account(), ended)
        account.law(case.names in ended.said, f"the message does not name {case.names}")
        account.law(server.total == 0, f"{server.total} questions were asked")
        return account.scene("setup", case.done, server, ended.summary(folder, server.url))


def denied(folder: Path) -> Scene:
    """Answer 401 to everything."""
    body = b'{"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}'
    return _refusing(folder, "every answer is 401", http(401, body))


def spent(folder: Path) -> Scene:
    """Answer everything with a quota that is used up."""
    body = b'{"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}'
    return _refusing(folder, "every answer is 429, quota used up", http(429, body))


def nobody(folder: Path) -> Scene:
    """Name a server where nobody listens; each question may fail by itself, with a reason."""
    questions = write_pairs(folder / "pairs.jsonl", range(PAIRS))
    out = folder / "out"
    with socket.socket() as taken, Hostile(lambda question, count: good(question)) as server:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        ended = run(command(folder / "pairs.jsonl", url, out, "--attempts", "3"))
        if ended.clear:
            account = Account()
        else:
            account = finished(settle(out, questions, server), ended, 1)
            wrong = [kind for kind, _ in account.outcomes.values() if kind != "error"]
            account.law(not wrong, "a question that nobody heard has another outcome than `error`")
        why = sorted({reason for _, reason in account.outcomes.values()})
        words = "; ".join([ended.summary(folder, url), *why]).replace(url, "SERVER")
        words = words.replace(str(taken.getsockname()[1]), "PORT")
        return account.scene("setup", "nobody listens", server, words)


def _refusing(folder: Path, done: str, raw: bytes) -> Scene:
    """Refuse everything; the run must see it early."""
    write_pairs(folder / "pairs.jsonl", range(4 * PAIRS))

    def behave(question: Question, count: int) -> Answer:
        return Answer(raw=raw)

    with Hostile(behave) as server:
        ended = run(command(folder / "pairs.jsonl", server.url, folder / "out"))
        account = _told(ended)
        account.law(server.total <= PATIENCE, f"{server.total} questions were asked")
        return account.scene("setup", done, server, ended.summary(folder, server.url))


def _told(ended: Ended) -> Account:
    """Return the laws of a run that cannot succeed: not a success, and one clear message."""
    account = Account()
    account.law(ended.code in (1, 2), f"exit code {ended.code}")
    lines = ended.said.strip().splitlines()
    account.law(len(lines) == 1, "it did not end with one clear message")
    account.law(not ended.crashed, "it crashed")
    return account


def every_setup(folder: Path, *, pairs: int) -> list[Scene]:
    """Make each call that cannot work, and ask each server that refuses everything."""
    scenes: list[Scene] = []
    for number, case in enumerate(CASES):
        (folder / str(number)).mkdir()
        scenes.append(impossible(folder / str(number), case))
    for scene in (denied, spent, nobody):
        (folder / scene.__name__).mkdir()
        scenes.append(scene(folder / scene.__name__))
    return scenes


SCENES = (every_setup,)
