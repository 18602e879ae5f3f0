"""Any OpenAI-compatible chat endpoint: OpenAI itself, vLLM, llama.cpp, Ollama, routers."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from sosprobe.errors import SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.answer import decoded, dig, whole, words
from sosprobe.judges.endpoint import Endpoint, unsupported
from sosprobe.judges.held import NAME, chosen, schema
from sosprobe.judges.sdk import Vendor, key_of, transport, unkept
from sosprobe.judges.stream import chat, streamed
from sosprobe.types import Form, Messages, Reply

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Reasoning = Literal["", "none", "minimal", "low", "medium", "high", "xhigh", "max"]
Flavour = Literal["openai", "vllm"]

HOME = "https://api.openai.com/v1"

CANDIDATES = 20
"""How many likely first tokens are asked for; the most that OpenAI gives."""


class OpenAIJudge:
    """A chat model behind the chat-completions API.

    Parameters
    ----------
    model
        The model's name at the provider.
    base_url
        The server; empty means `OPENAI_BASE_URL`, else OpenAI.
    max_tokens
        Most tokens of a reply; a reasoning model's thoughts count.
    logprobs
        Ask for one token and the probabilities of the likeliest instead of for a text.
    reasoning
        How much a reasoning model thinks, for example `low`; empty leaves it to the model.
    structured
        Hold the model to the form that a template names; not together with `logprobs`, where a
        form would change the probabilities.
    seed
        Sent, plus the number of the repeat, to servers that draw by it.
    stream
        Have the answer sent in pieces, for servers and proxies that drop silent connections.
    in_flight
        How many questions may be open at once.
    timeout
        Seconds to wait for the server.
    flavour
        `vllm` for a server that takes vLLM's own parameters.
    sdk
        Send through OpenAI's SDK, which must be installed, instead of directly.
    api_key
        Empty means `OPENAI_API_KEY`; a server named by `base_url` may need none.
    client
        A client of OpenAI's SDK (Azure, for example), used as it is and left open.

    Notes
    -----
    A server that does not know `max_tokens` or `temperature` (reasoning models) is asked again with
    `max_completion_tokens`, or without a temperature, and from then on at once. The identity keeps
    naming what was wished for. How a question is sent (`sdk`, `stream`, `timeout`) is not part of
    it: the reply is the same.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str = "",
        temperature: float = 0.0,
        max_tokens: int = 1024,
        logprobs: bool = False,
        reasoning: Reasoning = "",
        structured: bool = False,
        seed: int | None = None,
        stream: bool = False,
        in_flight: int = 128,
        timeout: float = 120.0,
        flavour: Flavour = "openai",
        sdk: bool = False,
        api_key: str = "",
        client: AsyncOpenAI | None = None,
    ) -> None:
        for name, value, allowed in (
            ("reasoning", reasoning, get_args(Reasoning)),
            ("flavour", flavour, get_args(Flavour)),
        ):
            if value not in allowed:
                raise SetupError(f"{name} is one of {', '.join(filter(None, allowed))}.")
        key = key_of(client, api_key)
        where = Endpoint.find("OPENAI", base_url, key, home=HOME, key_needed=client is None)
        self.model = model
        self.temperature = float(temperature)
        self.max_tokens = 1 if logprobs else max_tokens
        self.logprobs = logprobs
        self.reasoning = reasoning
        self.structured = structured
        self.seed = seed
        self.stream = stream
        self.in_flight = in_flight
        self.flavour = flavour
        self.template = "token" if logprobs else "pairwise"
        self._where = where
        self._transport = transport(
            SDK,
            where,
            "chat/completions",
            _headers(where),
            sdk=sdk,
            client=client,
            connections=in_flight,
            timeout=timeout,
            stream=stream,
        )
        self._limit = "max_tokens"
        self._unknown: set[str] = set()

    def __repr__(self) -> str:
        return f"OpenAIJudge({dict(self.identity)})"

    @property
    def identity(self) -> Mapping[str, object]:
        """Provider, model, server and parameters; never the key."""
        asked: dict[str, object] = {}
        if self.reasoning:
            asked["reasoning"] = self.reasoning
        if self.structured:
            asked["structured"] = True
        if self.seed is not None:
            asked["seed"] = self.seed
        return {
            "provider": self.flavour,
            "model": self.model,
            "base_url": self._where.public_url,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "logprobs": self.logprobs,
            **asked,  # what is not asked for is not named: replies from before it existed count
        }

    @property
    def endpoint(self) -> Endpoint:
        """Where it sends, and with which key; its repr shows neither."""
        return self._where

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        """Send `messages` once; without a seed, equal questions are simply asked anew."""
        while True:
            body = self.body(messages, repeat, form)
            started = time.perf_counter()
            status, headers, received = await self._transport.post(body)
            latency = time.perf_counter() - started
            if status < 300:
                return self.read(self._decode(received, headers), latency, form)
            said = decoded(received)
            if not self._adapt(body, unsupported(status, said)):
                raise self._where.failure(status, headers, said)

    async def aclose(self) -> None:
        """Close the connections; the next question opens new ones."""
        await self._transport.aclose()

    def body(
        self, messages: Messages, repeat: int = 0, form: Form | None = None
    ) -> dict[str, object]:
        """Return the body of a request, in the words that this server is known to accept."""
        body: dict[str, object] = {
            "model": self.model,
            "messages": messages,
            self._limit: self.max_tokens,
            "temperature": self.temperature,
        }
        if self.logprobs:
            body |= {"logprobs": True, "top_logprobs": CANDIDATES}
        elif self.structured and form is not None:
            body |= self._hold(form)
        if self.reasoning:
            body["reasoning_effort"] = self.reasoning
        if self.seed is not None:
            body["seed"] = self.seed + repeat
        if self.stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        for name in self._unknown:
            body.pop(name, None)
        return body

    def read(
        self, data: Mapping[str, object], latency: float = 0.0, form: Form | None = None
    ) -> Reply:
        """Read the decoded JSON of an answer.

        One without choices or content is an empty text, which no parser takes. A model's reasoning
        is no part of the text.
        """
        choice, usage = dig(data, "choices", 0), data.get("usage")
        message = dig(choice, "message")
        refusal = words(dig(message, "refusal"))
        finish = "content_filter" if refusal else words(dig(choice, "finish_reason"))
        text = refusal or words(dig(message, "content"))
        return Reply(
            text=chosen(text, form) if self.structured else text,
            logprobs=_first_token(dig(choice, "logprobs", "content", 0)),
            finish_reason=finish or "stop",
            model=words(data.get("model")),
            tokens_in=whole(dig(usage, "prompt_tokens")),
            tokens_out=whole(dig(usage, "completion_tokens")),
            tokens_cached=whole(dig(usage, "prompt_tokens_details", "cached_tokens")),
            latency=latency,
        )

    def _hold(self, form: Form) -> dict[str, object]:
        """Return the parameters that hold the model to a form."""
        if self.flavour == "vllm" and form.choices:
            return {"structured_outputs": {"choice": list(form.choices)}}
        held = {"name": NAME, "strict": True, "schema": schema(form)}
        return {"response_format": {"type": "json_schema", "json_schema": held}}

    def _decode(self, received: bytes, headers: Mapping[str, str]) -> Mapping[str, object]:
        """Read an answer, whole or in pieces."""
        if self.stream and streamed(received):
            return chat(received, headers, self._where)
        return self._where.decode(received, headers)

    def _adapt(self, sent: Mapping[str, object], complaint: str) -> bool:
        """Learn from a complaint about what was sent; whether to send again."""
        if "max_tokens" in sent and "max_completion_tokens" in complaint:
            self._limit = "max_completion_tokens"
            return True
        for name in ("temperature", "stream_options"):
            if name in sent and name in complaint:
                self._unknown.add(name)
                return True
        return False


