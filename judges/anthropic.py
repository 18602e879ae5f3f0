"""Claude through Anthropic's messages API."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from sosprobe.errors import JudgeError, MissingExtra
from sosprobe.judges import JUDGES
from sosprobe.judges.sdk import Endpoint, PerLoop, dig, unsupported, whole, words
from sosprobe.types import Form, Messages, Reply

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types import MessageParam

FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
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
    in_flight
        How many questions it likes to have open at once.
    timeout
        Seconds to wait for the server.
    api_key
        Empty means `ANTHROPIC_API_KEY`; a server named by `base_url` may need none.
    client
        Used as it is and left open; otherwise one is made at the first question.

    Notes
    -----
    A model that no longer takes a temperature is asked again without one, and from then on at once.
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
        in_flight: int = 16,
        timeout: float = 120.0,
        api_key: str = "",
        client: AsyncAnthropic | None = None,
    ) -> None:
        try:
            from anthropic import AsyncAnthropic
        except ImportError:
            raise MissingExtra("The Anthropic SDK", 'pip install "sosprobe[anthropic]"') from None
        key = (client.api_key or "") if client is not None else str(api_key)
        where = Endpoint.find("ANTHROPIC", base_url, key, key_needed=client is None)
        self.model = model
        self.temperature = float(temperature)
        self.max_tokens = max_tokens
        self.in_flight = in_flight
        self._timeout = timeout
        self._where = where
        self._client = client
        self._clients = PerLoop(
            lambda: AsyncAnthropic(api_key=where.key, base_url=where.url or None, max_retries=0)
        )
        self._send_temperature = True

    def __repr__(self) -> str:
        return f"AnthropicJudge({dict(self.identity)})"

    @property
    def identity(self) -> Mapping[str, object]:
        """Provider, model, server and parameters; never the key."""
        return {
            "provider": "anthropic",
            "model": self.model,
            "base_url": self._where.public_url,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
        }

    async def ask(
        self, messages: Messages, *, repeat: int = 0, form: Form | None = None
    ) -> Reply:
        """Send `messages` once; `repeat` is not sent, equal questions are simply asked anew."""
        import anthropic

        client = self._client or self._clients.get()
        turns = [turn for turn in messages if turn["role"] != "system"]
        while True:
            options = self._options(messages)
            started = time.perf_counter()
            try:
                answer = await client.messages.with_raw_response.create(
                    model=self.model,
                    max_tokens=self.max_tokens,
                    messages=cast("list[MessageParam]", turns),
                    extra_body=options,
                    # The SDK refuses long answers unless a request brings its own time-out.
                    timeout=self._timeout,
                )
            except anthropic.APIStatusError as error:
                complaint = unsupported(error.status_code, error.body)
                if "temperature" in options and "temperature" in complaint:
                    self._send_temperature = False
                    continue
                headers = error.response.headers
                raise self._where.failure(error.status_code, headers, error.body) from None
            except (anthropic.APIConnectionError, OSError) as error:
                raise self._where.unanswered(error) from None
            except (anthropic.AnthropicError, ValueError) as error:
                raise JudgeError(self._where.clean(str(error))) from None
            latency = time.perf_counter() - started
            response = answer.http_response
            return _reply(self._where.decode(response.text, response.headers), latency)

    async def aclose(self) -> None:
        """Close the client that was made here; the next question makes a new one."""
        if client := self._clients.drop():
            await client.close()

    def _options(self, messages: Messages) -> dict[str, object]:
        """Return the parameters: the system message, lifted out, and what newer SDKs dropped."""
        options: dict[str, object] = {}
        if self._send_temperature:
            options["temperature"] = self.temperature
        if system := "\n\n".join(turn["content"] for turn in messages if turn["role"] == "system"):
            cached = {"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}
            options["system"] = [cached]
        return options


def _reply(data: Mapping[str, object], latency: float) -> Reply:
    """Read an answer; `input_tokens` leaves out what went through the cache, `tokens_in` does not.

    An answer without text is an empty one, which no parser takes.
    """
    stop = words(dig(data, "stop_reason"))
    usage = dig(data, "usage")
    cached = whole(dig(usage, "cache_read_input_tokens"))
    written = whole(dig(usage, "cache_creation_input_tokens"))
    return Reply(
        text=words(dig(data, "content")),
        finish_reason=FINISH.get(stop, stop or "stop"),
        model=words(dig(data, "model")),
        tokens_in=whole(dig(usage, "input_tokens")) + cached + written,
        tokens_out=whole(dig(usage, "output_tokens")),
        tokens_cached=cached,
        latency=latency,
    )


JUDGES.add("anthropic", AnthropicJudge)
