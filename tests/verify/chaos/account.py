"""Hold what a run left on disk against what the server saw."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sosprobe.errors import SetupError
from sosprobe.store import SqliteStore
from sosprobe.types import Outcome
from tests.verify.chaos.questions import Question
from tests.verify.chaos.running import Ended
from tests.verify.chaos.server import Hostile


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One row of the table of faults."""

    name: str
    done: str
    """What was done to the run."""
    trials: int = 0
    verdicts: int = 0
    asked: int = 0
    """Requests that reached the server."""
    again: int = 0
    """Requests for a question that had been asked before."""
    lost: int = 0
    """Questions that the server answered well and that have no verdict."""
    wrong: int = 0
    """Verdicts and stored replies that are not those of their question."""
    ended: str = ""
    broken: tuple[str, ...] = ()
    """Laws that did not hold."""
    skipped: bool = False
    """Whether this system does not let it be played."""

    @property
    def laws(self) -> str:
        """Whether the laws hold."""
        return "not possible here" if self.skipped else "; ".join(self.broken) or "hold"


@dataclass(slots=True, kw_only=True)
class Account:
    """What came of a run: counts, and the laws that were broken."""

    trials: int = 0
    verdicts: int = 0
    lost: int = 0
    wrong: int = 0
    outcomes: dict[Question, tuple[str, str]] = field(
        default_factory=dict[Question, tuple[str, str]]
    )
    """Outcome and detail of each trial."""
    broken: list[str] = field(default_factory=list[str])

    def law(self, holds: bool, otherwise: str) -> None:
        """Note a law that does not hold."""
        if not holds:
            self.broken.append(otherwise)

    def scene(self, name: str, done: str, server: Hostile, ended: str) -> Scene:
        """Return the row."""
        return Scene(
            name=name,
            done=done,
            trials=self.trials,
            verdicts=self.verdicts,
            asked=server.total,
            again=server.again,
            lost=self.lost,
            wrong=self.wrong,
            ended=ended,
            broken=tuple(self.broken),
        )


def settle(out: Path, questions: Collection[Question], server: Hostile) -> Account:
    """Check frame and store of a run that is over.

    Laws: each trial stands in the frame once, with one typed outcome; it has a preference exactly
    if the outcome is counted, a reason if not; the verdict and the stored reply are those of its
    own question; what the server answered well has a verdict.
    """
    account = Account()
    frame = _frame(out / "trials.parquet", account)
    stored = _stored(out / "store.sqlite", account)
    if frame is None:
        return account
    rows = Counter(
        Question(item=str(item), swapped=bool(swapped))
        for item, swapped in zip(frame["item"], frame["swapped"], strict=True)
    )
    account.trials = len(frame)
    account.law(rows == Counter(questions), "the frame does not hold each trial once")
    preferred = [bool(there) for there in frame["preference"].notna()]
    for row, there in zip(frame.to_dict("records"), preferred, strict=True):
        question = Question(item=str(row["item"]), swapped=bool(row["swapped"]))
        outcome = str(row["outcome"])
        account.outcomes[question] = outcome, str(row["detail"])
        if outcome not in tuple(Outcome):
            account.broken.append(f"{question.name} has no typed outcome: {outcome}")
            continue
        counted = Outcome(outcome).counted
        account.verdicts += counted
        account.law(
            counted == there,
            f"{question.name} is {outcome} with preference {row['preference']}",
        )
        if not counted:
            account.law(bool(row["detail"]), f"{question.name} is {outcome} without a reason")
            account.lost += server.served[question] > 0
            continue
        text = stored.get(str(row["key"]), "")
        right = (row["preference"], row["strength"]) == question.verdict
        account.wrong += not (right and f"About {question.name}." in text)
    account.law(account.lost == 0, f"{account.lost} good answers are lost")
    account.law(account.wrong == 0, f"{account.wrong} verdicts are another question's")
    return account


def stopped(account: Account, ended: Ended) -> Account:
    """Add the law of a run that cannot go on: one clear message."""
    account.law(ended.clear, f"it did not end with one clear message: {ended.last}")
    return account


def finished(account: Account, ended: Ended, code: int = 0) -> Account:
    """Add the law of a run that goes through."""
    account.law(ended.code == code, f"exit code {ended.code} instead of {code}")
    account.law(not ended.crashed, f"it crashed: {ended.last}")
    return account


def _frame(path: Path, account: Account) -> pd.DataFrame | None:
    """Return the frame, if there is a readable one."""
    if not path.exists():
        account.broken.append("there is no frame")
        return None
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        account.broken.append(f"the frame cannot be read: {type(error).__name__}")
        return None


def _stored(path: Path, account: Account) -> dict[str, str]:
    """Return the text of each stored reply by key, after a check of the file."""
    if not path.is_file():
        account.broken.append("there is no store")
        return {}
    try:
        with closing(sqlite3.connect(path)) as db:
            (verdict,) = db.execute("PRAGMA integrity_check").fetchone()
            keys = [str(key) for (key,) in db.execute("SELECT key FROM reply")]
        store = SqliteStore(path)
    except (sqlite3.Error, SetupError) as error:
        account.broken.append(f"the store cannot be read: {error}")
        return {}
    account.law(verdict == "ok", f"the store is damaged: {verdict}")
    account.law(len(keys) == len(set(keys)), "a key stands in the store twice")
    replies = {key: store.get(key) for key in keys}
    store.close()
    return {key: reply.text for key, reply in replies.items() if reply is not None}
