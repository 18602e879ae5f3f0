"""Servers that answer slowly, never, twice, in any order, or in the name of another request."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path

from tests.verify.chaos.account import Scene, finished, settle
from tests.verify.chaos.questions import Question, write_pairs
from tests.verify.chaos.running import command, run
from tests.verify.chaos.server import Answer, Behaviour, Hostile, completion, good, http

ATTEMPTS = 3


def slow(folder: Path, *, pairs: int) -> Scene:
    """Answer after up to three seconds."""

    def behave(question: Question, count: int) -> Answer:
        return good(question, delay=3 * chance(question, count))

    return _all_come(folder, pairs, "slow", "each answer takes 0 to 3 s", behave)


def never_at_first(folder: Path, *, pairs: int) -> Scene:
    """Leave a fifth of the questions without an answer, once; the judge waits one second."""

    def behave(question: Question, count: int) -> Answer:
        return good(question, silent=count == 1 and chance(question) < 0.2)

    done = "a fifth of the questions get no answer when asked first; the judge waits 1 s"
    return _all_come(folder, pairs, "never", done, behave, judge="openai:m,timeout=1")


def never_at_all(folder: Path, *, pairs: int) -> Scene:
    """Leave one pair without an answer, however often it is asked."""
    questions = write_pairs(folder / "pairs.jsonl", range(pairs))
    silent = {question for question in questions if question.item == "q0"}
    with Hostile(lambda question, count: good(question, silent=question in silent)) as server:
        more = ("--attempts", str(ATTEMPTS), "--max-failed", "1")
        url, out = server.url, folder / "out"
        line = command(folder / "pairs.jsonl", url, out, *more, judge="openai:m,timeout=1")
        ended = run(line)
        account = finished(settle(out, questions, server), ended)
        bad = {question for question, (kind, _) in account.outcomes.items() if kind == "error"}
        account.law(bad == silent, "other questions than the silent ones failed")
        account.law(
            all(server.asked[question] == ATTEMPTS for question in silent),
            "a silent question was not tried as often as wished",
        )
        why = "; ".join(sorted({account.outcomes[question][1] for question in bad}))
        return account.scene(
            "never",
            f"one pair gets no answer in {ATTEMPTS} attempts; the judge waits 1 s",
            server,
            f"{ended.summary(folder, url)}; outcome `error`: {why.replace(url, 'SERVER')}",
        )


def twice(folder: Path, *, pairs: int) -> Scene:
    """Send every answer twice over the open connection."""
    done = "every answer comes twice over a connection that stays open"
    return _all_come(folder, pairs, "twice", done, lambda question, count: good(question, copies=2))


def twice_a_little_later(folder: Path, *, pairs: int) -> Scene:
    """Send the second copy when the next question may be under way on the connection.

    A client can still tell: the copy bears the id of the answer before it.
    """

    def behave(question: Question, count: int) -> Answer:
        return good(question, delay=0.05 * chance(question), copies=2, pause=0.001)

    done = "the same, the second copy a millisecond after the first"
    return _all_come(folder, pairs, "twice", done, behave)


def twice_over_the_sdk(folder: Path, *, pairs: int) -> Scene:
    """Send every answer twice to the vendor's own client."""

    def behave(question: Question, count: int) -> Answer:
        return good(question, copies=2, pause=0.001)

    done = "the same with the vendor's own client (`sdk=true`)"
    return _all_come(folder, pairs, "twice", done, behave, judge="openai:m,sdk=true")


def any_order(folder: Path, *, pairs: int) -> Scene:
    """Answer in an order that has nothing to do with that of the requests."""

    def behave(question: Question, count: int) -> Answer:
        return good(question, delay=0.3 * chance(question, count))

    return _all_come(folder, pairs, "wrong order", "answers come in random order", behave)


def of_another_name(folder: Path, *, pairs: int) -> Scene:
    """Give every completion the id of another request, and one id to all."""

    def behave(question: Question, count: int) -> Answer:
        other = Question(item="q0", swapped=not question.swapped)
        body = completion(question, id=f"id {other.name}")
        return Answer(raw=http(200, json.dumps(body).encode()), good=True)

    done = "each completion carries the id of another request"
    return _all_come(folder, pairs, "another's id", done, behave)


def broken_off(folder: Path, *, pairs: int) -> Scene:
    """Close the connection in the middle of a third of the answers, once."""

    def behave(question: Question, count: int) -> Answer:
        whole = good(question)
        if count > 1 or chance(question) > 1 / 3:
            return whole
        cut = int(len(whole.raw) * chance(question, 7))
        return Answer(raw=whole.raw[:cut], close=True)

    done = "a third of the answers break off at a random byte when asked first"
    return _all_come(folder, pairs, "broken off", done, behave)


def jumping_clock(folder: Path, *, pairs: int) -> Scene:
    """Let the wall clock jump by hours while the server asks for pauses by date."""

    def behave(question: Question, count: int) -> Answer:
        if count == 1 and chance(question) < 0.1:
            now, soon = (formatdate(time.time() + ahead, usegmt=True) for ahead in (0, 1))
            headers = {"date": now, "retry-after": soon}
            return Answer(raw=http(429, b'{"error": {"message": "slower"}}', headers))
        return good(question, delay=0.1 * chance(question, count))

    done = (
        "the wall clock jumps by up to 72 h five times a second; some 429 name a date to wait for"
    )
    program = "tests.verify.chaos.wild_clock"
    return _all_come(folder, pairs, "clock jumps", done, behave, program=program)


SCENES: tuple[Callable[..., Scene], ...] = (
    jumping_clock,
    slow,
    never_at_first,
    never_at_all,
    twice,
    twice_a_little_later,
    twice_over_the_sdk,
    any_order,
    of_another_name,
    broken_off,
)


def chance(question: Question, salt: int = 0) -> float:
    """Return a number from 0 to 1 that looks random and is always the same."""
    digest = hashlib.sha256(f"{question.name} {salt}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def _all_come(
    folder: Path,
    pairs: int,
    name: str,
    done: str,
    behave: Behaviour,
    *,
    judge: str = "openai:m",
    program: str = "sosprobe",
) -> Scene:
    """Run under a fault after which every question must have its own verdict."""
    questions = write_pairs(folder / "pairs.jsonl", range(pairs))
    with Hostile(behave) as server:
        url, out = server.url, folder / "out"
        line = command(folder / "pairs.jsonl", url, out, judge=judge, program=program)
        ended = run(line)
        account = finished(settle(out, questions, server), ended)
        account.law(account.verdicts == len(questions), "verdicts are missing")
        return account.scene(name, done, server, ended.summary(folder, url))
