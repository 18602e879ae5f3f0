"""Any OpenAI-compatible chat endpoint: OpenAI itself, vLLM, llama.cpp, Ollama, routers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from sosprobe.errors import JudgeError, MissingExtra
from sosprobe.judges import JUDGES
from sosprobe.judges.sdk import Endpoint, PerLoop, dig, unsupported, whole, words
from sosprobe.types import Form, Messages, Reply

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionMessageParam

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
    logprobs
        Ask for one token and the probabilities of the likeliest instead of for a text.
    in_flight
        How many questions it likes to have open at once.
    timeout
        Seconds to wait for the server.
    api_key
        Empty means `OPENAI_API_KEY`; a server named by `base_url` may need none.
    client
        Used as it is and left open; otherwise one is made at the first question.

    Notes
    -----
    A server that does not know `max_tokens` or `temperature` (reasoning models) is asked again with
    `max_completion_tokens`, or without a temperature, and from then on at once. The identity keeps
    naming what was wished for.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str = "",
        temperature: float = 0.0,
        max_tokens: int = 1024,
        logprobs: bool = False,
        in_flight: int = 16,
        timeout: float = 120.0,
        api_key: str = "",
        client: AsyncOpenAI | None = None,
    ) -> None:
        try:
            from openai import AsyncOpenAI
        except ImportError:
            raise MissingExtra("The OpenAI SDK", 'pip install "sosprobe[openai]"') from None
        key = client.api_key if client is not None else str(api_key)
        where = Endpoint.find("OPENAI", base_url, key, key_needed=client is None)
        self.model = model
        self.temperature = float(temperature)
        self.max_tokens = 1 if logprobs else max_tokens
        self.logprobs = logprobs
        self.in_flight = in_flight
        self.template = "token" if logprobs else "pairwise"
        self._where = where
        self._client = client
        self._clients = PerLoop(
            lambda: AsyncOpenAI(
                api_key=where.key, base_url=where.url or None, timeout=timeout, max_retries=0
            )
        )
        self._limit = "max_tokens"
        self._send_temperature = True

    def __repr__(self) -> str:
        return f"OpenAIJudge({dict(self.identity)})"

    @property
    def identity(self) -> Mapping[str, object]:
        """Provider, model, server and parameters; never the key."""
        return {
            "provider": "openai",
            "model": self.model,
            "base_url": self._where.public_url,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "logprobs": self.logprobs,
        }

    async def ask(
        self, messages: Messages, *, repeat: int = 0, form: Form | None = None
    ) -> Reply:
        """Send `messages` once; `repeat` is not sent, equal questions are simply asked anew."""
        import openai

        client = self._client or self._clients.get()
        while True:
            options = self._options()
            started = time.perf_counter()
            try:
                answer = await client.chat.completions.with_raw_response.create(
                    model=self.model,
                    messages=cast("list[ChatCompletionMessageParam]", list(messages)),
                    extra_body=options,
                )
            except openai.APIStatusError as error:
                if self._adapt(options, unsupported(error.status_code, error.body)):
                    continue
                headers = error.response.headers
                raise self._where.failure(error.status_code, headers, error.body) from None
            except (openai.APIConnectionError, OSError) as error:
                raise self._where.unanswered(error) from None
            except (openai.OpenAIError, ValueError) as error:
                raise JudgeError(self._where.clean(str(error))) from None
            latency = time.perf_counter() - started
            response = answer.http_response
            return _reply(self._where.decode(response.text, response.headers), latency)

    async def aclose(self) -> None:
        """Close the client that was made here; the next question makes a new one."""
        if client := self._clients.drop():
            await client.close()

    def _options(self) -> dict[str, object]:
        """Return the parameters, in the words that this server is known to accept."""
        options: dict[str, object] = {self._limit: self.max_tokens}
        if self._send_temperature:
            options["temperature"] = self.temperature
        if self.logprobs:
            options |= {"logprobs": True, "top_logprobs": CANDIDATES}
        return options

    def _adapt(self, sent: Mapping[str, object], complaint: str) -> bool:
        """Learn from a complaint about what was sent; whether to send again."""
        if "max_tokens" in sent and "max_completion_tokens" in complaint:
            self._limit = "max_completion_tokens"
        elif "temperature" in sent and "temperature" in complaint:
            self._send_temperature = False
        else:
            return False
        return True


def _reply(data: Mapping[str, object], latency: float) -> Reply:
    """Read an answer; one without choices or content is an empty text, which no parser takes."""
    message = dig(data, "choices", 0, "message")
    refusal = words(dig(message, "refusal"))
    finish = "content_filter" if refusal else words(dig(data, "choices", 0, "finish_reason"))
    return Reply(
        text=refusal or words(dig(message, "content")),
        logprobs=_first_token(dig(data, "choices", 0, "logprobs", "content", 0)),
        finish_reason=finish or "stop",
        model=words(dig(data, "model")),
        tokens_in=whole(dig(data, "usage", "prompt_tokens")),
        tokens_out=whole(dig(data, "usage", "completion_tokens")),
        tokens_cached=whole(dig(data, "usage", "prompt_tokens_details", "cached_tokens")),
        latency=latency,
    )


def _first_token(entry: object) -> dict[str, float] | None:
    """Return token -> log probability at the first place; two spellings of one text keep the best.

    The chosen token is added, for a sampled one may not be among the likeliest.
    """
    likely = dig(entry, "top_logprobs")
    candidates = [*(cast("list[object]", likely) if isinstance(likely, list) else []), entry]
    found: dict[str, float] = {}
    for candidate in candidates:
        token, value = dig(candidate, "token"), dig(candidate, "logprob")
        if isinstance(token, str) and isinstance(value, int | float):
            found[token] = max(float(value), found.get(token, float("-inf")))
    return found or None


JUDGES.add("openai", OpenAIJudge)
