"""One run in which each pair gets another kind of bad answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from tests.verify.chaos.account import Account, Scene, finished, settle
from tests.verify.chaos.hostile_replies import KINDS, Kind
from tests.verify.chaos.questions import Question, write_pairs
from tests.verify.chaos.running import Ended, command, run
from tests.verify.chaos.server import Answer, Hostile, good

ATTEMPTS = 2
_CLIP = 120


def bad_replies(folder: Path, *, pairs: int, kinds: Sequence[Kind] = KINDS) -> list[Scene]:
    """Return one scene a kind; `pairs` more are answered well.

    If the run crashes, each kind has one of its own, to tell which is to blame.
    """
    scenes, ended = _run(folder / "all", pairs, kinds)
    if ended.crashed and len(kinds) > 1:
        return [
            scene
            for number, kind in enumerate(kinds)
            for scene in _run(folder / str(number), 2, [kind])[0]
        ]
    return scenes


SCENES = (bad_replies,)


def _run(folder: Path, pairs: int, kinds: Sequence[Kind]) -> tuple[list[Scene], Ended]:
    """Run once; the first pairs get the bad answers."""
    folder.mkdir()
    questions = write_pairs(folder / "pairs.jsonl", range(len(kinds) + pairs))
    kind_of = {f"q{number}": kind for number, kind in enumerate(kinds)}

    def behave(question: Question, count: int) -> Answer:
        kind = kind_of.get(question.item)
        return kind.answer(question) if kind else good(question)

    with Hostile(behave) as server:
        out = folder / "out"
        more = ("--attempts", str(ATTEMPTS), "--max-failed", "1")
        ended = run(command(folder / "pairs.jsonl", server.url, out, *more))
        account = finished(settle(out, questions, server), ended)
        _sane(out, account)
        scenes = [
            _scene(folder, kind, [q for q in questions if q.item == item], server, account, ended)
            for item, kind in kind_of.items()
        ]
        whole = 2 * (pairs + sum(kind.verdict for kind in kinds))
        account.law(account.verdicts >= whole, f"{account.verdicts} verdicts, not {whole}")
        scenes.append(
            account.scene("replies", "the whole run", server, ended.summary(folder, server.url))
        )
    return scenes, ended


def _scene(
    folder: Path,
    kind: Kind,
    mine: Sequence[Question],
    server: Hostile,
    account: Account,
    ended: Ended,
) -> Scene:
    """Return the row of one kind."""
    found = [account.outcomes[question] for question in mine if question in account.outcomes]
    verdicts = sum(outcome in ("valid", "tie") for outcome, _ in found)
    broken = Account()
    broken.law(len(found) == len(mine), "it has no outcome")
    broken.law(verdicts == len(mine) or not kind.verdict, "a verdict that can be read was not")
    asked = sum(server.asked[question] for question in mine)
    # An answer with the bytes of an earlier one may be a copy of it, and is asked for again.
    broken.law(asked <= 2 * ATTEMPTS * len(mine), f"{asked} requests for {len(mine)} questions")
    broken.law(not ended.crashed, "the run crashed")
    shown = "; ".join(sorted({f"`{outcome}` {detail}".strip() for outcome, detail in found}))
    shown = " ".join(shown.replace(server.url, "SERVER").split())
    return Scene(
        name="replies",
        done=kind.name,
        trials=len(found),
        verdicts=verdicts,
        asked=asked,
        again=sum(max(0, server.asked[question] - 1) for question in mine),
        lost=len(mine) - verdicts if kind.verdict else 0,
        ended=(shown[:_CLIP] + "..." if len(shown) > _CLIP else shown)
        or ended.summary(folder, server.url),
        broken=tuple(broken.broken),
    )


def _sane(out: Path, account: Account) -> None:
    """Hold the counts of tokens to what a count can be."""
    if (out / "trials.parquet").exists():
        counts = pd.read_parquet(out / "trials.parquet")[["tokens_in", "tokens_out"]]
        for name, column in counts.items():
            sane = pd.api.types.is_numeric_dtype(column) and bool((column >= 0).all())
            account.law(sane, f"{name} holds what is no count")
