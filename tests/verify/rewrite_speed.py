"""Time rewrites and their gate: `python -m tests.verify.rewrite_speed docs/rewrite_speed.md`.

The measure is one pass of spaCy's blank English tokenizer and sentencizer over the same texts. Both
take turns in this process, a hundred texts at a time, so the ratio holds on a busy machine as well.
spaCy keeps every word that it has met, and sentences recur in these texts, so its tokenizer is made
anew after two hundred: a text then costs it what one of MT-Bench or LLMBar does. What a tokenizer
costs that has met all the words is told beside it.
Texts stream through: with four times as many, the largest memory must stay where it was.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd
import spacy
from spacy.language import Language

from sosprobe.data.probe_set import shipped
from sosprobe.perturbations.gate import apply
from sosprobe.types import Item, Response, Rewrite
from tests.verify.pages import markdown
from tests.verify.perturbations import perturbations

TEXTS = 2000
FEW = 500
CHUNK = 100
WORDS = 175
"""Words at which a response stops growing; its last paragraph brings it to 200 on average."""
RENEWED = 2
"""Chunks after which the tokenizer is made anew."""
WARM = 20
BAR = 3.0
"""Passes of the tokenizer that a perturbation and its gate may cost."""
SLOWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Processor seconds of each perturbation with its gate, and of the baseline."""

    ours: dict[str, float] = field(default_factory=dict[str, float])
    baseline: list[float] = field(default_factory=list[float])
    warm: list[float] = field(default_factory=list[float])
    """The same with one tokenizer for all texts."""


def main(path: Path) -> None:
    """Time both sides, measure memory at two sizes, and write the page."""
    times = timed(TEXTS)
    memory = {count: peak(count) for count in (FEW, TEXTS)}
    text = report(times, memory)
    path.write_text(text)
    print(text)


def responses(count: int, *, first: int = 0) -> Iterator[tuple[Item, Response]]:
    """Yield responses of about 200 words, made of runs of sentences from several items.

    Number n is the same in every run, and no two are equal.
    """
    for number in range(first, first + count):
        rng = random.Random(number)
        parts: list[str] = []
        length = 0
        while length < WORDS:
            part = _cut(rng)
            parts.append(part)
            length += len(part.split())
        response = Response(text="\n\n".join(parts))
        yield (
            Item(
                id=f"speed/{number}",
                prompt=rng.choice(shipped()).prompt,
                category="other",
                responses={"reference": response},
            ),
            response,
        )


def timed(count: int) -> Times:
    """Return the seconds of both sides over so many texts, after a few others to warm up."""
    nlp, warm = tokenizer(), tokenizer()
    tried = list(responses(WARM, first=count))
    _ours(tried, dict.fromkeys(perturbations(), 0.0))
    _baseline(warm, tried)
    times = Times(ours=dict.fromkeys(perturbations(), 0.0))
    for start in range(0, count, CHUNK):
        chunk = list(responses(min(CHUNK, count - start), first=start))
        if start // CHUNK % 2:
            _ours(chunk, times.ours)
        if start // CHUNK % RENEWED == 0:
            nlp = tokenizer()
        times.baseline.append(_baseline(nlp, chunk))
        times.warm.append(_baseline(warm, chunk))
        if not start // CHUNK % 2:
            _ours(chunk, times.ours)
    return times


