"""Find out whether an endpoint tells the token probabilities of a prompt, and tells them right."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard, cast

from sosprobe.errors import SetupError
from sosprobe.probes.bench.engine.model import KEY, Model

SENTENCE = "one two three four five six seven eight nine ten eleven twelve"
"""A text whose next word a model can tell, so that it is among the likeliest tokens."""

NEAR = 0.05
"""Most natural logarithms by which two tellings of one token's probability may differ."""

_TRIED = 3
_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Echo:
    """What an endpoint said of the tokens of a prompt."""

    tokens: Sequence[str]
    logprobs: Sequence[float | None]
    tops: Sequence[Mapping[str, float] | None]


def check_echo(model: Model, row: str) -> None:
    """Do nothing if `row` can be asked by likelihood at this endpoint, or say why it cannot.

    The sentence is sent once with echo. Some of its tokens are then asked for as the next token
    after what comes before them, without echo. Both must tell the same probability.

    Raises
    ------
    SetupError
        Naming the row, the reason, and the other instrument.
    """
    echoed = _echo(model, row)
    seen, shifted = 0, 0
    for place in reversed(range(2, len(echoed.tokens))):
        prefix = "".join(echoed.tokens[:place])
        token, said = echoed.tokens[place], echoed.logprobs[place]
        right = _next(model, row, prefix).get(token)
        if right is None or said is None:
            continue
        seen += 1
        if abs(said - right) > NEAR:
            shifted += _neighbour(echoed, place, token, right)
            shift = "off by one row" if shifted else "wrong"
            raise _unfit(
                row,
                f"the endpoint's echoed token probabilities are {shift}: {token!r} after {prefix!r}"
                f" has {said:.2f} in the echo and {right:.2f} as the next token",
            )
        if seen == _TRIED:
            return
    if not seen:
        raise _unfit(row, "the endpoint's echoed token probabilities could not be checked")


def check_chat(model: Model) -> None:
    """Ask a chat endpoint for one word, or say what is wrong with it.

    Raises
    ------
    SetupError
        With the endpoint's own words.
    """
    body = {"messages": [{"role": "user", "content": "Say yes."}], "max_tokens": 1}
    _post(model, "/chat/completions", {"model": model.name, **body}, "")


def _echo(model: Model, row: str) -> _Echo:
    found = _ask(model, row, SENTENCE, echo=True)
    tokens, logprobs, tops = (
        _list(found, name) for name in ("tokens", "token_logprobs", "top_logprobs")
    )
    while tokens and not "".join(tokens).startswith(SENTENCE):  # a mark of the beginning
        tokens, logprobs, tops = tokens[1:], logprobs[1:], tops[1:]
    while tokens and len("".join(tokens)) > len(SENTENCE):  # the one token that was generated
        tokens, logprobs, tops = tokens[:-1], logprobs[:-1], tops[:-1]
    if "".join(tokens) != SENTENCE or len(logprobs) != len(tokens) or len(tops) != len(tokens):
        raise _unfit(row, "the endpoint does not echo a prompt with its token probabilities")
    if any(one is None for one in [*logprobs[1:], *tops[1:]]):
        raise _unfit(row, "the endpoint leaves out token probabilities of an echoed prompt")
    return _Echo(tokens=tokens, logprobs=logprobs, tops=tops)


def _next(model: Model, row: str, prefix: str) -> Mapping[str, float]:
    found = _list(_ask(model, row, prefix, echo=False), "top_logprobs")
    first: object = found[0] if found else None
    return cast("Mapping[str, float]", first) if isinstance(first, dict) else {}


def _neighbour(echoed: _Echo, place: int, token: str, right: float) -> bool:
    """Say whether the row before or after `place` tells what this one should."""
    for other in (place - 1, place + 1):
        top = echoed.tops[other] if 0 < other < len(echoed.tops) else None
        if top is not None and abs(top.get(token, float("inf")) - right) <= 2 * NEAR:
            return True
    return False


def _ask(model: Model, row: str, prompt: str, *, echo: bool) -> dict[str, Any]:
    body: dict[str, object] = {"model": model.name, "prompt": prompt, "max_tokens": 1}
    body |= {"temperature": 0, "logprobs": 5, "seed": 1234} | ({"echo": True} if echo else {})
    answer = _post(model, "/completions", body, row)
    choices = _list(answer, "choices")
    choice: object = choices[0] if choices else None
    found: object = cast("dict[str, Any]", choice).get("logprobs") if choice else None
    if not isinstance(found, dict):
        raise _unfit(row, "the endpoint gives no token probabilities (field `logprobs`)")
    return cast("dict[str, Any]", found)


def _list(table: dict[str, Any], name: str) -> list[Any]:
    value = table.get(name)
    return value if _is_list(value) else []


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _post(model: Model, path: str, body: Mapping[str, object], row: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get(KEY):
        headers["Authorization"] = f"Bearer {key}"
    request = urllib.request.Request(
        model.base_url + path, json.dumps(body).encode(), headers, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            found: object = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            words = error.read(500).decode("utf-8", "replace")
        if row and error.code in (404, 405, 501):
            raise _unfit(row, f"the endpoint has no {path}, it is for chat only") from error
        if row and error.code in (400, 422):
            raise _unfit(
                row, f"the endpoint declined an echo with probabilities: {words}"
            ) from error
        raise SetupError(f"{model.base_url}{path}: {error.code}: {words}") from error
    except (OSError, ValueError) as error:
        raise SetupError(f"{model.base_url}{path} cannot be asked: {error}") from error
    if not isinstance(found, dict):
        raise SetupError(f"{model.base_url}{path}: the answer is no JSON object.")
    return cast("dict[str, Any]", found)


def _unfit(row: str, reason: str) -> SetupError:
    return SetupError(
        f"{row} cannot be asked by likelihood: {reason}. Serve the model with vLLM, name it as "
        f"hf:PATH, or ask with --instrument generate."
    )
