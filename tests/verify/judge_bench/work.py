"""The pairs that are judged, made on the spot from a few words of our own."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

WORDS_A, WORDS_B = 150, 220
SENTENCE = 14
_WORDS = (
    "the a harbour river machine of in on with under bright careful narrow old second steady "
    "carries turns holds measures needs answer bridge engine garden letter market paper station "
    "tower water window and but because while after before slowly often never twice again there"
).split()


def pairs(count: int) -> Iterator[dict[str, str]]:
    """Yield pairs of a shorter and a longer response; no two are alike."""
    for number in range(count):
        rng = random.Random(number)
        yield {
            "id": f"pair-{number}",
            "prompt": f"Question {number}: how does the {rng.choice(_WORDS)} work, and why?",
            "response_a": text(rng, WORDS_A),
            "response_b": text(rng, WORDS_B),
        }


def text(rng: random.Random, length: int) -> str:
    """Return so many words in sentences."""
    words = [rng.choice(_WORDS) for _ in range(length)]
    sentences = [words[start : start + SENTENCE] for start in range(0, length, SENTENCE)]
    return " ".join(f"{' '.join(sentence).capitalize()}." for sentence in sentences)


def write(path: Path, count: int) -> Path:
    """Write so many pairs to a JSONL file and return its path."""
    with path.open("w", encoding="utf-8") as file:
        for pair in pairs(count):
            file.write(json.dumps(pair) + "\n")
    return path