def tokenizer() -> Language:
    """Return spaCy's blank English pipeline with its rule-based sentencizer."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp


def peak(count: int) -> float:
    """Return the largest memory, in MiB, of a process that rewrites so many texts."""
    command = [sys.executable, "-m", "tests.verify.rewrite_speed", "stream", str(count)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root)
    return float(done.stdout)


def stream(count: int) -> float:
    """Rewrite so many texts, write each rewrite out at once, and return the peak in MiB."""
    with Path(os.devnull).open("w", encoding="utf-8") as file:
        for item, response in responses(count):
            for spec, one in perturbations().items():
                made = apply(one, item, response)
                text = made.response.text if isinstance(made, Rewrite) else made.reason
                file.write(json.dumps({"item": item.id, "arm": spec, "text": text}) + "\n")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(times: Times, memory: dict[int, float]) -> str:
    """Return the page."""
    baseline, warm = sum(times.baseline), sum(times.warm)
    count = len(times.ours)
    total = sum(times.ours.values())
    slowest = sorted(times.ours.items(), key=lambda pair: -pair[1])[:SLOWEST]
    seconds = {
        "spaCy's tokenizer and sentencizer": baseline,
        "the same, all words met before": warm,
        f"all {count} perturbations with the gate": total,
        "one of them on average": total / count,
        **{f"`{spec}`": taken for spec, taken in slowest},
    }
    table = pd.DataFrame({"what": list(seconds), "seconds": list(seconds.values())})
    table["ratio"] = (table["seconds"] / baseline).round(2)
    table["to warm"] = (table["seconds"] / warm).round(2)
    table["seconds"] = table["seconds"].round(2)
    ratio = total / count / baseline
    sizes = pd.DataFrame(
        [{"texts": size, "largest memory, MiB": round(mib, 1)} for size, mib in memory.items()]
    )
    words = sum(len(response.text.split()) for _, response in responses(TEXTS)) / TEXTS
    return (
        "# Speed of rewrites\n\n"
        f"Made by `make bench-perturb`; do not edit. {TEXTS:,} different responses of "
        f"{words:.0f} words on average, joined from sentences of the probe set. Every style "
        "perturbation that needs no model rewrites each of them and the gate checks the rewrite; "
        "the measure is one pass of spaCy's blank English tokenizer and sentencizer over the same "
        "texts. Seconds are the processor's, both sides taking turns in one process. `ratio` is to "
        f"a tokenizer made anew after {RENEWED * CHUNK} texts, so that it meets new words as it "
        "would in real responses; `to warm` is to one that has met all words.\n\n"
        f"A perturbation with its gate costs {ratio:.2f} passes of the tokenizer on average; the "
        f"bar is {BAR:g}: {'met' if ratio <= BAR else 'NOT met'}. The {SLOWEST} slowest are named."
        f"\n\n{markdown(table)}\n\n"
        "Memory of a process that rewrites so many texts and writes each rewrite out:\n\n"
        f"{markdown(sizes)}\n"
    )


def _ours(chunk: list[tuple[Item, Response]], seconds: dict[str, float]) -> None:
    """Rewrite and check a chunk, and add what each perturbation took.

    A text is read once for all perturbations; who comes first, and pays for that, goes round.
    """
    order = list(perturbations().items())
    for turn, (item, response) in enumerate(chunk):
        first = turn % len(order)
        for spec, one in order[first:] + order[:first]:
            start = time.process_time()
            apply(one, item, response)
            seconds[spec] += time.process_time() - start


def _baseline(nlp: Language, chunk: list[tuple[Item, Response]]) -> float:
    """Return the seconds that the tokenizer takes for a chunk."""
    start = time.process_time()
    for doc in nlp.pipe(response.text for _, response in chunk):
        sum(1 for _ in doc.sents)
    return time.process_time() - start


def _cut(rng: random.Random) -> str:
    """Return a paragraph of some item: a run of its sentences, or a whole block of code."""
    sentences = rng.choice(_paragraphs())
    most = min(len(sentences), rng.randint(2, 6))
    start = rng.randrange(len(sentences) - most + 1)
    return " ".join(sentences[start : start + most])


@cache
def _paragraphs() -> tuple[tuple[str, ...], ...]:
    """Return the sentences of each paragraph of the probe set; code is one sentence."""
    found: list[tuple[str, ...]] = []
    for item in shipped():
        for number, part in enumerate(item.reference.text.split("```")):
            if number % 2:
                found.append((f"```{part}```",))
                continue
            for paragraph in filter(None, (piece.strip() for piece in part.split("\n\n"))):
                ends = paragraph.replace(". ", ".\0").replace("? ", "?\0").split("\0")
                found.append(tuple(ends))
    return tuple(found)


if __name__ == "__main__":
    if sys.argv[1] == "stream":
        print(stream(int(sys.argv[2])))
    else:
        main(Path(sys.argv[1]))
