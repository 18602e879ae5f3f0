"""Read scores and items' records out of what the harness returns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from sosprobe.errors import SetupError
from sosprobe.probes.bench.engine.job import Job
from sosprobe.probes.bench.engine.records import RowScore

_NO_SHARES = ("perplexity", "bits_per_byte", "bleu", "chrf", "rouge")


def scores(job: Job, found: Mapping[str, Any]) -> tuple[RowScore, ...]:
    """Return the scores of a row's tasks.

    A metric is named as the harness names it, with the filter after a comma where one metric was
    taken through several.

    Raises
    ------
    SetupError
        If none of the metrics that count came out.
    """
    kept: list[RowScore] = []
    for task, row in found["results"].items():
        names = [name for name in row if "," in name and "_stderr," not in name]
        bare = [name.partition(",")[0] for name in names]
        for name in names:
            metric, _, way = name.partition(",")
            value: object = row[name]
            if not isinstance(value, (int, float)) or isinstance(value, bool):
                continue
            if job.metrics and metric not in job.metrics:
                continue
            if any(word in metric for word in _NO_SHARES) or not math.isfinite(value):
                continue
            error: object = row.get(f"{metric}_stderr,{way}")
            kept.append(
                RowScore(
                    part=job.parts.get(task, "" if len(found["results"]) == 1 else task),
                    metric=metric if bare.count(metric) == 1 else name,
                    value=float(value),
                    se=float(error) if isinstance(error, (int, float)) else math.nan,
                    n=int(found["n-samples"][task]["effective"]),
                )
            )
    if not kept:
        there = sorted({name for row in found["results"].values() for name in row if "," in name})
        raise SetupError(
            f"{job.row}: none of {', '.join(job.metrics) or 'its metrics'} came out; there are: "
            f"{', '.join(there) or 'none'}."
        )
    return tuple(kept)


def records(job: Job, found: Mapping[str, Any]) -> Iterator[Mapping[str, object]]:
    """Yield one record for each item and filter: question, answer, what was right, scores."""
    for task, samples in found["samples"].items():
        for sample in samples:
            yield {
                "row": job.row,
                "part": job.parts.get(task, task),
                "instrument": job.instrument,
                "item": sample["doc_id"],
                "filter": sample["filter"],
                "prompts": [_prompt(arguments) for arguments in sample["arguments"]],
                "answers": _flat(sample["resps"]),
                "read": _flat(sample["filtered_resps"]),
                "target": sample["target"],
                "scores": {name: sample[name] for name in sample["metrics"]},
                "doc": sample["doc"],
            }


def empty(job: Job, found: Mapping[str, Any]) -> int:
    """Return how many generated answers hold nothing but white space."""
    if job.instrument != "generate":
        return 0
    blank: set[tuple[str, int]] = set()
    for task, samples in found["samples"].items():
        for sample in samples:
            if not any(str(answer).strip() for answer in _flat(sample["resps"])):
                blank.add((task, int(sample["doc_id"])))
    return len(blank)


def _prompt(arguments: Any) -> list[str]:
    """Return the texts among a request's arguments; a chat is one of them, as JSON."""
    texts: list[str] = []
    for part in _parts(arguments):
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, tuple):
            texts += [text for text in _parts(part)[:1] if isinstance(text, str)]
    return texts


def _flat(answers: Any) -> list[object]:
    """Return a list of answers without the harness's inner lists of repeats."""
    if not isinstance(answers, list):
        return [answers]
    found: list[object] = []
    for answer in _parts(answers):
        repeats = _parts(answer) if isinstance(answer, list) else [answer]
        found.append(repeats[0] if len(repeats) == 1 else repeats)
    return found


def _parts(several: Any) -> list[object]:
    return list(several.values()) if hasattr(several, "values") else list(several)
