"""Put a leaderboard of judge scores beside concrete scores, and say how each name was matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sosprobe.analysis.bench.cell import cell

How = Literal["given", "exact", "case"]
"""Matched by a map that somebody gave, letter by letter, or but for capitals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How one model's two names were found to be one."""

    model: str
    """Its name among the concrete scores."""
    other: str
    how: How
    ambiguous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Every name of two tables: matched, or left alone."""

    matches: tuple[Match, ...]
    only_model: tuple[str, ...]
    """Names among the concrete scores that the other table does not have."""
    only_other: tuple[str, ...]
    unknown: tuple[str, ...]
    """Names that the given map has and the other table does not: a map for another table?"""


def match_names(
    models: Sequence[str],
    others: Sequence[str],
    given: Mapping[str, str] | None = None,
    ambiguous: Sequence[str] = (),
) -> Matched:
    """Match names, a given map first, then letter by letter, then but for capitals; never by guess.

    A model that the map gives an empty name is not matched at all. A name that equals several
    others but for capitals is left alone.

    >>> match_names(["A-1", "b"], ["a-1", "B", "b"]).matches[0].how
    'case'
    >>> match_names(["b"], ["B", "b"], {"b": ""}).only_model
    ('b',)
    """
    known, map_ = set(others), given or {}
    small: dict[str, list[str]] = {}
    for name in others:
        small.setdefault(name.lower(), []).append(name)
    found: list[Match] = []
    for model in models:
        if model in map_:
            other, how = map_[model], "given"
        elif model in known:
            other, how = model, "exact"
        else:
            twins = small.get(model.lower(), [])
            other, how = (twins[0] if len(twins) == 1 else ""), "case"
        if other in known:
            found.append(
                Match(model=model, other=other, how=_how(how), ambiguous=model in ambiguous)
            )
    taken = {match.other for match in found}
    matched = {match.model for match in found}
    return Matched(
        matches=tuple(found),
        only_model=tuple(model for model in models if model not in matched),
        only_other=tuple(name for name in others if name not in taken),
        unknown=tuple(name for name in map_.values() if name and name not in known),
    )


def join(
    concrete: pd.DataFrame, leaderboard: pd.DataFrame, matched: Matched, target: str = "judge"
) -> pd.DataFrame:
    """Return the models in both tables: their aggregates, the judge's score, how they were matched.

    Parameters
    ----------
    concrete
        One row a model (the index), one column an aggregate.
    leaderboard
        `model, score, low, high`.
    target
        The name of the column for the judge's score; its ends are `<target>_low`, `<target>_high`.
    """
    board = leaderboard.set_index("model")
    rows = [
        {
            "model": match.model,
            "name": match.other,
            "how": match.how,
            "ambiguous": match.ambiguous,
            target: cell(board, match.other, "score"),
            f"{target}_low": cell(board, match.other, "low"),
            f"{target}_high": cell(board, match.other, "high"),
        }
        for match in matched.matches
    ]
    columns = ["model", "name", "how", "ambiguous", target, f"{target}_low", f"{target}_high"]
    table = pd.DataFrame(rows, columns=columns)
    return table.merge(concrete, left_on="model", right_index=True, how="left", validate="1:1")


def _how(word: str) -> How:
    return "given" if word == "given" else "exact" if word == "exact" else "case"
