"""A design lists all its cells, in an order that shares prompts, before anything is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from sosprobe.data.probe_set import shipped
from sosprobe.errors import BadInput, SetupError
from sosprobe.judges.template_file import load_template
from sosprobe.probes.arrange import arranged
from sosprobe.probes.design import Factorial, Pairs, sample
from sosprobe.probes.experiment import Settings, prepare
from sosprobe.probes.plan import make_plan, prepared
from sosprobe.probes.prices import prices
from sosprobe.probes.rewrites import Workshop
from sosprobe.types import Item, Response, Side, Trial

DESIGN = Factorial(
    styles=("markdown", "lengthen"),
    substances=("factual_error", "omission"),
    controls=("identity", "neutral"),
    repeats=2,
)


def workshop(count: int = 12) -> Workshop:
    return Workshop(items={item.id: item for item in sample(shipped(), count, seed=1)})


def test_the_same_design_lists_the_same_trials() -> None:
    assert DESIGN.trials(workshop()) == DESIGN.trials(workshop())


def test_no_trial_is_listed_twice() -> None:
    trials = DESIGN.trials(workshop())
    assert max(Counter(trials).values()) == 1


def test_a_style_arm_has_all_its_cells_for_an_item_or_none() -> None:
    cells: dict[tuple[str, str], set[str]] = {}
    for trial in DESIGN.trials(workshop(0)):
        if trial.b.style in DESIGN.styles:
            cells.setdefault((trial.item, trial.b.style), set()).add(trial.b.substance)
    assert cells
    assert all(found == {"none", "factual_error", "omission"} for found in cells.values())


def test_every_pair_is_asked_in_both_orders_and_equal_texts_once_a_repeat() -> None:
    orders: dict[tuple[str, Side, int], list[bool]] = {}
    for trial in DESIGN.trials(workshop()):
        orders.setdefault((trial.item, trial.b, trial.repeat), []).append(trial.swapped)
    for (_, side, _), swaps in orders.items():
        assert sorted(swaps) == ([False] if side == Side() else [False, True])


def test_trials_that_show_the_same_response_first_stand_together() -> None:
    seen: list[tuple[str, int, Side]] = []
    for trial in DESIGN.trials(workshop()):
        first = (trial.item, trial.repeat, trial.b if trial.swapped else trial.a)
        if not seen or seen[-1] != first:
            seen.append(first)
    assert len(seen) == len(set(seen))


def test_a_rejected_rewrite_takes_its_whole_arm_out_and_is_counted() -> None:
    shop = workshop(0)
    trials = DESIGN.trials(shop)
    for (item, side), reject in shop.rejects.items():
        assert reject.reason
        assert not any(t.item == item and t.b.style == side.style != "none" for t in trials)
    assert shop.rejects


def test_graded_responses_are_compared_where_the_grades_differ() -> None:
    responses = {
        name: Response(text=name, gold=gold) for name, gold in (("a", 1), ("b", 0), ("c", 0))
    }
    item = Item(id="x", prompt="?", category="other", responses=responses)
    trials = Pairs().trials(Workshop(items={"x": item}))
    pairs = {(t.a.response, t.b.response) for t in trials}
    assert pairs == {("a", "b"), ("a", "c")}
    assert len(trials) == 4


def test_a_sample_is_balanced_and_the_seed_decides_it() -> None:
    chosen = sample(shipped(), 16, seed=1)
    assert set(Counter(item.category for item in chosen).values()) == {2}
    assert chosen == sample(shipped(), 16, seed=1)
    assert chosen != sample(shipped(), 16, seed=2)
    assert sample(shipped(), 0, seed=1) == list(shipped())
    assert sample(shipped(), 10_000, seed=1) == list(shipped())


def test_the_oracle_says_what_the_response_shown_first_has_more_of() -> None:
    workshop = prepared(sample(shipped(), 6, seed=1), DESIGN)
    plan = make_plan(workshop, DESIGN.trials(workshop), load_template("pairwise"))
    oracle = plan.oracle()
    for entry in plan.asked:
        features = oracle[plan.render(entry)[0][0][-1]["content"]]
        trial: Trial = entry.trial
        sign = 1 if trial.swapped else -1
        assert features.get("markdown", 0.0) == sign * (trial.b.style == "markdown")
        assert features.get("error", 0.0) == sign * (trial.b.substance != "none")
        assert (features["length"] * sign > 0) == (trial.b.style == "lengthen") or (
            trial.b.style != "lengthen"
        )


def test_the_plan_is_counted_and_priced_from_the_table_or_the_users_price() -> None:
    experiment = prepare(Settings(judge="openai:gpt-4o-mini", base_url="http://127.0.0.1:1/v1"))
    assert 0 < experiment.size().questions <= len(experiment.plan.asked)
    assert experiment.cost(experiment.judge, 1_000_000, 1_000_000) == 0.15 + 0.60
    unknown = Settings(judge="openai:unheard-of", base_url="http://127.0.0.1:1/v1")
    assert prepare(unknown).expected_cost() is None
    dear = prepare(replace(unknown, price=(1.0, 2.0)))
    assert dear.cost(dear.judge, 1_000_000, 1_000_000) == 3.0


def test_a_table_of_the_users_own_prices_models_and_refuses_what_no_price_can_be(
    tmp_path: Path,
) -> None:
    table = tmp_path / "prices.toml"
    table.write_text('[usd_per_million_tokens]\n"mine" = { in = 2, out = 4 }\n')
    found = prices(file=table)
    mine = found.of({"provider": "openai", "model": "mine"})
    assert mine is not None
    assert mine.of(1_000_000, 500_000) == 4.0
    assert found.of({"provider": "openai", "model": "gpt-4o-mini"}) is not None
    for content in ('"mine" = { in = -2, out = 4 }', '"mine" = { in = 2 }', '"mine" = 3'):
        table.write_text(f"[usd_per_million_tokens]\n{content}\n")
        with pytest.raises(BadInput, match="mine"):
            prices(file=table)
    with pytest.raises(SetupError, match="zero or more"):
        prices((-1.0, 2.0))


def test_responses_graded_alone_are_asked_in_one_order_and_several_in_two() -> None:
    workshop = prepared(sample(shipped(), 3, seed=1), DESIGN)
    trials = DESIGN.trials(workshop)
    alone = arranged(trials, "one")
    assert {(t.item, t.a, t.b) for t in alone} == {(t.item, t.a, t.b) for t in trials}
    assert not any(trial.swapped for trial in alone)
    several = arranged(trials, "several")
    orders = Counter((t.item, t.repeat, t.a, t.b) for t in several)
    assert set(orders.values()) == {2}
    for pair in orders:
        both = [t for t in several if (t.item, t.repeat, t.a, t.b) == pair]
        assert {trial.swapped for trial in both} == {False, True}
        for trial in both:
            places = trial.among.index(trial.a), trial.among.index(trial.b)
            assert (places[1] < places[0]) == trial.swapped


def test_a_template_that_needs_what_an_item_lacks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("prompt,response_a,response_b\nWhy?,Because.,No idea.\n")
    settings = Settings(judge="openai:m", base_url="http://127.0.0.1:1/v1", data=str(path))
    with pytest.raises(SetupError, match="needs a reference"):
        prepare(replace(settings, template="pair_tie_reference"))
    path.write_text("prompt,response_a,response_b,reference\nWhy?,Because.,No idea.,So it is.\n")
    plan = prepare(replace(settings, template="pair_tie_reference")).plan
    assert "So it is." in plan.render(plan.asked[0])[0][0][-1]["content"]
