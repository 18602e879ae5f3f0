"""A design lists all its cells, in an order that shares prompts, before anything is asked."""

from __future__ import annotations

from collections import Counter

from sosprobe.data.probe_set import shipped
from sosprobe.judges.template_file import load_template
from sosprobe.probes.design import Factorial, Pairs, sample
from sosprobe.probes.experiment import Settings, prepare
from sosprobe.probes.plan import make_plan, price
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
    plan = make_plan(sample(shipped(), 6, seed=1), DESIGN, load_template("pairwise"))
    oracle = plan.oracle()
    for entry in plan.asked:
        features = oracle[entry.messages[-1]["content"]]
        trial: Trial = entry.trial
        sign = 1 if trial.swapped else -1
        assert features.get("markdown", 0.0) == sign * (trial.b.style == "markdown")
        assert features.get("error", 0.0) == sign * (trial.b.substance != "none")
        assert (features["length"] * sign > 0) == (trial.b.style == "lengthen") or (
            trial.b.style != "lengthen"
        )


def test_the_plan_is_counted_and_priced_from_the_table_or_the_users_price() -> None:
    experiment = prepare(Settings(judge="openai:gpt-4o-mini", base_url="http://127.0.0.1:1/v1"))
    plan = experiment.plan
    assert plan.questions <= len(plan.asked)
    assert experiment.cost(1_000_000, 1_000_000) == 0.15 + 0.60
    dear = prepare(
        Settings(judge="openai:unheard-of", base_url="http://127.0.0.1:1/v1", price=(1.0, 2.0))
    )
    assert dear.cost(1_000_000, 1_000_000) == 3.0
    assert price("unheard-of", 1, 1) is None
