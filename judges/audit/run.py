"""Try a template's parser on every nasty reply; nothing is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sosprobe.errors import SetupError
from sosprobe.judges.audit.any_kind import any_kind
from sosprobe.judges.audit.case import Case, says
from sosprobe.judges.audit.marked import marked
from sosprobe.judges.audit.objects import objects
from sosprobe.judges.audit.pairs import two_grades
from sosprobe.judges.audit.whole import labels, numbers
from sosprobe.judges.kinds.kind import Reading
from sosprobe.judges.template import Template
from sosprobe.judges.wording import LETTERS, LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A case and what the template's parser read."""

    case: Case
    reading: Reading

    @property
    def right(self) -> bool:
        """Whether it was read rightly."""
        return self.case.right(self.reading)


def audit(template: Template) -> list[Tried]:
    """Return every case that fits the template, tried.

    Raises
    ------
    SetupError
        If the template reads replies by its own patterns and does not say what they match.
    """
    return [
        Tried(case=case, reading=template.kind.read(template, case.reply))
        for case in cases(template)
    ]


def cases(template: Template) -> Iterator[Case]:
    """Yield the cases for a template: those of its kind, and those that fit every kind."""
    own = list(_own(template))
    good = next(case.reply.text for case in own if not case.outcomes)
    yield from own
    yield from any_kind(good)


def _own(template: Template) -> Iterator[Case]:
    """Yield the cases of a template's kind."""
    match template.verdict:
        case "token":
            yield from labels(*template.labels)
        case "reward":
            yield from numbers()
        case "json":
            yield from objects(template.field, template.legend, ("A>>>B", "neither", 7))
        case "json_score":
            grades, off = _grades(template)
            yield from objects(template.field, [(value, value) for _, value in grades], off)
        case "scores":
            yield from two_grades(template.wraps, template.scale, template.where == "first_line")
        case "score":
            grades, off = _grades(template)
            yield from marked(_put(template), grades, off, "Rating")
        case "best":
            places = [(name, place) for place, name in enumerate(LETTERS[:4])]
            yield from marked(_put(template), places, ("K", "A>B", "tie"), "Verdict")
        case _:
            yield from _levels(template)


def _levels(template: Template) -> Iterator[Case]:
    """Yield the cases for levels, over all or alone."""
    said = dict(template.says)
    if template.patterns:
        levels = [level for level, _ in template.patterns]
        if missing := [level for level in levels if level not in said]:
            raise SetupError(
                f"{template.name} reads replies by patterns. Say in a table `says` what a reply "
                f"looks like that means {', '.join(missing)}."
            )
        offered = [(said[level], level) for level in levels]
        yield from marked(lambda mark: mark, offered, (), "Verdict")
        return
    own = {mark.casefold() for mark, _ in template.legend}
    usual = {level.casefold() for level in LEVELS}
    strange = [mark for mark in ("A>>>B", "A>A", "C", "B") if mark.casefold() not in own]
    if not own & usual:
        strange += ["A>>B", "B>A"]
    yield from marked(_put(template), template.legend, strange, "Verdict")
    if own == usual:
        for mark, level in {"A<B": "B>A", "A<<B": "B>>A", "B<A": "A>B", "A≫B": "A>>B"}.items():
            yield says(f"turned round: {mark}", f"Verdict: {_put(template)(mark)}", level)


def _grades(template: Template) -> tuple[list[tuple[str, float]], list[str]]:
    """Return grades that are on the scale, as written and as meant, and some that are not."""
    if template.grades:
        return list(template.grades), ["3"]
    low, high = template.scale
    middle = (low + high) / 2
    on = [(f"{value:g}", value) for value in (low, middle, high)]
    on.insert(1, (f"{middle:.2f}", round(middle, 2)))
    on.insert(2, (f"{middle:g}/{high:g}", middle))
    return on, [f"{high + 1:g}", f"{low - 1:g}", f"{middle:g}/{10 * high:g}"]


def _put(template: Template) -> Callable[[str], str]:
    """Return what writes a mark as the template asks for it."""
    return lambda mark: template.wrap.replace("X", mark)
