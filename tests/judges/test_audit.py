"""Every shipped template reads every nasty reply rightly; a careless one is found out."""

from __future__ import annotations

from collections import Counter

import pytest

from sosprobe.errors import SetupError
from sosprobe.judges.audit.run import audit
from sosprobe.judges.template import KINDS, Template
from sosprobe.judges.template_file import load_template, template_names
from sosprobe.judges.variations import VARIATIONS

PAIR, ONE = "{{prompt}} {{first}} {{second}}", "{{prompt}} {{response}}"
LETTERS = (("A", "A>B"), ("B", "B>A"), ("C", "A=B"))
OTHERS = [
    Template(name="boxed", user=PAIR, verdict="levels", wrap=r"\boxed{X}"),
    Template(
        name="output",
        user=PAIR,
        verdict="levels",
        wrap="Output (X)",
        legend=(("a", "A>B"), ("b", "B>A")),
    ),
    Template(
        name="grade",
        user=ONE,
        verdict="score",
        wrap="GRADE: X",
        grades=(("c", 1.0), ("p", 0.5), ("i", 0.0)),
    ),
    Template(name="object", user=ONE, verdict="json_score", field="score", scale=(0, 1)),
    Template(
        name="two", user=PAIR, verdict="scores", wraps=("score_A: X", "score_B: X"), scale=(0, 10)
    ),
    Template(name="first line", user=PAIR, verdict="scores", where="first_line"),
]


def every() -> list[Template]:
    """Return the shipped templates, their variations, and templates of other shapes."""
    found = [load_template(name) for name in template_names()]
    for template in list(found):
        for name in VARIATIONS.names():
            try:
                changed = VARIATIONS.build(name).vary(template)
            except SetupError:
                continue
            found.append(changed.named(f"{template.name}~{name}"))
    return found + OTHERS


@pytest.mark.parametrize("template", every(), ids=lambda template: template.name)
def test_no_nasty_reply_is_read_wrongly(template: Template) -> None:
    tried = audit(template)
    assert len(tried) >= 80
    wrong = {one.case.name: (one.case.wanted, one.reading) for one in tried if not one.right}
    assert not wrong


def test_every_kind_of_verdict_is_audited() -> None:
    assert {template.verdict for template in every()} == set(KINDS)


def test_names_tell_the_replies_apart() -> None:
    for name in template_names():
        names = Counter(one.case.name for one in audit(load_template(name)))
        assert [again for again, count in names.items() if count > 1] == []


def test_a_parser_that_takes_the_first_mark_is_found_out() -> None:
    careless = Template(name="first", user=PAIR, verdict="levels", legend=LETTERS, take="first")
    wrong = {one.case.name for one in audit(careless) if not one.right}
    assert {"a verdict quoted from a response", "the whole legend echoed"} <= wrong


def test_patterns_that_miss_a_spelling_are_found_out() -> None:
    strict = Template(
        name="strict",
        user=PAIR,
        verdict="levels",
        patterns=(("A>B", r"^Winner: A$"), ("B>A", r"^Winner: B$")),
        says=(("A>B", "Winner: A"), ("B>A", "Winner: B")),
    )
    wrong = {one.case.name for one in audit(strict) if not one.right}
    assert {"bold", "a full stop after it", "thanks after it"} & wrong


def test_patterns_without_an_example_are_refused() -> None:
    mute = Template(name="mute", user=PAIR, verdict="levels", patterns=(("A>B", "A"), ("B>A", "B")))
    with pytest.raises(SetupError, match="says"):
        audit(mute)
