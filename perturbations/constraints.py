"""Demands of a prompt that a machine can check."""

from __future__ import annotations

import re

from sosprobe.perturbations.text import sentences, without_marks
from sosprobe.surface import words
from sosprobe.types import Constraint


def holds(constraint: Constraint, text: str) -> bool:
    """Say whether `text` meets `constraint`.

    >>> holds(Constraint(kind="max_words", value=3), "one two three four")
    False
    """
    value = constraint.value
    many = value if isinstance(value, tuple) else ()
    number = value if isinstance(value, int) else 0
    start = value if isinstance(value, str) else ""
    plain = without_marks(text).strip()
    match constraint.kind:
        case "max_words":
            return len(words(plain)) <= number
        case "min_words":
            return len(words(plain)) >= number
        case "forbidden_words":
            return not any(_has(word, plain) for word in many)
        case "required_words":
            return all(_has(word, plain) for word in many)
        case "forbidden_characters":
            return not any(character in text for character in many)
        case "sentences":
            return len(sentences(text)) == number
        case "paragraphs":
            return len([part for part in re.split(r"\n\s*\n", text) if part.strip()]) == number
        case "starts_with":
            return plain.startswith(start)
        case "ends_with":
            return plain.endswith(start)
        case "lowercase":
            return plain == plain.lower()


def _has(phrase: str, text: str) -> bool:
    """Say whether `phrase` stands in `text` as whole words, in any case."""
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None
