"""The page holds every number, loads nothing, and shows hostile text as text."""

from __future__ import annotations

import math
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from sosprobe.analysis.diff import word_diff
from sosprobe.analysis.frame import COLUMNS
from sosprobe.analysis.report import write_report
from sosprobe.analysis.results import Results
from sosprobe.types import Estimate, Outcome

HOSTILE = [
    "<script>alert(1)</script>",
    "</details></div><img src=http://evil.example/x onerror=alert(1)>",
    "<style>body{display:none}</style>",
    "{{ 7 * 7 }}{% for x in y %}",
    "שלום עולם \u202e reversed",
    "emoji \U0001f600 and half a pair \ud800",
    "x" * 100_000,
    "]]></svg><svg onload=alert(1)>",
]


class Elements(HTMLParser):
    """Collect the elements and the addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes += attrs


def results() -> Results:
    rows: list[dict[str, object]] = []
    for number, text in enumerate(HOSTILE):
        for outcome in Outcome:
            row: dict[str, object] = {
                **dict.fromkeys(COLUMNS, ""),
                "item": f"i{number}",
                "category": HOSTILE[number % 2],
                "a_response": "reference",
                "a_style": "none",
                "a_substance": "none",
                "b_response": "reference",
                "b_style": "markdown",
                "b_substance": "none",
                "swapped": outcome == "tie",
                "outcome": str(outcome),
                "preference": 1.0 if outcome == "valid" else math.nan,
                "soft": math.nan,
                "detail": text.encode("utf-8", "replace").decode(),
                "key": f"k{number}",
                "judge": "<b>judge</b>",
                "markers": 0,
            }
            rows.append(row)
    estimates = [
        Estimate(
            table=table,
            term=f"term {table}",
            value=1.2345 * n,
            low=-50.5,
            high=99.5,
            unit="pp",
            n=7,
            clusters=3,
            p=0.0004,
            note=HOSTILE[0],
        )
        for n, table in enumerate(("effect", "logit", "exchange", "bounds", "of a new kind"), 1)
    ]
    estimates.append(
        Estimate(table="exchange", term="no rate", value=math.nan, low=math.nan, high=math.nan,
                 unit="doses", n=7, clusters=3, note="undetermined: too little")
    )  # fmt: skip
    return Results(
        frame=pd.DataFrame(rows),
        estimates=estimates,
        headline=HOSTILE,
        manifest={"judge": HOSTILE[0]},
        rejects=pd.DataFrame(
            [("i0", "markdown", "numbers", HOSTILE[1])],
            columns=["item", "perturbation", "reason", "detail"],
        ),
        kept={"markdown": 12},
        prompts={f"i{n}": text for n, text in enumerate(HOSTILE)},
        texts={(f"i{n}", "reference"): text for n, text in enumerate(HOSTILE)}
        | {(f"i{n}", "reference+markdown"): f"**{text}**" for n, text in enumerate(HOSTILE)},
        replies={f"k{n}": text for n, text in enumerate(HOSTILE)},
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(results(), tmp_path_factory.mktemp("run"))


def test_hostile_text_adds_no_element_and_no_address(page: Path) -> None:
    elements = Elements()
    elements.feed(page.read_text(encoding="utf-8"))
    assert elements.tags["script"] == 1
    assert elements.tags["style"] == 1 + elements.tags["svg"]
    assert elements.tags.get("img", 0) == 0
    assert elements.tags.get("b", 0) == 0
    assert elements.tags["details"] == len(HOSTILE)
    names = {name for name, _ in elements.attributes}
    assert not any(name.startswith("on") for name in names)
    for name, value in elements.attributes:
        if name in ("src", "href", "xlink:href"):
            assert value is not None
            assert value.startswith(("#", "data:"))


def test_every_estimate_and_outcome_is_on_the_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for row in results().estimates:
        assert row.term in text
    for value in ("1.23", "2.47", "-50.5 to 99.5", "&lt;0.001", "undetermined: too little"):
        assert value in text
    for outcome in Outcome:
        assert f">{outcome}</th>" in text
    assert "99,980 more characters" not in text
    assert "80,000 more characters are not shown" in text


def test_every_file_is_written_and_reads_back(page: Path) -> None:
    folder = page.parent
    frame = pd.read_parquet(folder / "trials.parquet")
    assert len(frame) == len(HOSTILE) * len(Outcome)
    estimates = pd.read_csv(folder / "estimates.csv")
    assert estimates["value"].dropna().tolist() == pytest.approx([1.2345 * n for n in range(1, 6)])
    for name in ("effects", "logit"):
        assert (folder / "figures" / f"{name}.pdf").read_bytes().startswith(b"%PDF")
        assert (folder / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert len(pd.read_csv(folder / "figures" / f"{name}.csv")) == 1


def test_a_run_that_asked_nothing_still_has_a_page(tmp_path: Path) -> None:
    empty = Results(
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
    assert "Nothing was asked." in write_report(empty, tmp_path).read_text()


def test_a_diff_puts_the_text_together_again_on_both_sides() -> None:
    before, after = "It was built in 1889, in Paris.", "Sure, it was built in 1898 in **Paris**."
    pieces = word_diff(before, after) or []
    assert "".join(p.text for p in pieces if p.kind != "added") == before
    assert "".join(p.text for p in pieces if p.kind != "removed") == after
    assert word_diff("word " * 5000, "") is None
