"""What every perturbation promises, over whatever the registry finds and the shipped probe set."""

from __future__ import annotations

import inspect
from functools import cache
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sosprobe.data.probe_set import shipped
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.compose import build
from sosprobe.perturbations.features import NAMES as FEATURES
from sosprobe.perturbations.features import features
from sosprobe.perturbations.invariants import INVARIANTS, check
from sosprobe.perturbations.model.instruction import instructions
from sosprobe.perturbations.text import replaced
from sosprobe.probes.manipulation import manipulation
from sosprobe.types import Item, Kind, Perturbation, Rejected, Response, Rewrite
from tests.contracts.documents import DOCUMENTS

NAMES = [name for name in PERTURBATIONS.names() if name not in instructions()]
DOSED = [n for n in NAMES if "dose" in inspect.signature(PERTURBATIONS.maker(n)).parameters]
IDEMPOTENT = [n for n in NAMES if build(n).about.idempotent]
LEVELS = ("weak", "medium", "strong")


@cache
def perturbation(spec: str) -> Perturbation:
    return build(spec)


@cache
def rewrites(spec: str) -> tuple[tuple[Item, Rewrite], ...]:
    """Return every rewrite of the probe set, those that the gate stops among them."""
    results = ((item, perturbation(spec).rewrite(item, item.reference)) for item in shipped())
    return tuple((item, made) for item, made in results if isinstance(made, Rewrite))


@cache
def kept(spec: str) -> tuple[tuple[Item, Rewrite], ...]:
    """Return the rewrites that the gate lets through."""
    keeps = perturbation(spec).about.keeps
    return tuple(
        (item, made)
        for item, made in rewrites(spec)
        if not check(item, item.reference, made, keeps)
    )


def on(name: str, text: str) -> tuple[Item, Response, Rewrite | Rejected]:
    """Return what a perturbation makes of a text that nobody marked."""
    response = Response(text=text)
    item = Item(id="strange", prompt="?", category="other", responses={"reference": response})
    return item, response, perturbation(name).rewrite(item, response)


def test_there_are_as_many_as_the_literature_asks_for() -> None:
    assert len(NAMES) >= 60


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_and_shows_an_example(name: str) -> None:
    one = perturbation(name)
    assert one.about.kind in get_args(Kind)
    assert one.about.bias
    assert set(one.about.keeps) <= set(INVARIANTS)
    assert set(one.about.moves) <= set(FEATURES)
    assert ">>> show(" in (inspect.getdoc(PERTURBATIONS.maker(name)) or "")


@pytest.mark.parametrize("name", NAMES)
def test_it_applies_to_some_item_of_the_probe_set(name: str) -> None:
    assert kept(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_response_gives_the_same_rewrite(name: str) -> None:
    fresh = PERTURBATIONS.build(name)
    for item, made in rewrites(name):
        assert fresh.rewrite(item, item.reference) == made


@pytest.mark.parametrize("name", NAMES)
def test_its_edits_lead_to_its_text(name: str) -> None:
    for item, made in rewrites(name):
        assert replaced(item.reference.text, made.edits) == made.response.text


@pytest.mark.parametrize("name", NAMES)
def test_it_changes_the_text_unless_it_is_the_identity(name: str) -> None:
    for item, made in rewrites(name):
        assert (made.response.text == item.reference.text) == (name == "identity")


@pytest.mark.parametrize("name", IDEMPOTENT)
def test_a_second_application_changes_nothing_where_that_is_declared(name: str) -> None:
    for item, made in rewrites(name):
        again = perturbation(name).rewrite(item, made.response)
        assert isinstance(again, Rejected) or again.response.text == made.response.text, item.id


@pytest.mark.parametrize("name", NAMES)
def test_most_of_its_rewrites_hold_what_it_promises(name: str) -> None:
    made = rewrites(name)
    rejected = [
        (item.id, reason)
        for item, one in made
        if (reason := check(item, item.reference, one, perturbation(name).about.keeps))
        and reason.reason != "constraints"  # the item's own demand, not the rewrite's fault
    ]
    assert len(rejected) <= 0.2 * len(made), rejected


@pytest.mark.parametrize("name", NAMES)
def test_facts_still_stand_where_the_rewrite_says(name: str) -> None:
    for _, made in rewrites(name):
        text = made.response.text
        assert all(text[fact.start : fact.end] == fact.true for fact in made.response.facts)


@pytest.mark.parametrize("name", NAMES)
def test_it_moves_nothing_that_it_declares_fixed(name: str) -> None:
    assert manipulation(name, shipped()).surprises == []


@pytest.mark.parametrize("name", DOSED)
def test_a_higher_dose_makes_more_edits_and_moves_a_feature_further(name: str) -> None:
    doses = [f"{name}:dose={level}" for level in LEVELS]
    items = [{item.id: made for item, made in rewrites(dose)} for dose in doses]
    common = [key for key in items[0] if all(key in found for found in items)]
    steps = [np.mean([found[key].dose for key in common]) for found in items]
    assert steps[0] < steps[1] < steps[2]
    means = [
        {n: np.mean([features(found[key].response.text)[n] for key in common]) for n in FEATURES}
        for found in items
    ]
    rows = [[mean[n] for mean in means] for n in perturbation(name).about.moves]
    assert any(a < b < c or a > b > c for a, b, c in rows), rows


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_code_and_tables_survive_in_awkward_documents(name: str, document: str) -> None:
    item, response, made = on(name, DOCUMENTS[document])
    one = perturbation(name)
    if isinstance(made, Rejected):
        assert made.reason
        return
    assert replaced(response.text, made.edits) == made.response.text
    if check(item, response, made, one.about.keeps) or one.about.kind not in ("style", "control"):
        return
    for line in response.text.split("\n"):
        if line.startswith("|") or "@keep" in line:
            assert line in made.response.text, line


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_no_text_crashes_it(name: str, text: str) -> None:
    item, response, made = on(name, text)
    if isinstance(made, Rewrite):
        check(item, response, made, perturbation(name).about.keeps)
        assert replaced(text, made.edits) == made.response.text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text",
    ["", " ", "[[A>>B]] " * 50, "word " * 20_000, "\ud800"],
    ids=["empty", "blank", "markers", "100,000 characters", "surrogate"],
)
def test_a_strange_response_is_rewritten_or_rejected_and_crashes_nothing(
    name: str, text: str
) -> None:
    item, response, made = on(name, text)
    if isinstance(made, Rewrite):
        check(item, response, made, perturbation(name).about.keeps)
    else:
        assert made.reason
