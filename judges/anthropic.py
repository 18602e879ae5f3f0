"""Claude through Anthropic's messages API."""

from __future__ import annotations

import json
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
from sosprobe.judges.stream import message, streamed
from sosprobe.types import Form, Messages, Reply

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

Effort = Literal["", "low", "medium", "high", "xhigh", "max"]

HOME = "https://api.anthropic.com"
VERSION = "2023-06-01"
"""Of the messages API; every request names it."""

FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "tool_use": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content_filter",
}
"""Anthropic's stop reasons in the words of `Reply.finish_reason`."""


class AnthropicJudge:
    """A Claude model behind the messages API.

    Parameters
    ----------
    model
        The model's name at Anthropic.
    base_url
        The server; empty means `ANTHROPIC_BASE_URL`, else Anthropic.
    max_tokens
        Most tokens of a reply, thoughts included.
    thinking
        Most tokens that the model may think before it replies; 0 asks for no thinking.
    effort
        How much a model that has a choice puts into its reply, for example `low`; empty leaves it
        to the model.
    structured
        Hold the model to the form that a template names, by a tool that it must call.
    stream
        Have the answer sent in pieces, for long ones and for proxies that drop silent connections.
    in_flight
        How many questions may be open at once.
    timeout
        Seconds to wait for the server.
    sdk
        Send through Anthropic's SDK, which must be installed, instead of directly.
    api_key
        Empty means `ANTHROPIC_API_KEY`; a server named by `base_url` may need none.
    client
        A client of Anthropic's SDK, used as it is and left open.

    Notes
    -----
    A model that no longer takes a temperature is asked again without one, and from then on at once;
    one that thinks is never sent one. How a question is sent (`sdk`, `stream`, `timeout`) is not
    part of the identity: the reply is the same.
    Only the system message is marked for caching: it is the same for all trials of a template,
    while writing a question to the cache costs more than sending it once.
    """

    template = "pairwise"

    def __init__(
        self,
        model: str,
        *,
        base_url: str = "",
        temperature: float = 0.0,
        max_tokens: int = 1024,
        thinking: int = 0,
        effort: Effort = "",
        structured: bool = False,
        stream: bool = False,
        in_flight: int = 128,
        timeout: float = 120.0,
        sdk: bool = False,
        api_key: str = "",
        client: AsyncAnthropic | None = None,
    ) -> None:
        if effort not in get_args(Effort):
            raise SetupError(f"effort is one of {', '.join(filter(None, get_args(Effort)))}.")
        if thinking < 0:
            raise SetupError("thinking is a number of tokens, 0 or more.")
        if thinking and max_tokens <= thinking:
            raise SetupError(
                f"max_tokens counts thinking too: with thinking={thinking} it must be larger."
            )
        if thinking and structured:
            raise SetupError("thinking and structured exclude each other: choose one.")
        key = key_of(client, api_key)
        where = Endpoint.find("ANTHROPIC", base_url, key, home=HOME, key_needed=client is None)
        self.model = model
        self.temperature = float(temperature)
        self.max_tokens = max_tokens
        self.thinking = thinking
        self.effort = effort
        self.structured = structured
        self.stream = stream
        self.in_flight = in_flight
        self._where = where
        self._transport = transport(
            SDK,
            where,
            "v1/messages",
            _headers(where),
            sdk=sdk,
            client=client,
            connections=in_flight,
            timeout=timeout,
            stream=stream,
        )
        self._send_temperature = not thinking

    def __repr__(self) -> str:
        return f"AnthropicJudge({dict(self.identity)})"

    @property
    def identity(self) -> Mapping[str, object]:
        """Provider, model, server and parameters; never the key."""
        asked: dict[str, object] = {
            "thinking": self.thinking,
            "effort": self.effort,
            "structured": self.structured,
        }
        return {
            "provider": "anthropic",
            "model": self.model,
            "base_url": self._where.public_url,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            # What is not asked for is not named: replies from before it existed count.
            **{name: value for name, value in asked.items() if value},
        }

    @property
    def endpoint(self) -> Endpoint:
        """Where it sends, and with which key; its repr shows neither."""
        return self._where

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        """Send `messages` once; `repeat` is not sent, equal questions are simply asked anew."""
        while True:
            body = self.body(messages, repeat, form)
            started = time.perf_counter()
            status, headers, received = await self._transport.post(body)
            latency = time.perf_counter() - started
            if status < 300:
                return self.read(self._decode(received, headers), latency, form)
            said = decoded(received)
            if "temperature" in body and "temperature" in unsupported(status, said):
                self._send_temperature = False
                continue
            raise self._where.failure(status, headers, said)

    async def aclose(self) -> None:
        """Close the connections; the next question opens new ones."""
        await self._transport.aclose()

    def body(
        self, messages: Messages, repeat: int = 0, form: Form | None = None
    ) -> dict[str, object]:
        """Return the body of a request: the system message lifted out, and what the model takes."""
        body: dict[str, object] = {
            "model": self.model,
            "max_tokens": self.max_tokens,
            "messages": [turn for turn in messages if turn["role"] != "system"],
        }
        if self._send_temperature:
            body["temperature"] = self.temperature
        if system := "\n\n".join(turn["content"] for turn in messages if turn["role"] == "system"):
            cached = {"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}
            body["system"] = [cached]
        if self.thinking:
            body["thinking"] = {"type": "enabled", "budget_tokens": self.thinking}
        if self.effort:
            body["output_config"] = {"effort": self.effort}
        if self.structured and form is not None:
            about = "Give the verdict in this form."
            body["tools"] = [{"name": NAME, "description": about, "input_schema": schema(form)}]
            forced = {"type": "tool", "name": NAME, "disable_parallel_tool_use": True}
            body["tool_choice"] = forced
        if self.stream:
            body["stream"] = True
        return body

    def read(
        self, data: Mapping[str, object], latency: float = 0.0, form: Form | None = None
    ) -> Reply:
        """Read the decoded JSON of an answer.

        `input_tokens` leaves out what went through the cache, `tokens_in` does not. An answer
        without text is an empty one, which no parser takes. Thoughts are no part of the text.
        """
        stop = words(dig(data, "stop_reason"))
        usage = dig(data, "usage")
        cached = whole(dig(usage, "cache_read_input_tokens"))
        written = whole(dig(usage, "cache_creation_input_tokens"))
        content = dig(data, "content")
        called = _called(content) if self.structured else ""
        return Reply(
            text=chosen(called, form) if called else words(content),
            finish_reason=FINISH.get(stop, stop or "stop"),
            model=words(dig(data, "model")),
            tokens_in=whole(whole(dig(usage, "input_tokens")) + cached + written),
            tokens_out=whole(dig(usage, "output_tokens")),
            tokens_cached=cached,
            latency=latency,
        )

    def _decode(self, received: bytes, headers: Mapping[str, str]) -> Mapping[str, object]:
        """Read an answer, whole or in pieces."""
        if self.stream and streamed(received):
            return message(received, headers, self._where)
        return self._where.decode(received, headers)


def _headers(where: Endpoint) -> dict[str, str]:
    """Return what tells Anthropic who asks, and in which version."""
    headers = {"x-api-key": where.key, "anthropic-version": VERSION}
    return headers | ({"Authorization": where.login} if where.login else {})


def _called(content: object) -> str:
    """Return the input of the tool that the model called, as JSON; empty if it called none."""
    for block in cast("list[object]", content) if isinstance(content, list) else []:
        if dig(block, "type") == "tool_use":
            given = dig(block, "input")
            return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    return ""


def _client(sdk: ModuleType, where: Endpoint, timeout: float) -> Any:
    return sdk.AsyncAnthropic(
        api_key=where.key,
        base_url=where.url or None,
        max_retries=0,
        http_client=sdk.DefaultAsyncHttpxClient(limits=unkept()),
    )


async def _send(client: Any, body: dict[str, Any], timeout: float) -> Any:
    model, limit, messages = (body.pop(name) for name in ("model", "max_tokens", "messages"))
    return await client.messages.with_raw_response.create(
        model=model,
        max_tokens=limit,
        messages=messages,
        extra_body=body,
        timeout=timeout,  # the SDK refuses long answers unless a request brings its own
    )


SDK = Vendor(name="Anthropic", make=_client, send=_send)

JUDGES.add("anthropic", AnthropicJudge)
