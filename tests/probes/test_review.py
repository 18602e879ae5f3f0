"""A reviewer's decisions are bound to the very text, and the run honours them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from sosprobe.analysis.review_page import write_review_page
from sosprobe.errors import BadInput
from sosprobe.probes.experiment import Settings, prepare
from sosprobe.probes.review import Shown, decisions, digest, shown, write_sheet

SETTINGS = Settings(judge="planted", items=6, styles=("markdown",), substances=("factual_error",))


def test_a_rejected_rewrite_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    whole = prepare(SETTINGS).plan
    rows = list(shown(whole.workshop))
    sheet = write_sheet(rows, tmp_path / "review.csv")
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    target = next(row for row in table if row["rewrite"] == "reference+markdown")
    target["decision"] = "reject"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(target))
        writer.writeheader()
        writer.writerows(table)
    reviewed = prepare(replace(SETTINGS, decisions=sheet)).plan
    gone = {(e.trial.item, e.trial.b.label) for e in whole.asked} - {
        (e.trial.item, e.trial.b.label) for e in reviewed.asked
    }
    # Whole blocks: an item that lacks one cell of a style arm is left out of that arm.
    assert {item for item, _ in gone} == {target["item"]}
    reasons = [r.reason for r in reviewed.workshop.rejects.values() if r.item == target["item"]]
    assert "reviewer" in reasons


def test_a_decision_counts_for_the_text_that_it_was_made_on(tmp_path: Path) -> None:
    sheet = tmp_path / "s.csv"
    sheet.write_text(f"item,rewrite,digest,decision\nx,y,{digest('old')},reject\n")
    accepts = decisions(sheet)
    assert not accepts("x", "y", "old")
    assert accepts("x", "y", "new")
    assert accepts("z", "y", "old")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("item,rewrite,decision\n", "Unknown column 'digest'"),
        ("item,rewrite,digest,decision\nx,y,z,maybe\n", ":2: decision 'maybe'"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "s.csv").write_text(text)
    with pytest.raises(BadInput, match=problem):
        decisions(tmp_path / "s.csv")


def test_the_page_shows_hostile_texts_as_text_and_the_sheet_holds_no_formula(
    tmp_path: Path,
) -> None:
    evil = Shown(
        item='"><script>alert(1)</script>',
        rewrite="r",
        prompt="<img src=x onerror=alert(1)>",
        before="=cmd()",
        after="=cmd() </script><b>\ud800",
    )
    page = write_review_page([evil], tmp_path / "review.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("</script>") == 1
    assert "'=cmd()" in write_sheet([evil], tmp_path / "s.csv").read_text(encoding="utf-8-sig")
