"""Say in plain sentences what a run found, and what it could not tell."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd

from sosprobe.analysis.estimate import MOST_LOST, too_many_lost
from sosprobe.analysis.outcome import base_name, is_soft, ready, two_orders
from sosprobe.types import Estimate

_MANY = 8
"""Above so many arms, what was not found has one sentence in all."""

CONTROLS = ("neutral", "twin", "identity")
"""Arms that should move nobody."""


def headline(frame: pd.DataFrame, estimates: Sequence[Estimate]) -> list[str]:
    """Return what was found, most important first."""
    if frame.empty:
        return ["Nothing was asked."]
    lost = int(frame["preference"].isna().sum())
    if lost == len(frame):
        return [f"None of the {len(frame)} trials gave a verdict, so nothing can be said."]
    if too_many_lost(frame):
        return [
            f"{lost} of {len(frame)} trials gave no verdict, more than {MOST_LOST:.0%}: nothing is "
            "said but how far the lost ones could move each effect (bounds)."
        ]
    found = [row for row in estimates if row.table == "effect"]
    controls = [row for row in found if base_name(row.term) in CONTROLS]
    arms = [row for row in found if row not in controls]
    within = {row.term for row in estimates if row.table == "equivalence" and _clear(row)}
    sentences = _summary(frame, arms)
    single = set(frame["b_style"]) | set(frame["b_substance"])
    told = arms if len(arms) <= _MANY else [row for row in arms if row.term in single]
    sentences += _each(
        [*told, *controls],
        len(arms),
        lambda row: _clear(row) or row.term in within,
        lambda row: _effect(row, row.term in within),
        "The judge cannot be shown to react to",
    )
    if not found:
        sentences += [_margin(row) for row in estimates if row.table == "margin"]
    sentences += [_accuracy(row) for row in estimates if row.table == "accuracy"][:2]
    sentences += [_position(row) for row in estimates if _is(row, "position", "both orders")]
    sentences += [
        _ties(row) for row in estimates if _is(row, "control", "equal texts called a tie")
    ]
    for name, say, silent in (
        ("exchange", _exchange, "Exchange rates that are undetermined:"),
        ("crossing", _crossing, "Where style stops winning is undetermined for"),
    ):
        rows = [row for row in estimates if row.table == name]
        sentences += _each(rows, len(rows), _determined, say, silent)
    sentences += _left_out(frame)
    measure = "token probabilities" if is_soft(frame) else "verdicts"
    sentences.append(
        f"{len(frame) - lost} of {len(frame)} trials gave a verdict; {lost} were lost. "
        f"Preferences are read from {measure}."
    )
    fragile = [row.term for row in found if _crosses(row, estimates)]
    if fragile:
        sentences.append(
            "Had every lost verdict gone the other way, the direction of these effects could "
            f"change: {', '.join(fragile)}."
        )
    return sentences


def _summary(frame: pd.DataFrame, arms: Sequence[Estimate]) -> list[str]:
    """Answer the question: substance or style? Arms count, not style and substance together."""
    lost = [row for row in arms if row.term in set(frame["b_substance"])]
    dressed = [row for row in arms if row.term in set(frame["b_style"])]
    if not lost or not dressed:
        return []
    noticed = ", ".join(row.term for row in lost if _clear(row) and row.value < 0)
    liked = ", ".join(row.term for row in dressed if _clear(row) and row.value > 0)
    rewards = f"reward style ({liked or ', '.join(row.term for row in dressed)})"
    punishes = f"punish lost substance ({noticed or ', '.join(row.term for row in lost)})"
    if liked and noticed:
        return [f"The judge was shown to {rewards} and to {punishes}."]
    if liked:
        return [f"The judge was shown to {rewards}, but not to {punishes}."]
    if noticed:
        return [f"The judge was shown to {punishes}, but not to {rewards}."]
    return [f"The judge was shown neither to {rewards} nor to {punishes}."]


def _each(
    rows: Sequence[Estimate],
    count: int,
    worth: Callable[[Estimate], bool],
    say: Callable[[Estimate], str],
    silent: str,
) -> list[str]:
    """Return a sentence a row; of many rows only those that are worth one, the others in a list."""
    if count <= _MANY:
        return [say(row) for row in rows]
    rest = ", ".join(row.term for row in rows if not worth(row))
    return [say(row) for row in rows if worth(row)] + ([f"{silent} {rest}."] if rest else [])


def _determined(row: Estimate) -> bool:
    """Say whether a rate is known, with both ends above zero."""
    known = all(map(math.isfinite, (row.value, row.low, row.high)))
    return known and row.low > 0 and not row.note


def _clear(row: Estimate) -> bool:
    """Say whether an effect is told from zero, adjusted for the number of arms."""
    p = row.p_adjusted if row.p_adjusted is not None else row.p
    return p is not None and p < 0.05


def _effect(row: Estimate, within: bool) -> str:
    if math.isnan(row.low):
        return f"{row.term}: too few items for an interval."
    interval = f"{row.value:+.1f} points, 95 % interval {row.low:+.1f} to {row.high:+.1f}"
    if _clear(row):
        sentence = f"The judge {'rewards' if row.value > 0 else 'punishes'} {row.term}"
        little = ", but not by more than the margin" if within else ""
        return f"{sentence}{little} ({interval})."
    if within:
        return f"The judge is shown to be all but unmoved by {row.term} ({interval})."
    return f"The judge cannot be shown to react to {row.term} ({interval})."


def _margin(row: Estimate) -> str:
    """Say what a term does to pairs that nobody rewrote."""
    interval = f"{row.value:+.1f} points, 95 % interval {row.low:+.1f} to {row.high:+.1f}"
    what = {
        "length": "Twice the length",
        "markdown": "Twice the markdown",
        "position": "Being shown first",
        "gap": "A response that is worse by one grade",
        "side b": "What side b has over side a besides",
    }.get(row.term, row.term)
    return f"{what}, all else equal, moves the preference by {interval}."


def _accuracy(row: Estimate) -> str:
    return (
        f"It prefers the better response in {row.value:.1f} % ({row.term}; 95 % interval "
        f"{row.low:.1f} to {row.high:.1f})."
    )


def _position(row: Estimate) -> str:
    side = "first" if row.value > 0 else "second"
    return (
        f"Position alone moves it {abs(row.value):.1f} points towards the response shown {side} "
        f"(interval {row.low:+.1f} to {row.high:+.1f})."
    )


def _ties(row: Estimate) -> str:
    return f"Of two equal texts it says that they are equal in {row.value:.0f} % of cases."


def _exchange(row: Estimate) -> str:
    style, _, substance = row.term.partition(" per ")
    if math.isnan(row.value):
        return f"Exchange rate of {style} against {substance}: {row.note or 'undetermined'}."
    sentence = (
        f"One {substance} is offset by {row.value:.2f} {row.unit} of {style} "
        f"(interval {row.low:.2f} to {row.high:.2f})"
    )
    return f"{sentence}; {row.note}." if row.note else f"{sentence}."


def _crossing(row: Estimate) -> str:
    if math.isnan(row.value):
        return f"Where {row.term} stops winning: {row.note or 'undetermined'}."
    sentence = (
        f"A response in {row.term} wins until it lacks {row.value:.2f} of the substance "
        f"(interval {row.low:.2f} to {row.high:.2f})"
    )
    return f"{sentence}; {row.note}." if row.note else f"{sentence}."


def _left_out(frame: pd.DataFrame) -> list[str]:
    """Say how many counted trials are in no effect because their other order is missing."""
    if not two_orders(frame):
        return []
    left = int(frame["preference"].notna().sum()) - len(ready(frame))
    return [f"{left} verdicts are in no effect: their other order is missing."] if left else []


def _crosses(row: Estimate, estimates: Sequence[Estimate]) -> bool:
    """Say whether the bounds of a clear effect reach the other side of zero."""
    if row.p is None or not row.p < 0.05:
        return False
    return any(_is(b, "bounds", row.term) and b.low <= 0 <= b.high for b in estimates)


def _is(row: Estimate, table: str, term: str) -> bool:
    return row.table == table and row.term == term
