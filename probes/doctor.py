"""Find out what a judge can do, with a few tiny requests."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from typing import Any

from sosprobe.errors import JudgeError, SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.answer import dig, whole
from sosprobe.judges.endpoint import NO_KEY, Endpoint
from sosprobe.judges.template_file import load_template
from sosprobe.types import Form, Judge, Reply

PAIR = ("What is 2 + 2?", "2 + 2 is 4.", "2 + 2 is 5.")
"""A toy prompt, the right answer and a wrong one."""

_SECONDS = 10.0
_VERSION = "2023-06-01"
"""The version of Anthropic's API that the header has to name."""

_CONTEXT = ("max_model_len", "context_length", "context_window", "max_input_tokens", "n_ctx")
"""Where servers put the context length of a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing about a judge."""

    what: str
    found: str
    advice: str = ""
    """What to do about it; empty if nothing is missing."""
    fatal: bool = False
    """Whether the judge cannot be used."""


async def examine(judge: Judge, spec: str, base_url: str = "") -> list[Finding]:
    """Return what a judge can do; asks it up to three tiny questions.

    Parameters
    ----------
    spec, base_url
        What `judge` was built from; served judges are built anew with other parameters.
    """
    found = await _verdict(judge)
    if found[0].fatal:
        return found
    endpoint = getattr(judge, "endpoint", None)
    if not isinstance(endpoint, Endpoint):
        return found
    found += await _probabilities(spec, base_url)
    found += await _held(spec, base_url)
    return found + await _server(endpoint, str(judge.identity["model"]), judge)


def _built(spec: str, base_url: str, **more: object) -> Judge:
    address: dict[str, object] = {"base_url": base_url} if base_url else {}
    return JUDGES.build(spec, **address, **more)


async def _ask(judge: Judge, form: Form | None = None) -> Reply:
    """Ask about the toy pair and close the connections."""
    template = load_template(judge.template)
    shown = PAIR if template.shows == "pair" else PAIR[:2]
    more = {place: "2 + 2 is 4." for place in template.needs}
    try:
        return await judge.ask(template.render(*shown, **more)[0], form=form)
    finally:
        close = getattr(judge, "aclose", None)
        if close is not None:
            await close()


async def _verdict(judge: Judge) -> list[Finding]:
    """Ask with the judge's own template, and read its verdict."""
    template = load_template(judge.template)
    try:
        reply = await _ask(judge)
    except JudgeError as error:
        advice = "Check the address, the key and the model's name."
        return [Finding(what="answers", found=f"no: {error}", advice=advice, fatal=True)]
    reading = template.kind.read(template, reply)
    text = " ".join(reply.text.split())[-60:].encode("utf-8", "replace").decode()
    tokens = f"{reply.tokens_in} tokens in, {reply.tokens_out} out, {reply.latency:.2f} s"
    said = reading.outcome if reading.value is None else f"{reading.outcome}, {reading.value}"
    advice = {
        "truncated": "Give it more tokens: max_tokens=2048 (reasoning models need more still).",
        "invalid": "It does not keep to the form that is asked for; try structured=true, "
        "logprobs=true or another template.",
        "refused": "It will not judge this pair; read its reply.",
    }.get(str(reading.outcome), "")
    return [
        Finding(what="answers", found=f"yes, {text!r} ({tokens})"),
        Finding(
            what=f"verdict ({template.name})",
            found=f"{said} {reading.detail}".strip(),
            advice=advice,
        ),
    ]


async def _probabilities(spec: str, base_url: str) -> list[Finding]:
    """Ask for one token and the probabilities of the likeliest."""
    if not _takes(spec, "logprobs"):
        return [Finding(what="token probabilities", found="no: the provider offers none")]
    try:
        reply = await _ask(_built(spec, base_url, logprobs=True))
    except (JudgeError, SetupError) as error:
        return [Finding(what="token probabilities", found=f"no: {error}")]
    if not reply.logprobs:
        return [Finding(what="token probabilities", found="no: the answer holds none")]
    labels = [name for name in ("A", "B") if name in {t.strip() for t in reply.logprobs}]
    listed = " and ".join(labels) or "neither A nor B"
    advice = "" if len(labels) == 2 else "Soft verdicts need both labels among the likely tokens."
    found = f"yes, {len(reply.logprobs)} candidates, {listed} among them"
    return [Finding(what="token probabilities", found=found, advice=advice)]


async def _held(spec: str, base_url: str) -> list[Finding]:
    """Ask for one of two labels that no other question would bring about."""
    if not _takes(spec, "structured"):
        return []
    choices = ("violet", "ochre")
    try:
        reply = await _ask(_built(spec, base_url, structured=True), Form(choices=choices))
    except (JudgeError, SetupError) as error:
        return [Finding(what="structured output", found=f"no: {error}")]
    if reply.text in choices:
        return [Finding(what="structured output", found="yes")]
    found = "no: the server took the request and ignored the form"
    return [Finding(what="structured output", found=found)]


def _takes(spec: str, parameter: str) -> bool:
    maker = JUDGES.maker(spec.partition(":")[0])
    return parameter in inspect.signature(maker).parameters


async def _server(endpoint: Endpoint, model: str, judge: Judge) -> list[Finding]:
    """Ask the server for its models and its batches; that costs nothing."""
    version = "v1/" if judge.identity["provider"] == "anthropic" else ""
    batches = "messages/batches" if version else "batches"
    status, models = await _get(endpoint, f"{version}models")
    known = {str(dig(entry, "id")): entry for entry in _entries(models)}
    found: list[Finding] = []
    if status == 200 and known:
        there = model in known
        listed = ", ".join(sorted(known)[:5])
        advice = "" if there else f"The server lists {listed}."
        found.append(Finding(what="model listed", found="yes" if there else "no", advice=advice))
    entry = known.get(model)
    length = next((whole(dig(entry, name)) for name in _CONTEXT if whole(dig(entry, name))), 0)
    length = length or whole(dig(entry, "meta", "n_ctx_train"))
    told = f"{length:,} tokens" if length else "not told by the server"
    found.append(Finding(what="context length", found=told))
    status, _ = await _get(endpoint, batches if not version else f"{version}{batches}")
    offered = "yes" if status == 200 else f"no (HTTP {status})" if status else "no answer"
    return [*found, Finding(what="batches", found=offered)]


def _entries(models: object) -> list[object]:
    data = dig(models, "data")
    return list(data) if isinstance(data, list) else []  # pyright: ignore[reportUnknownArgumentType]


async def _get(endpoint: Endpoint, path: str) -> tuple[int, object]:
    """Return the status and the decoded answer of a GET; 0 if none came."""
    import aiohttp

    headers: dict[str, str] = {}
    if endpoint.key != NO_KEY:
        headers = {
            "Authorization": f"Bearer {endpoint.key}",
            "x-api-key": endpoint.key,
            "anthropic-version": _VERSION,
        }
    patience = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(trust_env=True, timeout=patience, headers=headers) as session,
            session.get(endpoint.at(path)) as answer,
        ):
            body: Any = json.loads(await answer.read())
            return answer.status, body
    except (aiohttp.ClientError, OSError, ValueError):
        return 0, None
