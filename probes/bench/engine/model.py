"""Which model is asked, and how the harness is told of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sosprobe.errors import MissingKey, SetupError, UnknownName
from sosprobe.probes.bench.engine.job import Instrument

Provider = Literal["openai", "hf", "vllm", "local"]
PROVIDERS: tuple[Provider, ...] = ("openai", "hf", "vllm", "local")

OPENAI = "https://api.openai.com/v1"
KEY = "OPENAI_API_KEY"
"""Where the harness looks for the key of an endpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model and the way to it."""

    provider: Provider
    name: str
    """The endpoint's name for it, or the path of its files."""
    base_url: str = ""
    tokenizer: str = ""
    """Name or folder of its tokenizer, for likelihoods over an endpoint."""
    in_flight: int = 4
    """Open requests at an endpoint; batch size of a model in this process."""
    max_length: int = 4096
    """Tokens of a prompt with its answer."""
    label: str = ""
    """Its name in tables, where that is not the last part of `name`."""
    file: str = ""
    """A hash of the model's file, where it is one."""

    @property
    def shown(self) -> str:
        """Its name in tables."""
        return self.label or self.name.rstrip("/").rpartition("/")[2]

    @property
    def identity(self) -> Mapping[str, object]:
        """What makes an answer this model's; never a key, nor how many requests are open."""
        found: dict[str, object] = {"provider": self.provider, "model": self.name}
        if self.provider != "local":  # its server gets another port each time
            found["base_url"] = self.base_url
        if self.file:
            found["sha256"] = self.file
        return found | {"tokenizer": self.tokenizer, "max_length": self.max_length}

    @property
    def over_http(self) -> bool:
        """Whether it is asked over an address."""
        return self.provider in ("openai", "local")

    def arguments(self, instrument: Instrument) -> tuple[str, dict[str, object]]:
        """Return the harness's name for this kind of model, and its arguments."""
        if not self.over_http:
            arguments: dict[str, object] = {"pretrained": self.name}
            if self.tokenizer:
                arguments["tokenizer"] = self.tokenizer
            return self.provider, arguments | {"batch_size": self.in_flight}
        arguments = {
            "model": self.name,
            "num_concurrent": self.in_flight,
            "max_retries": 5,
            "max_length": self.max_length,
        }
        if instrument == "generate":
            url = f"{self.base_url}/chat/completions"
            return "local-chat-completions", arguments | {"base_url": url}
        arguments |= {"base_url": f"{self.base_url}/completions", "batch_size": 1}
        arguments |= {"tokenizer_backend": "huggingface", "tokenizer": self.tokenizer or self.name}
        return "local-completions", arguments


def model_of(
    spec: str,
    *,
    base_url: str = "",
    tokenizer: str = "",
    in_flight: int = 4,
    max_length: int = 4096,
    label: str = "",
) -> Model:
    """Return the model that `spec` names: openai:MODEL, hf:PATH, vllm:PATH or local[:GGUF].

    Raises
    ------
    UnknownName
        If there is no such provider.
    SetupError
        If a part is missing; MissingKey if the endpoint wants a key and none is set.
    """
    provider, _, name = spec.partition(":")
    known: Provider | None = next((one for one in PROVIDERS if one == provider), None)
    if known is None:
        raise UnknownName("provider of a model", provider, PROVIDERS)
    if not name and known != "local":
        raise SetupError(f"--model {spec}: write {known}:MODEL.")
    if base_url and known != "openai":
        raise SetupError(f"--base-url goes with --model openai:MODEL, not with {spec}.")
    if known == "openai":
        base_url = (base_url or OPENAI).rstrip("/")
        if base_url == OPENAI and not os.environ.get(KEY):
            raise MissingKey(KEY)
    return Model(
        provider=known,
        name=name,
        base_url=base_url,
        tokenizer=tokenizer,
        in_flight=in_flight,
        max_length=max_length,
        label=label,
    )
