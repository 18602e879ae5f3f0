"""The records that flow through sosprobe, from a question to an estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol, TypedDict

Category = Literal[
    "knowledge",
    "mathematics",
    "reasoning",
    "code",
    "language",
    "instruction",
    "safety",
    "advice",
    "other",
]
FactKind = Literal["number", "date", "unit", "entity", "term", "code", "caution", "constraint"]
ConstraintKind = Literal[
    "max_words",
    "min_words",
    "forbidden_words",
    "required_words",
    "forbidden_characters",
    "sentences",
    "paragraphs",
    "starts_with",
    "ends_with",
    "lowercase",
]
Kind = Literal["style", "substance", "control", "attack"]

PLAIN = "none"
"""The arm that changes nothing."""


class Message(TypedDict):
    """One turn of a conversation with a judge."""

    role: Literal["system", "user", "assistant"]
    content: str


Messages = tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A statement in a response that a swap makes false.

    `start` and `end` are character offsets of `true` in the response's text; `false` is a value of
    the same kind and nearly the same length.
    """

    start: int
    end: int
    true: str
    false: str
    kind: FactKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A demand of the prompt that a machine can check, for example at most 120 words."""

    kind: ConstraintKind
    value: int | str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer to an item's prompt, with what is known about it."""

    text: str
    facts: tuple[Fact, ...] = ()
    key_points: tuple[str, ...] = ()
    """Whole sentences of the text that a complete answer needs."""
    constraints: tuple[Constraint, ...] = ()
    gold: float | None = None
    """How good the answer is, on the data set's own scale; higher is better."""
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question with one or more responses."""

    id: str
    prompt: str
    category: str
    responses: Mapping[str, Response]
    tests: str = ""
    """Python assertions that the code in a code item's reference passes."""
    source: str = ""
    sources: tuple[str, ...] = ()
    """Where the facts of the reference can be looked up."""
    licence: str = ""
    answer: str = ""
    """A correct answer to show to a judge; empty if there is none but the reference."""
    rubric: str = ""
    """What this item's responses are graded by, for templates with a rubric."""

    @property
    def reference(self) -> Response:
        """The response called `reference`: the correct plain-text answer of a probe item."""
        return self.responses["reference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Replace the characters `start` to `end` of the text before by `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """What a perturbation made of a response: the new response, and the edits that lead to it."""

    response: Response
    edits: tuple[Edit, ...]
    dose: float
    """How strongly it was applied, from 0 (not at all) to 1 (as far as the perturbation goes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Why a response was not rewritten, or why its rewrite was thrown away."""

    reason: str
    """A reason code that the report counts, for example `numbers` or `no-facts`."""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Side:
    """One side of a pair: which response of the item, and the arms it went through."""

    response: str = "reference"
    style: str = PLAIN
    substance: str = PLAIN

    @property
    def label(self) -> str:
        """A short name, for example `reference+markdown+factual_error`."""
        arms = [arm for arm in (self.style, self.substance) if arm != PLAIN]
        return "+".join([self.response, *arms])


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Trial:
    """One question to a judge: everything that identifies it before anything is asked."""

    item: str
    a: Side
    b: Side
    swapped: bool = False
    """Whether side `b` is shown first."""
    repeat: int = 0
    dose: float = 0.0
    """Dose of the style arm of side `b`; 0 if it has none."""
    among: tuple[Side, ...] = ()
    """All sides in the order shown, where more than these two are shown at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a judge sent back."""

    text: str
    logprobs: Mapping[str, float] | None = None
    """Log probability of each candidate first token (natural logarithm), if the judge tells."""
    finish_reason: str = "stop"
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    latency: float = 0.0
    """Seconds from sending to receiving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a reply may look like, for a judge that can hold its model to it.

    One of the two is given. A judge that cannot ignores it: the messages ask for the form in words.
    """

    choices: tuple[str, ...] = ()
    """The texts of which the reply is one."""
    schema: Mapping[str, object] | None = None
    """JSON schema of the object that the reply is."""


class Outcome(StrEnum):
    """How a question to a judge ended."""

    VALID = "valid"
    TIE = "tie"
    INVALID = "invalid"
    AMBIGUOUS = "ambiguous"
    REFUSED = "refused"
    TRUNCATED = "truncated"
    ERROR = "error"

    @property
    def counted(self) -> bool:
        """Whether a preference came out of it."""
        return self in (Outcome.VALID, Outcome.TIE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A judge's preference between the two sides, in the order in which it is stored.

    A template's parse gives it in the order SHOWN; `Verdict.unswapped` turns it once into the
    pair's own order.
    """

    outcome: Outcome
    preference: float | None = None
    """1 if the second side is preferred, 0 if the first, 0.5 for a tie; None if none came out."""
    strength: int = 0
    """0 tie, 1 better, 2 much better."""
    soft: float | None = None
    """Probability of the second side from token probabilities, if there are any."""
    detail: str = ""
    criteria: Mapping[str, float] = field(default_factory=dict[str, float])
    """Preference for the second side by criterion, 0 to 1, if the judge was asked for it."""
    scores: tuple[float, float] | None = None
    """The grades of the two sides, if each was graded."""

    def unswapped(self) -> Verdict:
        """Return the same verdict with the two sides exchanged."""
        return Verdict(
            outcome=self.outcome,
            preference=None if self.preference is None else 1 - self.preference,
            strength=self.strength,
            soft=None if self.soft is None else 1 - self.soft,
            detail=self.detail,
            criteria={name: 1 - value for name, value in self.criteria.items()},
            scores=None if self.scores is None else (self.scores[1], self.scores[0]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One number with its interval: a row of the results table."""

    table: str
    """Which question it answers, for example `effect` or `logit`."""
    term: str
    value: float
    low: float
    high: float
    unit: str
    n: int
    clusters: int
    p: float | None = None
    p_adjusted: float | None = None
    """Holm's p over the rows of the table."""
    q: float | None = None
    """Benjamini and Hochberg's, likewise."""
    note: str = ""


class Judge(Protocol):
    """Send messages, return the reply; raise `JudgeError` and nothing else. Knows no pairs."""

    @property
    def identity(self) -> Mapping[str, object]:
        """What makes a reply this judge's: provider, model, endpoint, parameters; never a key."""
        ...

    @property
    def in_flight(self) -> int:
        """How many questions it likes to have open at once."""
        ...

    @property
    def template(self) -> str:
        """The name of the template it is asked with unless the user names another."""
        ...

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        """Send `messages` and return the reply; `repeat` tells equal questions apart.

        A judge whose identity says `structured` holds the reply to `form`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a perturbation says of itself."""

    kind: Kind
    """Whether it changes style, substance or nothing, or attacks the judge."""
    bias: str
    """The judge's weakness that it shows, by the field's name for it."""
    keeps: tuple[str, ...] = ()
    """Names of the invariants that its rewrites promise to hold."""
    moves: tuple[str, ...] = ()
    """Names of the features (`perturbations.features`) that it moves; all others stay."""
    idempotent: bool = False
    """Whether a second application changes nothing more, or finds no site."""


class Perturbation(Protocol):
    """Rewrite one response: same response, parameters and seed, same result."""

    @property
    def about(self) -> About:
        """Its kind, the bias it shows, what it keeps and what it moves."""
        ...

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the rewrite of `response`, or the reason why it does not apply."""
        ...
