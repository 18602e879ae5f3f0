"""Turn responses into messages, and replies into a verdict; both pure.

A template is one TOML file, see `template_file.py`. Its texts have places such as {{prompt}},
{{first}} and {{second}}; what stands in {{task}} and {{criteria}} is put together from the legend,
the scale and the criteria, so that variations can change them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from sosprobe.errors import SetupError
from sosprobe.judges.kinds.best import Best
from sosprobe.judges.kinds.criteria import Criteria
from sosprobe.judges.kinds.json_object import JsonObject
from sosprobe.judges.kinds.json_score import JsonScore
from sosprobe.judges.kinds.kind import Kind, Shows
from sosprobe.judges.kinds.levels import Levels
from sosprobe.judges.kinds.score import Reward, Score
from sosprobe.judges.kinds.scores import Scores
from sosprobe.judges.kinds.token import Token
from sosprobe.judges.wording import (
    LETTERS,
    LEVELS,
    Labels,
    Legend,
    Reason,
    factor_list,
    listing,
)
from sosprobe.types import Form, Message, Messages, Reply, Verdict

KINDS: Mapping[str, Kind] = {
    "levels": Levels(),
    "token": Token(),
    "criteria": Criteria(),
    "score": Score(),
    "scores": Scores(),
    "json": JsonObject(),
    "json_score": JsonScore(),
    "best": Best(),
    "reward": Reward(),
}
"""What `verdict` may be in a template."""

SHOWN: Mapping[Shows, tuple[str, ...]] = {
    "pair": ("first", "second"),
    "one": ("response",),
    "several": ("responses",),
}
"""The places that hold the responses."""

MORE = ("reference", "rubric", "metrics")
"""Places for what may be known of an item besides its prompt."""

_PLACE = re.compile(r"\{\{(\w+)\}\}")
_FENCE = re.compile(
    r"<(/?)(prompt|reference|rubric|metrics|response(?:_\w{1,20})?)>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A question that a judge is asked about an item beforehand; its answer fills a place."""

    user: str
    system: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A judge prompt and the way its replies are read."""

    name: str
    user: str
    verdict: str
    system: str = ""
    assistant: str = ""
    """A turn after the user's, for models that score a conversation."""
    description: str = ""
    criteria: tuple[str, ...] = ()
    factors: tuple[tuple[str, str], ...] = ()
    """Criteria that get a verdict each: name and meaning."""
    labels: Labels = ("A", "B")
    legend: Legend = tuple((level, level) for level in LEVELS)
    wrap: str = "[[X]]"
    """What a verdict stands in; X is the verdict."""
    wraps: tuple[str, ...] = ()
    """The same for the two grades of kind `scores`."""
    where: Literal["anywhere", "first_line"] = "anywhere"
    patterns: tuple[tuple[str, str], ...] = ()
    """Level and regular expression, instead of legend and wrap."""
    says: tuple[tuple[str, str], ...] = ()
    """Level and how a reply writes it, where patterns read it; for audits."""
    take: Literal["last", "first"] = "last"
    scale: tuple[float, float] = (1.0, 10.0)
    grades: tuple[tuple[str, float], ...] = ()
    """Grades written as words or letters, in lower case, and what they are worth."""
    field: str = "verdict"
    """The field of a JSON reply that holds the verdict."""
    rubric: str = ""
    reason: Reason = "before"
    context: str = ""
    """Sentences about the responses that stand before the task."""
    asides: tuple[tuple[str, Aside], ...] = ()
    """What is asked about an item beforehand, by the place that the answer fills."""

    @property
    def kind(self) -> Kind:
        """What the verdict is and how it is read."""
        return KINDS[self.verdict]

    @property
    def shows(self) -> Shows:
        """How many responses a question shows: a pair, one, or several."""
        return self.kind.shows

    @property
    def places(self) -> set[str]:
        """The places that the texts have."""
        return set(_PLACE.findall(self.system + self.user + self.assistant))

    @property
    def needs(self) -> tuple[str, ...]:
        """What an item has to bring besides prompt and responses."""
        own = {"rubric"} if self.rubric else set[str]()
        wanted = self.places | {
            place for _, aside in self.asides for place in _PLACE.findall(aside.user)
        }
        return tuple(
            name for name in MORE if name in wanted - own - {name for name, _ in self.asides}
        )

    def render(self, prompt: str, *responses: str, **more: str) -> tuple[Messages, int]:
        """Return the messages, and how many markers inside the texts had to be escaped.

        Parameters
        ----------
        responses
            As many as the template shows, in the order shown.
        more
            What is known of the item: `reference`, `rubric`, `metrics`.
        """
        texts = self._parts()
        escaped = 0
        for place, text in ({"prompt": prompt, **more} | self._shown(responses)).items():
            texts[place], count = self._clean(text)
            escaped += count
        if self.shows == "several":
            texts["responses"] = _listed(
                [texts.pop(f"response {n}") for n in LETTERS[: len(responses)]]
            )
        messages: list[Message] = []
        if self.system:
            messages.append({"role": "system", "content": _filled(self.system, texts)})
        messages.append({"role": "user", "content": _filled(self.user, texts)})
        if self.assistant:
            messages.append({"role": "assistant", "content": _filled(self.assistant, texts)})
        return tuple(messages), escaped

    def ask_aside(self, name: str, prompt: str, **more: str) -> Messages:
        """Return the messages that ask beforehand for what fills the place `name`."""
        aside = dict(self.asides)[name]
        texts = {place: self._clean(text)[0] for place, text in {"prompt": prompt, **more}.items()}
        messages: list[Message] = []
        if aside.system:
            messages.append({"role": "system", "content": _filled(aside.system, texts)})
        messages.append({"role": "user", "content": _filled(aside.user, texts)})
        return tuple(messages)

    def parse(self, *replies: Reply, at: tuple[int, int] = (0, 1)) -> Verdict:
        """Return the verdict in the replies, in the order shown.

        Parameters
        ----------
        replies
            One; where each response is graded alone, the first response's and the second's.
        at
            The places of the two responses, where several are shown.
        """
        return self.kind.verdict(self, replies, at)

    @property
    def form(self) -> Form | None:
        """The form of a reply, for judges that can hold a model to it."""
        return self.kind.form(self)

    @property
    def digest(self) -> str:
        """A short hash of everything the judge sees of the template, and of how it is read."""
        parts = self._parts()
        seen = [_filled(text, parts) for text in (self.system, self.user, self.assistant)]
        read = (self.legend, self.wrap, self.wraps, self.patterns, self.take, self.scale)
        text = "\0".join((self.verdict, *seen, str(read), self.field, str(self.asides)))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def named(self, name: str) -> Template:
        """Return the template under another name."""
        return replace(self, name=name)

    def _shown(self, responses: tuple[str, ...]) -> dict[str, str]:
        """Return the responses by place."""
        if self.shows == "several":
            if not 2 <= len(responses) <= len(LETTERS):
                raise SetupError(f"{self.name} shows 2 to {len(LETTERS)} responses at once.")
            return {f"response {n}": text for n, text in zip(LETTERS, responses, strict=False)}
        return dict(zip(SHOWN[self.shows], responses, strict=True))

    def _clean(self, text: str) -> tuple[str, int]:
        """Return a text in which nothing reads as a verdict or as a fence of the prompt."""
        return _cleaned(self, text)

    def _parts(self) -> dict[str, str]:
        """Return what stands in the places that do not depend on the item."""
        return dict(_parts(self))


@lru_cache(maxsize=64)
def _parts(template: Template) -> Mapping[str, str]:
    return {
        "a": template.labels[0],
        "b": template.labels[1],
        "criteria": factor_list(template.factors)
        if template.factors
        else listing(template.criteria)
        if template.criteria
        else "",
        "context": f"{template.context}\n\n" if template.context else "",
        "task": template.kind.task(template),
        "rubric": template.rubric,
    }


@lru_cache(maxsize=65_536)
def _cleaned(template: Template, text: str) -> tuple[str, int]:
    clean, marks = template.kind.broken(template, text)
    clean, fences = _FENCE.subn(r"< \1\2>", clean) if "<" in clean else (clean, 0)
    return clean, marks + fences


def _listed(responses: list[str]) -> str:
    """Return several responses, each between its own tags."""
    return "\n\n".join(
        f"<response_{name}>\n{text}\n</response_{name}>"
        for name, text in zip(LETTERS, responses, strict=False)
    )


def _filled(text: str, parts: Mapping[str, str]) -> str:
    """Return `text` with its places filled, each once: what is put in is never read again."""
    return _PLACE.sub(lambda match: parts.get(match[1], match[0]), text)