def _headers(where: Endpoint) -> dict[str, str]:
    """Return what tells OpenAI who asks, as its SDK does."""
    headers = {"Authorization": where.login or f"Bearer {where.key}"}
    for name, variable in (
        ("OpenAI-Organization", "OPENAI_ORG_ID"),
        ("OpenAI-Project", "OPENAI_PROJECT_ID"),
    ):
        if value := os.environ.get(variable):
            headers[name] = value
    return headers


def _first_token(entry: object) -> dict[str, float] | None:
    """Return token -> log probability at the first place; two spellings of one text keep the best.

    The chosen token is added, for a sampled one may not be among the likeliest.
    """
    likely = dig(entry, "top_logprobs")
    candidates = [*(cast("list[object]", likely) if isinstance(likely, list) else []), entry]
    found: dict[str, float] = {}
    for candidate in candidates:
        token, value = dig(candidate, "token"), dig(candidate, "logprob")
        if isinstance(token, str) and isinstance(value, int | float) and not math.isnan(value):
            found[token] = max(float(value), found.get(token, float("-inf")))
    return found or None


def _client(sdk: ModuleType, where: Endpoint, timeout: float) -> Any:
    return sdk.AsyncOpenAI(
        api_key=where.key,
        base_url=where.url or None,
        timeout=timeout,
        max_retries=0,
        http_client=sdk.DefaultAsyncHttpxClient(limits=unkept()),
    )


async def _send(client: Any, body: dict[str, Any], timeout: float) -> Any:
    model, messages = body.pop("model"), list(body.pop("messages"))
    create = client.chat.completions.with_raw_response.create
    return await create(model=model, messages=messages, extra_body=body)


SDK = Vendor(name="OpenAI", make=_client, send=_send)

JUDGES.add("openai", OpenAIJudge)
