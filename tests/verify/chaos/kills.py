"""Kill a run at random moments and count what the server was asked."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.verify.chaos.account import Account, Scene, finished, settle
from tests.verify.chaos.questions import write_pairs
from tests.verify.chaos.running import command, end, run, start
from tests.verify.chaos.server import Hostile, good

IN_FLIGHT = 8
_START_UP = 3.0
"""Seconds in which a run loads its parts and opens its store, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Torment:
    """What a run under kills came to."""

    verdicts: int
    requests: int
    repeated: int
    kills: int
    account: Account
    scene: Scene


def torment(
    folder: Path,
    *,
    pairs: int,
    kills: int,
    latency: float,
    seed: int,
    early: int = 0,
    late: int = 0,
) -> Torment:
    """Run `pairs` x 2 trials under kills, resume to the end, and count.

    Parameters
    ----------
    kills
        How many in all.
    early, late
        How many of them at a moment of the start-up (imports, plan, opening of the store), and
        after the last question (estimates, figures, files of the report).
    """
    rng = random.Random(seed)
    data = folder / "pairs.jsonl"
    questions = write_pairs(data, range(pairs))
    share = max(1, 2 * pairs // (kills + 1))
    with Hostile(lambda question, count: good(question, delay=latency)) as server:
        line = command(data, server.url, folder / "out", "--in-flight", str(IN_FLIGHT))

        def in_start_up(process: subprocess.Popen[str]) -> None:
            time.sleep(rng.random() * _START_UP)

        def between_questions(process: subprocess.Popen[str]) -> None:
            wanted = server.total + rng.randint(1, share)
            _until(lambda: server.total >= wanted, process)
            time.sleep(rng.random() * latency)

        def in_the_report(process: subprocess.Popen[str]) -> None:
            _until(lambda: len(server.asked) == len(questions), process)
            time.sleep(latency + rng.random() * _START_UP)

        moments = [in_start_up] * early + [between_questions] * (kills - early - late)
        rng.shuffle(moments)
        killed = sum(_kill(line, moment) for moment in [*moments, *[in_the_report] * late])
        ended = run(line)
        account = finished(settle(folder / "out", questions, server), ended)
        account.law(account.verdicts == len(questions), "verdicts were lost")
        account.law(killed == kills, f"only {killed} of {kills} kills met a running process")
        account.law(server.again <= IN_FLIGHT * killed, "more was asked again than was in flight")
    return Torment(
        verdicts=account.verdicts,
        requests=server.total,
        repeated=server.again,
        kills=killed,
        account=account,
        scene=account.scene(
            "kill -9",
            f"{killed} kills ({early} while starting, {late} while the report is made), "
            f"{IN_FLIGHT} in flight, same command again after each",
            server,
            ended.summary(folder, server.url),
        ),
    )


def _kill(line: list[str], moment: Callable[[subprocess.Popen[str]], None]) -> bool:
    """Start a run, wait for a moment, kill; try again if the run was over before."""
    for _ in range(10):
        process = start(line)
        moment(process)
        met = process.poll() is None
        process.kill()
        end(process)
        if met:
            return True
    return False


def _until(reached: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something is reached or the process is over."""
    while process.poll() is None and not reached():
        time.sleep(0.001)
