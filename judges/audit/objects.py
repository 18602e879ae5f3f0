"""Replies that are nasty for a verdict which stands in a JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sosprobe.judges.audit.case import LOST, Case, Value, lost, says
from sosprobe.types import Outcome


def objects(
    field: str, offered: Sequence[tuple[object, Value]], strange: Sequence[object]
) -> Iterator[Case]:
    """Yield the cases.

    Parameters
    ----------
    field
        The field that holds the verdict.
    offered
        What it may hold, and the value of each, two or more that differ.
    strange
        What it may not hold.
    """
    (one, _), (two, second) = offered[0], offered[-1]

    def put(value: object, **more: object) -> str:
        return json.dumps({"reason": "It is right.", field: value, **more})

    good, other = put(two), put(one)
    for value, meaning in offered:
        yield says(f"plain {value}", put(value), meaning)
        yield says(f"alone {value}", json.dumps({field: value}), meaning)
    for name, text in {
        "pretty": json.dumps({"reason": "r", field: two}, indent=4),
        "in a fence": f"```json\n{good}\n```",
        "in a fence without a language": f"```\n{good}\n```",
        "prose before it": f"Here is my verdict: {good}",
        "prose after it": f"{good}\nThat is all.",
        "prose around it": f"So:\n{good}\nThank you.",
        "the field first": json.dumps({field: two, "reason": "r"}),
        "more fields": put(two, confidence=0.9, notes=["a", "b"]),
        "a nested object": put(two, details={"first": 1, "second": {"deep": True}}),
        "braces in the reason": json.dumps({"reason": "uses {x} and }", field: two}),
        "quotes in the reason": json.dumps({"reason": 'says "no"', field: two}),
        "the other one in the reason": json.dumps({"reason": f"not {one}", field: two}),
        "line breaks escaped": json.dumps({"reason": "a\nb\tc", field: two}),
        "escaped characters": json.dumps({"reason": "é\u2028", field: two}),
        "characters as they are": json.dumps({"reason": "é", field: two}, ensure_ascii=False),
        "after a reasoning block": f"<think>{other}</think>{good}",
        "after an empty block": f"<think></think>\n{good}",
        "the same twice": f"{good}\n{good}",
        "another object before it": f'{{"step": 1}} {good}',
        "another object after it": f'{good} {{"done": true}}',
        "broken braces before it": f"{{ not JSON }} {good}",
        "an open brace before it": f"{{ {good}",
        "in a list": f"[{good}]",
        "a byte order mark": f"\ufeff{good}",
        "carriage returns": f"\r\n{good}\r\n",
        "a very long reason": json.dumps({"reason": "word " * 20_000, field: two}),
        "many braces before it": "{" * 150 + good,
    }.items():
        yield says(name, text, second)
    for name, text in {
        "two that differ": f"{other}\n{good}",
        "cut in the middle": good[: len(good) // 2],
        "cut before the end": good[:-1],
        "single quotes": good.replace('"', "'"),
        "a comma too many": good.replace("}", ",}"),
        "no colon": f'{{"{field}" 1}}',
        "another field": json.dumps({"answer": two}),
        "the field in another spelling": json.dumps({field.upper() + "_": two}),
        "null": put(None),
        "a list": put([two]),
        "an object": put({"value": two}),
        "true": put(True),
        "empty text": put(""),
        "only a string": json.dumps(two),
        "the schema echoed": json.dumps({"properties": {field: {"enum": ["..."]}}}),
        "comments": f"{{ // verdict\n {field}: {two} }}",
        "YAML": f"reason: r\n{field}: {two}",
        "XML": f"<{field}>{two}</{field}>",
    }.items():
        yield lost(name, text, *LOST)
    for value in strange:
        yield lost(f"not offered: {value}", put(value), *LOST)
    yield lost("cut at the token limit", good, Outcome.TRUNCATED, ending="length")
