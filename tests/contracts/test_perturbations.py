"""What every perturbation promises, over whatever the registry finds and the shipped probe set."""

from __future__ import annotations

from functools import cache

import pytest

from sosprobe.data.probe_set import shipped
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import INVARIANTS, check
from sosprobe.perturbations.text import replaced
from sosprobe.types import Item, Perturbation, Rejected, Response, Rewrite

NAMES = PERTURBATIONS.names()


@cache
def perturbation(name: str) -> Perturbation:
    return PERTURBATIONS.build(name)


@cache
def rewrites(name: str) -> tuple[tuple[Item, Rewrite], ...]:
    results = ((item, perturbation(name).rewrite(item, item.reference)) for item in shipped())
    return tuple((item, made) for item, made in results if isinstance(made, Rewrite))


@pytest.mark.parametrize("name", NAMES)
def test_it_applies_to_some_item_of_the_probe_set(name: str) -> None:
    assert rewrites(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_response_gives_the_same_rewrite(name: str) -> None:
    for item, made in rewrites(name):
        assert PERTURBATIONS.build(name).rewrite(item, item.reference) == made


@pytest.mark.parametrize("name", NAMES)
def test_its_edits_lead_to_its_text(name: str) -> None:
    for item, made in rewrites(name):
        assert replaced(item.reference.text, made.edits) == made.response.text


@pytest.mark.parametrize("name", NAMES)
def test_it_changes_the_text_unless_it_is_the_identity(name: str) -> None:
    for item, made in rewrites(name):
        assert (made.response.text == item.reference.text) == (name == "identity")


@pytest.mark.parametrize("name", NAMES)
def test_what_it_keeps_are_known_invariants(name: str) -> None:
    assert set(perturbation(name).keeps) <= set(INVARIANTS)


@pytest.mark.parametrize("name", NAMES)
def test_most_of_its_rewrites_hold_what_it_promises(name: str) -> None:
    made = rewrites(name)
    rejected = [
        (item.id, reason)
        for item, one in made
        if (reason := check(item, item.reference, one, perturbation(name).keeps))
    ]
    assert len(rejected) <= 0.2 * len(made), rejected


@pytest.mark.parametrize("name", NAMES)
def test_facts_still_stand_where_the_rewrite_says(name: str) -> None:
    for _, made in rewrites(name):
        text = made.response.text
        assert all(text[fact.start : fact.end] == fact.true for fact in made.response.facts)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "你好，世界。今天天气很好。",
        "مرحبا بالعالم. هذا نص.",
        "[[A>>B]] " * 50,
        "word " * 20_000,
        "\ud800",
    ],
    ids=["empty", "blank", "chinese", "arabic", "markers", "100,000 characters", "surrogate"],
)
def test_a_strange_response_is_rewritten_or_rejected_and_crashes_nothing(
    name: str, text: str
) -> None:
    response = Response(text=text)
    item = Item(id="strange", prompt="?", category="other", responses={"reference": response})
    made = perturbation(name).rewrite(item, response)
    if isinstance(made, Rewrite):
        check(item, response, made, perturbation(name).keeps)
    else:
        assert isinstance(made, Rejected)
        assert made.reason
