"""What every variation of a judge prompt promises, over whatever the registry finds."""

from __future__ import annotations

import inspect
import re

import pytest

from sosprobe.errors import SetupError
from sosprobe.judges.template import Template
from sosprobe.judges.template_file import load_template, template_names
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.wording import marker
from sosprobe.types import Outcome, Reply

NAMES = VARIATIONS.names()
TEMPLATES = [load_template(name) for name in template_names()]
PAIR = ("What is it?", "It is tea.", "It is coffee.")
MORE = {"reference": "Cocoa is meant.", "metrics": "Is it hot?"}


def varied(name: str) -> list[tuple[Template, Template]]:
    """Return each shipped template that can be varied so, and the variation."""
    found: list[tuple[Template, Template]] = []
    for template in TEMPLATES:
        try:
            found.append((template, VARIATIONS.build(name).vary(template)))
        except SetupError as error:
            assert template.name in str(error)
    return found


def shown(template: Template) -> str:
    responses = PAIR[1:2] if template.shows == "one" else PAIR[1:]
    messages, _ = template.render(PAIR[0], *responses, **MORE)
    return "\n".join(message["content"] for message in messages)


def test_there_are_as_many_as_the_literature_asks_for() -> None:
    assert len(NAMES) >= 12


@pytest.mark.parametrize("name", NAMES)
def test_it_applies_to_some_shipped_template_and_changes_what_is_shown(name: str) -> None:
    pairs = varied(name)
    assert pairs
    for before, after in pairs:
        assert shown(after) != shown(before)
        assert after.digest != before.digest
        assert VARIATIONS.build(name).vary(before) == after


@pytest.mark.parametrize("name", NAMES)
def test_the_responses_and_the_prompt_stay_as_they_are(name: str) -> None:
    for _, after in varied(name):
        if after.shows == "one":
            continue
        text = shown(after)
        places = [text.index(part) for part in PAIR]
        assert places == sorted(places)
        assert all(text.count(part) == 1 for part in PAIR)
        assert "{{" not in text


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_and_shows_an_example(name: str) -> None:
    assert VARIATIONS.build(name).bias
    assert ">>> " in (inspect.getdoc(VARIATIONS.maker(name)) or "")


@pytest.mark.parametrize("name", NAMES)
def test_every_level_that_is_offered_is_read_as_the_level_that_it_stands_for(name: str) -> None:
    own = load_template("pairwise")
    for _, after in varied(name):
        if after.verdict != "levels" or "task" not in after.places:
            continue
        offered = re.findall(r"(?m)^(\S+)  +(?:Response|They)", shown(after))
        assert offered == [mark for mark, _ in after.legend]
        for mark, level in after.legend:
            reply = Reply(text=f"So it is.\nVerdict: {after.wrap.replace('X', mark)}")
            assert after.parse(reply) == own.parse(Reply(text=f"Verdict: [[{level}]]"))


@pytest.mark.parametrize("name", NAMES)
def test_a_level_that_is_not_offered_is_no_verdict(name: str) -> None:
    for _, after in varied(name):
        offered = {mark for mark, _ in after.legend}
        for mark in {"A>>B", "A=B", "B>A"} - offered:
            if after.verdict == "levels" and marker(mark, ("B", "A")) not in offered:
                wrapped = after.wrap.replace("X", mark)
                outcome = after.parse(Reply(text=f"Verdict: {wrapped}")).outcome
                assert outcome is Outcome.INVALID


@pytest.mark.parametrize("name", NAMES)
def test_token_answers_are_read_under_the_labels_that_were_shown(name: str) -> None:
    for _, after in varied(name):
        if after.verdict != "token":
            continue
        one, other = after.labels
        assert after.parse(Reply(text=one)).preference == 0
        assert after.parse(Reply(text=f" {other}.")).preference == 1
        soft = after.parse(Reply(text=one, logprobs={one: -0.2, f" {other}": -2.0, "The": -4.0}))
        assert soft.soft is not None
        assert soft.soft < 0.5


def test_under_other_labels_the_letters_mean_nothing() -> None:
    token = VARIATIONS.build("label_names").vary(load_template("token"))
    assert token.parse(Reply(text="A")).outcome is Outcome.INVALID
    lost = token.parse(Reply(text="A", logprobs={"A": -0.1, "B": -3.0}))
    assert lost.outcome is Outcome.INVALID


def test_verdicts_follow_the_labels_that_the_judge_saw() -> None:
    turned = VARIATIONS.build("label_order").vary(load_template("pairwise"))
    assert turned.parse(Reply(text="Verdict: [[B>>A]]")).preference == 0
    named = VARIATIONS.build("label_names:first=One,second=Two").vary(load_template("pairwise"))
    assert named.parse(Reply(text="Verdict: [[One < Two]]")).preference == 1
    assert named.parse(Reply(text="Verdict: **[[Two>One]]**")).preference == 1


def test_a_template_that_lacks_the_part_is_refused_by_name() -> None:
    bare = Template(name="bare", user="{{prompt}} {{first}} {{second}}", verdict="levels")
    for name in NAMES:
        with pytest.raises(SetupError, match="bare"):
            VARIATIONS.build(name).vary(bare)


@pytest.mark.parametrize(
    "spec", ["bandwagon:favours=third", "bandwagon:percent=40", "label_names:first=Y"]
)
def test_a_variation_that_makes_no_sense_is_refused(spec: str) -> None:
    with pytest.raises(SetupError):
        VARIATIONS.build(spec).vary(load_template("pairwise"))
