"""Judges with known behaviour, drawn straight into frames, and what their estimates aim at."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sosprobe.analysis.frame import validate

ARMS = (
    ("none", "none"),
    ("neutral", "none"),
    ("markdown", "none"),
    ("none", "factual_error"),
    ("markdown", "factual_error"),
)
GAPS = (0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A judge and a design. Effects are in log-odds for the response that has more of it."""

    name: str
    items: int = 100
    position: float = 0.4
    length: float = 0.5
    markdown: float = 0.6
    error: float = -1.5
    """Of a gap of one."""
    product: float = 0.0
    sd: float = 0.0
    """Standard deviation over items of what is added to every comparison, and to the error."""
    repeats: int = 1
    ties: float = 0.0
    """Chance that a verdict is a tie, whatever is compared."""
    lost: float = 0.0
    """Chance that a verdict is lost."""
    soft: bool = False
    one_order: bool = False
    graded: bool = False
    """Pairs of a better and a worse response in place of rewrites."""

    @property
    def null(self) -> bool:
        """Whether no arm has an effect."""
        return not (self.length or self.markdown or self.error or self.product or self.graded)


SCENES = (
    Scene(name="the bar, 40 items", items=40),
    Scene(name="the bar, 100 items"),
    Scene(name="the bar, 400 items", items=400),
    Scene(name="nothing moves it, 40 items", items=40, length=0, markdown=0, error=0),
    Scene(name="nothing moves it, items vary", length=0, markdown=0, error=0, sd=1.0),
    Scene(name="items vary, 40 items", items=40, sd=1.0),
    Scene(name="items vary a lot", items=200, sd=2.0),
    Scene(name="three repeats, items vary", sd=1.0, repeats=3),
    Scene(name="one verdict in three a tie", ties=0.33),
    Scene(name="one verdict in ten lost", lost=0.1, sd=0.5),
    Scene(name="strong position bias", position=2.5, sd=0.5),
    Scene(name="rare: errors nearly never win", items=200, error=-5.0, markdown=0.2),
    Scene(name="soft preferences", soft=True, sd=0.5),
    Scene(name="soft preferences, 40 items", items=40, soft=True, sd=1.0),
    Scene(name="one order only", one_order=True, sd=0.5),
    Scene(name="style hides errors", markdown=0.8, error=-1.2, product=0.7, sd=0.5),
    Scene(name="few items: 20", items=20, sd=0.5),
    Scene(name="graded pairs", graded=True, items=150, sd=1.0),
)


def draw(scene: Scene, rng: np.random.Generator) -> pd.DataFrame:
    """Return the frame of one run."""
    rows = _design(scene, rng)
    odds = _odds(scene, rows)
    if scene.soft:
        blurred = odds + rng.normal(0, 0.5, len(odds))
        soft = _chance(blurred)
        return _framed(rows, np.where(soft > 0.5, 1.0, 0.0), soft)
    verdict = (rng.random(len(odds)) < _chance(odds)).astype(float)
    verdict[rng.random(len(odds)) < scene.ties] = 0.5
    verdict[rng.random(len(odds)) < scene.lost] = np.nan
    return _framed(rows, verdict, None)


def expected(scene: Scene, items: int, seed: int = 1) -> pd.DataFrame:
    """Return a large frame that holds, as soft preferences, what each verdict is on average.

    What an estimator makes of it is what it aims at, as far as it depends on averages alone.
    """
    whole = replace(scene, items=items, lost=0.0)
    rows = _design(whole, np.random.default_rng(seed))
    odds = _odds(whole, rows)
    if scene.soft:
        nodes, weights = np.polynomial.hermite_e.hermegauss(20)
        chance = sum(w * _chance(odds + 0.5 * z) for z, w in zip(nodes, weights, strict=True))
        chance = chance / weights.sum()
    else:
        chance = 0.5 * scene.ties + (1 - scene.ties) * _chance(odds)
    return _framed(rows, np.where(chance > 0.5, 1.0, 0.0), chance)


def large(scene: Scene, items: int, seed: int = 2) -> pd.DataFrame:
    """Return a large drawn frame, for estimates that depend on more than averages."""
    return draw(replace(scene, items=items, lost=0.0), np.random.default_rng(seed))


def _design(scene: Scene, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row a trial with what the judge reacts to."""
    n = scene.items
    item = pd.DataFrame(
        {
            "item": np.arange(n),
            "longer": rng.normal(0, 0.3, n),
            "own": rng.normal(0, scene.sd, n),
            "own_error": rng.normal(0, scene.sd, n),
            "gap_of": rng.choice(GAPS, n),
        }
    )
    arms = [("none", "none")] if scene.graded else ARMS
    parts: list[pd.DataFrame] = []
    for style, substance in arms:
        alone = (style, substance) == ("none", "none") and not scene.graded
        for swapped in (False,) if alone or scene.one_order else (False, True):
            for repeat in range(scene.repeats):
                part = item.assign(
                    b_style=style, b_substance=substance, swapped=swapped, repeat=repeat
                )
                part["same"] = alone
                parts.append(part)
    rows = pd.concat(parts, ignore_index=True)
    if scene.graded:
        better = rng.random(n) < 0.5
        rows["b_gold"] = better[rows["item"]].astype(float)
        rows["a_gold"] = 1 - rows["b_gold"]
        rows["a_response"], rows["b_response"] = "one", "two"
    return rows


def _odds(scene: Scene, rows: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the log-odds for side b, and fill in length, dose and gap."""
    styled = rows["b_style"] == "markdown"
    wrong = rows["b_substance"] != "none"
    touched = ~rows["same"]
    rows["length"] = rows["longer"] * touched + 0.4 * styled + 0.5 * (rows["b_style"] == "neutral")
    rows["dose"] = (rows["b_style"] != "none").astype(float)
    rows["gap"] = rows["gap_of"] * wrong
    if scene.graded:
        rows["gap"] = rows["a_gold"] - rows["b_gold"]
    content = scene.length * rows["length"] + scene.markdown * styled
    content += (scene.error + rows["own_error"]) * rows["gap"]
    content += scene.product * rows["gap"] * styled + rows["own"] * touched
    return np.asarray(content + scene.position * np.where(rows["swapped"], 1.0, -1.0))


def _chance(
    odds: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * odds)))


def _framed(
    rows: pd.DataFrame,
    verdict: np.ndarray[tuple[int], np.dtype[np.float64]],
    soft: np.ndarray[tuple[int], np.dtype[np.float64]] | None,
) -> pd.DataFrame:
    """Return the frame that the estimators take."""
    names = ["item", "b_style", "b_substance", "swapped", "repeat", "dose", "gap", "length"]
    names += [name for name in ("a_gold", "b_gold", "a_response", "b_response") if name in rows]
    more = {"preference": verdict} | ({} if soft is None else {"soft": soft})
    return validate(rows[names].assign(**more))
