"""The page holds every number, loads nothing, and shows hostile text as text."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sosprobe.analysis.display import interval, note, number, p_value, quantity
from sosprobe.analysis.frame import COLUMNS
from sosprobe.analysis.report import write_report
from sosprobe.analysis.results import Results
from sosprobe.types import Estimate, Outcome
from tests.analysis.page_reader import Page

HOSTILE = [
    "<script>alert(1)</script>",
    "</details></section><img src=http://evil.example/x onerror=alert(1)>",
    "</style><style>body{display:none}</style><!-- -->",
    "{{ 7 * 7 }}{% for x in y %} $\\frac{ \\undefined $",
    '" onmouseover="alert(1)" x="',
    "שלום עולם \u202e reversed, 日本語, \x00\x0b",
    "emoji \U0001f600 and half a pair \ud800",
    "x" * 100_000,
    "]]></svg><svg onload=alert(1)><a href=http://evil.example>",
    "word " * 5_000,
]
SECTIONS = [
    *("headline", "effects", "accuracy", "regression", "exchange", "position", "outcomes"),
    *("rewrites", "pairs", "manifest"),
]
ARMS = ("identity", "neutral", "markdown", "lengthen", "factual_error", "markdown+factual_error")


def made(
    table: str, term: str, value: float, half: float, unit: str, *, p: float | None = None
) -> Estimate:
    return Estimate(
        table=table, term=term, value=value, low=value - half, high=value + half,
        unit=unit, n=417, clusters=39, p=p, p_adjusted=p,
    )  # fmt: skip


def estimates() -> list[Estimate]:
    rows = [
        made("effect", arm, 3.21 * n - 5, 2.5 + n, "pp", p=0.04 / 10**n)
        for n, arm in enumerate(reversed(ARMS))
    ]
    rows += [
        made("effect", HOSTILE[2], 1.1, 2.2, "pp", p=0.5),
        made("logit", "markdown", 0.412, 0.2, "log-odds", p=0.01),
        made("logit", "markdown x factual_error", -0.0004, 0.3, "log-odds", p=0.9999),
        made("logit", HOSTILE[3], 0.7, math.inf, "log-odds"),
        made("margin", "markdown", 8.75, 3.0, "pp"),
        made("exchange", "markdown per factual_error", 0.62, 0.3, "doses"),
        replace(
            made("exchange", "lengthen per factual_error", math.nan, math.nan, "doses"),
            note="undetermined: the effect of lengthen is not clearly non-zero",
        ),
        made("exchange", "authority per omission", 2.5, math.inf, "doses"),
        made("exchange", "silent per omission", math.nan, 0.0, "doses"),
        made("position", "both orders", -4.4, 1.5, "pp"),
        replace(made("bounds", "markdown", 3.3, 6.6, "pp"), note="3 of 40 verdicts lost"),
        made("accuracy", "overall", 63.21, 4.4, "%"),
        made("matrix", "chosen_concise > rejected_markdown", 41.5, 5.0, "%"),
        made("matrix", "chosen_concise > rejected_concise", 71.5, 5.0, "%"),
        made("matrix", "hard", 41.25, 5.5, "%"),
        replace(made("of a new kind", "whatever", 123.456, 7.0, "km"), note=HOSTILE[0]),
    ]
    return rows


def frame() -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    for place, text in enumerate(HOSTILE):
        for n, outcome in enumerate(Outcome):
            kept = {"valid": float(place % 2), "tie": 0.5}.get(outcome.value, math.nan)
            rows.append(
                {
                    **dict.fromkeys(COLUMNS, 1.0),
                    "item": f"i{place}",
                    "category": HOSTILE[place % 2],
                    "a_response": "reference",
                    "a_style": "none",
                    "a_substance": "none",
                    "b_response": "reference",
                    "b_style": "markdown",
                    "b_substance": "factual_error" if place % 2 else "none",
                    "swapped": n % 2 == 1,
                    "outcome": str(outcome),
                    "preference": kept,
                    "soft": math.nan,
                    "detail": text,
                    "judge": "<b>judge</b>",
                    "template": "<i>template</i>",
                    "key": f"k{place}",
                    "model": text,
                    "finish_reason": "content_filter" if n else None,
                }
            )
    # pandas' own text type refuses half a surrogate pair, `object` lets it through.
    return pd.DataFrame(rows, dtype=object).astype({"preference": float, "soft": float})


def results() -> Results:
    sides = ["reference", "reference+markdown", "reference+markdown+factual_error"]
    return Results(
        frame=frame(),
        estimates=estimates(),
        headline=HOSTILE,
        manifest={"judge": HOSTILE[0], "seed": 7, "at": HOSTILE[6]},
        rejects=pd.DataFrame(
            [(f"i{n}", "markdown", "numbers", text) for n, text in enumerate(HOSTILE)],
            columns=["item", "perturbation", "reason", "detail"],
            dtype=object,
        ),
        kept={"markdown": 12, "<u>neutral</u>": 3},
        prompts={f"i{n}": text for n, text in enumerate(HOSTILE)},
        texts={
            (f"i{n}", side): f"{text} {side}" for n, text in enumerate(HOSTILE) for side in sides
        },
        replies={f"k{n}": text for n, text in enumerate(HOSTILE) if n},
    )


def nothing() -> Results:
    return Results(
        frame=pd.DataFrame(columns=list(COLUMNS)),
        estimates=[],
        headline=["Nothing was asked."],
        manifest={},
        rejects=pd.DataFrame(columns=["item", "perturbation", "reason", "detail"]),
        kept={},
        prompts={},
        texts={},
        replies={},
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(results(), tmp_path_factory.mktemp("run") / "new folder")


@pytest.fixture(scope="module")
def page(path: Path) -> Page:
    return Page(path)


def test_hostile_text_becomes_no_element_and_no_attribute(page: Page) -> None:
    assert page.tags["script"] == page.tags["style"] == 1
    assert page.tags["svg"] == 3
    assert page.tags["details"] == page.tags["summary"] == len(HOSTILE)
    assert not {"img", "b", "i", "u", "body{display:none}"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    for text in (HOSTILE[0], HOSTILE[1], HOSTILE[4], "{{ 7 * 7 }}"):
        assert text in page.text


def test_the_page_asks_for_nothing_from_outside(page: Page, path: Path) -> None:
    for name in ("src", "href", "xlink:href", "action", "srcset", "data", "poster"):
        assert all(value.startswith("#") for value in page.values(name))
    code = path.read_text(encoding="utf-8")
    assert "@import" not in code
    assert "fetch(" not in code
    assert all(part.startswith("#") for part in (p.strip("'\"") for p in code.split("url(")[1:]))
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    assert f"{policy}; img-src data:" in page.values("content")


def test_ids_are_unique_and_every_link_has_its_target(page: Page) -> None:
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    targets = page.values("href") + page.values("xlink:href")
    assert {target.removeprefix("#") for target in targets} <= set(ids)
    assert [name for name in ids if name in SECTIONS] == SECTIONS


def test_every_number_of_every_estimate_is_in_its_row(page: Page) -> None:
    for row in estimates():
        if " > " in row.term and row.table == "matrix":
            assert f"{quantity(row)}{interval(row)}" in page.row("chosen_concise")
            continue
        shown = {quantity(row), number(row.value, row.unit)}
        found = [c for c in page.cells if c[0] == row.term and len(c) > 1 and c[1] in shown]
        wanted = {interval(row), note(row), str(row.n), str(row.clusters)} - {""}
        wanted |= {p_value(p) for p in (row.p, row.p_adjusted) if p is not None}
        assert any(wanted <= set(cells) for cells in found), row


def test_a_rate_without_a_value_is_a_dash_and_says_undetermined(page: Page) -> None:
    assert page.row("lengthen per factual_error")[1:3] == ["–", "–"]
    assert page.row("lengthen per factual_error")[-1].startswith("undetermined: the effect of")
    assert page.row("silent per omission")[-1] == "undetermined"
    assert page.row("authority per omission")[1:3] == ["2.50", "[-∞, ∞]"]


def test_every_outcome_is_counted_for_all_and_for_each_arm(page: Page) -> None:
    assert page.row("arm", "trials")[2:9] == [str(outcome) for outcome in Outcome]
    items = len(HOSTILE)
    total = str(items * len(Outcome))
    kept, lost = str(2 * items), str(5 * items)
    assert page.row("all") == ["all", total, *[str(items)] * 7, kept, lost, "71.4 %"]
    for arm in ("markdown", "markdown+factual_error"):
        assert page.row(arm, "35")[2:] == [*["5"] * 7, "10", "25", "71.4 %"]


def test_rewrites_are_counted_by_perturbation_and_reason(page: Page) -> None:
    assert page.row("markdown", "12")[2:4] == [str(len(HOSTILE)), "numbers"]
    assert page.row("<u>neutral</u>")[1:3] == ["3", "0"]


def test_long_texts_are_cut_and_very_long_ones_are_not_compared(page: Page) -> None:
    assert "The first 20,000 characters are shown; 80,000 more are left out." in page.text
    assert "Side a: the first 20,000 characters are compared; 80,010 more are left" in page.text
    assert page.text.count("A text has more than 4,000 words") == 1
    assert page.text.count("No reply was stored.") == len(Outcome)


def test_every_file_is_written_and_reads_back(path: Path) -> None:
    folder = path.parent
    trials = pd.read_parquet(folder / "trials.parquet")
    assert list(trials) == list(COLUMNS)
    assert trials["detail"].iloc[6 * len(Outcome)] == HOSTILE[6].replace("\ud800", "?")
    assert trials["preference"].isna().sum() == 5 * len(HOSTILE)
    written = pd.read_csv(folder / "estimates.csv")
    assert list(written) == list(Estimate.__dataclass_fields__)
    assert written["value"].tolist() == pytest.approx(
        [row.value for row in estimates()], nan_ok=True
    )
    assert len(pd.read_csv(folder / "rejects.csv")) == len(HOSTILE)
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["seed"] == 7
    for name, rows in (("effects", 7), ("logit", 3), ("matrix", 3)):
        assert (folder / "figures" / f"{name}.pdf").read_bytes().startswith(b"%PDF")
        assert (folder / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert len(pd.read_csv(folder / "figures" / f"{name}.csv")) == rows
    effects = pd.read_csv(folder / "figures" / "effects.csv")
    assert effects["term"].tolist()[:2] == ["identity", "neutral"]
    assert effects["group"].tolist()[-2:] == ["substance", "both"]


def test_the_same_run_writes_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = write_report(results(), tmp_path)
    files = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    assert len(files) == 5 + 9
    for name in files:
        assert (again.parent / name).read_bytes() == (path.parent / name).read_bytes(), name


def test_a_run_that_asked_nothing_still_has_every_section(tmp_path: Path) -> None:
    write_report(results(), tmp_path)
    empty = Page(write_report(nothing(), tmp_path))
    assert "Nothing was asked." in empty.text
    assert [name for name in empty.values("id") if name in SECTIONS] == SECTIONS
    assert empty.text.count("to this run.") == 8
    assert "script" not in empty.tags
    assert not list((tmp_path / "figures").iterdir()), "a figure of the earlier run is left"
    assert len(pd.read_parquet(tmp_path / "trials.parquet")) == 0
    assert list(pd.read_csv(tmp_path / "estimates.csv")) == list(Estimate.__dataclass_fields__)


def test_numbers_keep_the_decimals_and_sign_of_their_unit() -> None:
    assert number(12.345, "pp") == "+12.3"
    assert number(-0.5, "log-odds") == "-0.50"
    assert number(-0.0004, "log-odds") == "-0.0004"
    assert number(63.21, "%") == "63.2"
    assert number(-math.inf, "doses") == "-∞"
    assert interval(made("effect", "x", math.nan, 1.0, "pp")) == "–"
