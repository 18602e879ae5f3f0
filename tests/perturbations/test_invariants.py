"""The gate lets good rewrites pass and stops each kind of damage, by the right name."""

from __future__ import annotations

import pytest

from sosprobe.perturbations.invariants import INVARIANTS, MEANING, check
from sosprobe.perturbations.text import edited
from sosprobe.types import Constraint, Edit, Item, Rejected, Response, Rewrite

TEXT = (
    "The pump moves 12 litres a minute at 3 bar, and it is not safe below 5 °C. "
    'Maria Keller wrote "check the valve first" in the manual.\n\n'
    "Run `pump --rate 12` before use. See https://example.org/pump for more. "
    "The load must stay <= 40 kg unless the frame is anchored."
)

# what is damaged: (old, new, the invariant that must notice)
DAMAGE = {
    "a number": ("12 litres", "13 litres", "numbers"),
    "a unit": ("5 °C", "5 °F", "numbers"),
    "a unit word": ("40 kg", "40 g", "numbers"),
    "two numbers change places": (
        "12 litres a minute at 3 bar",
        "3 litres a minute at 12 bar",
        "numbers",
    ),
    "a lost negation": ("is not safe", "is safe", "negation"),
    "a new negation": ("it is not safe", "it is not not safe", "negation"),
    "a moved negation": ("it is not safe below", "it is safe not below", "negation"),
    "a lost unless": ("unless the frame", "when the frame", "negation"),
    "a name": ("Maria Keller", "Marta Keller", "entities"),
    "a new name": ("in the manual", "in the Manual of Ohio", "entities"),
    "an operator": ("<= 40", ">= 40", "operators"),
    "inline code": ("--rate 12`", "--rate 12 `", "code"),
    "an address": ("example.org/pump", "example.org/pipe", "links"),
    "a quotation": ("check the valve", "check the pump", "quotes"),
    "the order of claims": (
        "The pump moves 12 litres a minute at 3 bar, and it",
        "At 3 bar the pump moves 12 litres a minute, and it",
        "order",
    ),
    "a lost word": ("a minute", "", "order"),
}


def response(text: str) -> Response:
    return Response(text=text)


@pytest.mark.parametrize("name", DAMAGE)
def test_each_kind_of_damage_is_noticed_by_its_invariant(name: str) -> None:
    old, new, invariant = DAMAGE[name]
    assert TEXT.count(old) == 1
    assert INVARIANTS[invariant](response(TEXT), response(TEXT.replace(old, new)))


HARMLESS = {
    "bold": TEXT.replace("The pump", "The **pump**").replace("12 litres", "**12 litres**"),
    "bullets and heading": "## Overview\n\n- " + TEXT.replace(". ", ".\n- "),
    "an opener": "Clearly, t" + TEXT[1:],
    "a filler sentence": TEXT.replace("below 5 °C. ", "below 5 °C. That is how it is done. "),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_changes_of_style_pass_every_invariant_of_meaning(name: str) -> None:
    moved = {n: INVARIANTS[n](response(TEXT), response(HARMLESS[name])) for n in MEANING}
    assert not any(moved.values()), moved


def test_a_rewrite_whose_edits_do_not_lead_to_its_text_is_rejected() -> None:
    before = response("one two")
    item = Item(id="x", prompt="?", category="other", responses={"reference": before})
    forged = Rewrite(response=response("one three"), edits=(), dose=1.0)
    rejected = check(item, before, forged, ())
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "edits"


def test_a_constraint_that_was_met_must_stay_met() -> None:
    limit = Constraint(kind="max_words", value=3)
    before = Response(text="one two three", constraints=(limit,))
    after = edited(before, [Edit(start=0, end=0, new="zero ")])
    assert INVARIANTS["constraints"](before, after) == "broken: max_words"


def test_a_swap_of_equal_length_keeps_length_and_layout_and_a_long_one_does_not() -> None:
    before = response("The tower is 330 metres tall. " * 5)
    assert INVARIANTS["length"](before, response(before.text.replace("330", "390"))) is None
    assert INVARIANTS["length"](before, response(before.text + "More words here. " * 3))
    assert INVARIANTS["layout"](before, response("- " + before.text))
    assert INVARIANTS["sentences"](before, response(before.text + "One more."))
