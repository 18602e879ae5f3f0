"""Runs whose disk fills up, lets nothing be written, or is in the hands of another program."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from tests.verify.chaos.account import Account, Scene, finished, settle, stopped
from tests.verify.chaos.questions import Question, write_pairs
from tests.verify.chaos.room import Room
from tests.verify.chaos.running import Ended, command, run
from tests.verify.chaos.server import Hostile, good

IN_FLIGHT = 8
UNKEPT = 2 * IN_FLIGHT
"""Most questions whose answers a failing store costs: replies of one turn are written together, and
the next questions are under way when the write fails."""
_LIMIT = 100_000
"""Bytes that a file may have where its size is limited; the log of a store soon has more."""
_LIMITED = """
import os, resource, sys
size = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
os.execv(sys.argv[2], sys.argv[2:])
"""


def answer_soon(server_latency: float) -> Hostile:
    """Return a server that works, with some latency."""
    return Hostile(lambda question, count: good(question, delay=server_latency))


def full_disk(folder: Path, *, pairs: int) -> Scene:
    """Fill the disk in the middle of a run, make space, go on."""
    questions = write_pairs(folder / "pairs.jsonl", range(pairs))
    with answer_soon(0.02) as server, Room(folder / "out", "256k") as room:
        line = room.inside(_line(folder, server))
        before = run(line)
        asked = server.total
        room.change("size=64m")
        after = run(line)
        account = _resumed(room.copy(folder / "copy"), questions, server, before, after, asked)
        return account.scene(
            "full disk",
            "256 KiB file system, then the same command on a bigger one",
            server,
            f"{before.summary(folder)}; then {after.summary(folder)}",
        )


def full_disk_at_the_report(folder: Path, *, pairs: int) -> Scene:
    """Leave too little space for the report, make space, write it."""
    questions = write_pairs(folder / "pairs.jsonl", range(pairs))
    with answer_soon(0.0) as server, Room(folder / "out", "64m") as room:
        line = room.inside(_line(folder, server))
        run(line)
        for path in room.seen.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif not path.name.startswith("store"):
                path.unlink()
        kept = sum(path.stat().st_size for path in room.seen.iterdir())
        room.change(f"size={kept // 1024 + 48}k")
        before = run(line)
        asked = server.total
        room.change("size=64m")
        after = run(line)
        account = _resumed(room.copy(folder / "copy"), questions, server, before, after, asked)
        account.law(server.again == 0, "a stored question was asked again")
        return account.scene(
            "full disk",
            "space for the store and not for the report, then more",
            server,
            f"{before.summary(folder)}; then {after.summary(folder)}",
        )


def file_too_big(folder: Path, *, pairs: int) -> Scene:
    """Let no file grow beyond a limit, lift it, go on."""
    questions = write_pairs(folder / "pairs.jsonl", range(pairs))
    with answer_soon(0.02) as server:
        line = _line(folder, server)
        before = run([sys.executable, "-c", _LIMITED, str(_LIMIT), *line])
        asked = server.total
        after = run(line)
        account = _resumed(folder / "out", questions, server, before, after, asked)
        return account.scene(
            "file size limit",
            f"no file above {_LIMIT // 1000} kB (ulimit -f), then the same command without",
            server,
            f"{before.summary(folder)}; then {after.summary(folder)}",
        )


def read_only(folder: Path, *, pairs: int) -> Scene:
    """Go on with a run whose folder can only be read."""
    questions = write_pairs(folder / "pairs.jsonl", range(pairs))
    with answer_soon(0.0) as server, Room(folder / "out", "64m") as room:
        run(room.inside(_line(folder, server)))
        room.change("ro")
        write_pairs(folder / "pairs.jsonl", range(pairs + 5))
        ended = run(room.inside(_line(folder, server)))
        account = stopped(settle(room.copy(folder / "copy"), questions, server), ended)
        account.law(server.total == len(questions), "questions were asked that nothing could keep")
        return account.scene(
            "read-only store",
            "the folder of a finished run is mounted read-only; five more pairs",
            server,
            ended.summary(folder),
        )


def read_only_from_the_start(folder: Path, *, pairs: int) -> Scene:
    """Start a run where nothing can be written."""
    write_pairs(folder / "pairs.jsonl", range(pairs))
    with answer_soon(0.0) as server, Room(folder / "out", "64m") as room:
        room.change("ro")
        ended = run(room.inside(_line(folder, server)))
        account = stopped(Account(), ended)
        account.law(server.total == 0, "questions were asked that nothing could keep")
        return account.scene(
            "read-only folder", "an empty folder mounted read-only", server, ended.summary(folder)
        )


def locked(folder: Path, *, pairs: int) -> Scene:
    """Run while another program holds the store; run again when it has let go."""
    questions = write_pairs(folder / "pairs.jsonl", range(pairs))
    with answer_soon(0.0) as server:
        write_pairs(folder / "pairs.jsonl", range(pairs // 2))
        run(_line(folder, server))
        write_pairs(folder / "pairs.jsonl", range(pairs))
        asked = server.total
        other = sqlite3.connect(folder / "out" / "store.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        before = run(_line(folder, server))
        other.execute("ROLLBACK")
        other.close()
        during = server.total - asked
        after = run(_line(folder, server))
        account = finished(settle(folder / "out", questions, server), after)
        stopped(account, before)
        account.law(during <= UNKEPT, f"{during} questions were asked that nothing could keep")
        return account.scene(
            "locked store",
            "another program holds the store's write lock all the time, then no more",
            server,
            f"{before.summary(folder)}; then {after.summary(folder)}",
        )


SCENES: tuple[Callable[..., Scene], ...] = (
    full_disk,
    full_disk_at_the_report,
    file_too_big,
    read_only,
    read_only_from_the_start,
    locked,
)


def _line(folder: Path, server: Hostile) -> list[str]:
    more = ("--in-flight", str(IN_FLIGHT))
    return command(folder / "pairs.jsonl", server.url, folder / "out", *more)


def _resumed(
    out: Path,
    questions: list[Question],
    server: Hostile,
    before: Ended,
    after: Ended,
    asked: int,
) -> Account:
    """Hold a run that was stopped, and the one after it, to the laws of both."""
    account = finished(settle(out, questions, server), after)
    stopped(account, before)
    account.law(asked > 0, "the fault came before the first question")
    account.law(server.again <= UNKEPT, f"{server.again} questions were asked again")
    account.law(account.verdicts == len(questions), "verdicts are missing")
    return account
