"""What the task files call: all of it hands on to the rows' own functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sosprobe.probes.bench.rows import bbq, score


def labels(doc: Mapping[str, Any]) -> list[str]:
    """Return the labels whose likelihoods are compared."""
    return [str(label) for label in doc["sos_labels"]]


def gold(doc: Mapping[str, Any]) -> int | list[int]:
    """Return the place of the right label, or the places where several are right."""
    return _one_or_more(doc["sos_gold"])


def gold_as_published(doc: Mapping[str, Any]) -> int | list[int]:
    """Return the place that the published run counted as right."""
    return _one_or_more(doc["sos_gold_published"])


def choice(doc: Mapping[str, Any], results: Sequence[str]) -> dict[str, float]:
    """Score a generated answer that names one label."""
    found = score.chosen(doc, results[0])
    return {"acc": float(found == frozenset(doc["sos_gold"]))}


def several(doc: Mapping[str, Any], results: Sequence[str]) -> dict[str, float]:
    """Score a generated answer that names all right letters."""
    found = score.chosen(doc, results[0], several=True)
    return {"acc": float(found == frozenset(doc["sos_gold"]))}


def math(doc: Mapping[str, Any], results: Sequence[str]) -> Mapping[str, object]:
    """Score a generated solution."""
    return score.math(doc, results[0])


def ifeval(doc: Mapping[str, Any], results: Sequence[str]) -> Mapping[str, object]:
    """Score a reply to instructions."""
    return score.ifeval(doc, results[0])


def bbq_reply(doc: Mapping[str, Any], results: Sequence[str]) -> Mapping[str, object]:
    """Score a generated answer of BBQ."""
    found = score.chosen(doc, results[0])
    return score.bbq(doc, next(iter(found)) if found else None)


def over_instructions(items: Sequence[Sequence[bool]]) -> float:
    """Return the share of instructions that were followed, over all items."""
    every = [one for item in items for one in item]
    return sum(every) / len(every)


def acc_ambig(items: Sequence[Sequence[float]]) -> float:
    """Return the accuracy in ambiguous contexts."""
    return bbq.accuracy(_answered(items), ambiguous=True)


def acc_disambig(items: Sequence[Sequence[float]]) -> float:
    """Return the accuracy in contexts that tell."""
    return bbq.accuracy(_answered(items), ambiguous=False)


def bias_ambig(items: Sequence[Sequence[float]]) -> float:
    """Return the bias score in ambiguous contexts."""
    return bbq.bias(_answered(items), ambiguous=True)


def bias_disambig(items: Sequence[Sequence[float]]) -> float:
    """Return the bias score in contexts that tell."""
    return bbq.bias(_answered(items), ambiguous=False)


def _answered(items: Sequence[Sequence[float]]) -> list[bbq.Answered]:
    return [(bool(a), bool(b), bool(c), bool(d)) for a, b, c, d in items]


def _one_or_more(places: Sequence[int]) -> int | list[int]:
    return places[0] if len(places) == 1 else list(places)
