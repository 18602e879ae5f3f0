"""What the report's browser shows of each pair: texts, diff, and every verdict on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sosprobe.analysis.diff import Piece, too_long, word_diff
from sosprobe.analysis.display import Clipped, clip, number
from sosprobe.analysis.results import Results
from sosprobe.types import PLAIN, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One verdict on a pair, with the reply that it was read from."""

    first: str
    """`a` or `b`: the side that was shown first."""
    source: str
    """Judge, template and repeat, as far as they differ within the run."""
    outcome: str
    prefers: str
    soft: str
    strength: str
    finish: str
    detail: Clipped
    markers: str
    reply: Clipped | None
    """None if no reply is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts that a judge compared."""

    item: str
    category: str
    a: str
    b: str
    outcomes: tuple[str, ...]
    prompt: Clipped
    before: Clipped
    after: Clipped
    equal: bool
    """Whether the two texts are one."""
    diff: list[Piece] | None
    """None if the texts are too long for one."""
    verdicts: tuple[Shown, ...]


def pairs(results: Results) -> Iterator[Pair]:
    """Yield each pair of the run, in the order in which they were first asked."""
    frame = results.frame
    if frame.empty:
        return
    varying = [name for name in ("judge", "template", "repeat") if frame[name].nunique() > 1]
    labelled = frame.assign(_a=_labels(frame, "a"), _b=_labels(frame, "b"))
    for keys, group in labelled.groupby(["item", "_a", "_b"], sort=False, dropna=False):
        item, a, b = (str(key) for key in keys)
        before, after = (results.texts.get((item, side), "") for side in (a, b))
        rows: list[dict[Any, Any]] = group.to_dict("records")
        # Both orders of one question stand together.
        rows.sort(key=lambda row: [*(str(row[name]) for name in varying), bool(row["swapped"])])
        shown = clip(before), clip(after)
        # Of a long text only what is shown is compared, but the whole is measured.
        long = too_long(before) or too_long(after)
        diff = None if long else word_diff(shown[0].text, shown[1].text)
        yield Pair(
            item=item,
            category=_text(rows[0]["category"]),
            a=a,
            b=b,
            outcomes=tuple(dict.fromkeys(str(row["outcome"]) for row in rows)),
            prompt=clip(results.prompts.get(item, "")),
            before=shown[0],
            after=shown[1],
            equal=before == after,
            diff=diff,
            verdicts=tuple(_shown(row, varying, results.replies) for row in rows),
        )


def _shown(row: Mapping[Any, Any], varying: list[str], replies: Mapping[str, str]) -> Shown:
    reply = replies.get(str(row["key"]))
    markers, strength = _number(row["markers"]), _number(row["strength"])
    return Shown(
        first="b" if row["swapped"] else "a",
        source=", ".join(
            f"repeat {_text(row[name])}" if name == "repeat" else _text(row[name])
            for name in varying
        ),
        outcome=str(row["outcome"]),
        prefers=_prefers(row["preference"]),
        soft=number(_number(row["soft"])),
        strength="" if strength is None else f"{strength:g}",
        finish=_text(row["finish_reason"]),
        detail=clip(_text(row["detail"])),
        markers=f"{markers:.0f}" if markers else "",
        reply=None if reply is None else clip(reply),
    )


def _prefers(value: object) -> str:
    preference = _number(value)
    if preference is None:
        return ""
    return {0.0: "a", 0.5: "tie", 1.0: "b"}.get(preference, number(preference))


def _labels(frame: pd.DataFrame, side: str) -> list[str]:
    """Return the label of a side of each trial."""
    columns = [frame[f"{side}_{name}"].astype(str) for name in ("response", "style", "substance")]
    return [
        Side(response=r, style=style or PLAIN, substance=substance or PLAIN).label
        for r, style, substance in zip(*columns, strict=True)
    ]


def _text(value: Any) -> str:
    """Return a cell as text; a missing one is empty."""
    return "" if pd.isna(value) else str(value)


def _number(value: Any) -> float | None:
    """Return a cell as a number; None if it holds none."""
    return float(value) if isinstance(value, (int, float)) and not pd.isna(value) else None
