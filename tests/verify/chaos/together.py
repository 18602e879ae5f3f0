"""Two runs on one store at once."""

from __future__ import annotations

from pathlib import Path

from tests.verify.chaos.account import Account, Scene, finished, settle
from tests.verify.chaos.questions import Question, write_pairs
from tests.verify.chaos.running import command, end, run, start
from tests.verify.chaos.server import Hostile, good

IN_FLIGHT = 8
ROUNDS = 4
"""So often both runs are started again, to write their reports at the same time."""


def same_command(folder: Path, *, pairs: int) -> Scene:
    """Start one command twice."""
    return _both(folder, range(pairs), range(pairs), "the same command twice at the same time")


def overlapping_data(folder: Path, *, pairs: int) -> Scene:
    """Start two runs of which each has half of the other's pairs."""
    what = "two runs at the same time, half of the pairs in both"
    return _both(folder, range(pairs), range(pairs // 2, pairs + pairs // 2), what)


def _both(folder: Path, first: range, second: range, done: str) -> Scene:
    """Start two runs on one store; each must end well, and so must each after the other."""
    with Hostile(lambda question, count: good(question, delay=0.02)) as server:
        lines: list[list[str]] = []
        sets: list[list[Question]] = []
        for number, span in enumerate((first, second)):
            data = folder / f"pairs{number}.jsonl"
            sets.append(write_pairs(data, span))
            more = ("--in-flight", str(IN_FLIGHT))
            lines.append(command(data, server.url, folder / "out", *more))
        ends = [end(process) for process in [start(line) for line in lines]]
        total = server.total
        account = _either(folder, sets, server)
        for ended in ends:
            finished(account, ended)
        account.law(account.verdicts == 2 * len(first), "verdicts are missing")
        for _ in range(ROUNDS):  # nothing is left to ask, so both write their report at once
            for ended in [end(process) for process in [start(line) for line in lines]]:
                finished(account, ended)
            account.broken += _either(folder, sets, server).broken
        for line, questions in zip(lines, sets, strict=True):
            finished(account, run(line))
            account.broken += settle(folder / "out", questions, server).broken
        account.law(server.total == total, "a stored question was asked again afterwards")
        both = " and ".join(ended.summary(folder, server.url) for ended in ends)
        return account.scene("two runs, one store", done, server, both)


def _either(folder: Path, sets: list[list[Question]], server: Hostile) -> Account:
    """Check what two runs left in one folder: the report of one of them, whichever it is."""
    accounts = [settle(folder / "out", questions, server) for questions in sets]
    return min(accounts, key=lambda account: len(account.broken))


SCENES = (same_command, overlapping_data)
