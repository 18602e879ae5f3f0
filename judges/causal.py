"""A chat model that transformers runs in this process."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sosprobe.errors import JudgeError, SetupError
from sosprobe.judges.gather import Gatherer, OneThread, brief
from sosprobe.judges.torch_model import Source, load
from sosprobe.judges.weights import Labels, by_text
from sosprobe.types import Form, Messages, Reply

CANDIDATES = 20
"""How many likely first tokens are told."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One question as tokens."""

    tokens: Sequence[int]
    repeat: int
    room: int
    """How many tokens the answer may have."""
    labels: Mapping[int, str]
    """Tokens whose probabilities are told in any case, and what they spell."""


class CausalJudge:
    """A causal language model, asked through its chat template.

    Parameters
    ----------
    logprobs
        Tell the probabilities of the first token instead of writing a text: of the twenty
        likeliest tokens, and of the labels where the form of the reply offers choices; the text is
        then the likeliest choice.
    seed
        A sampled text is drawn with `seed` plus the question's repeat.
    batch
        The most questions in a batch.

    Notes
    -----
    The model's own sampling defaults are not used. A text is not held to a form.
    """

    def __init__(
        self,
        source: Source,
        *,
        temperature: float = 0.0,
        max_tokens: int = 1024,
        logprobs: bool = True,
        seed: int = 0,
        batch: int = 8,
    ) -> None:
        if temperature < 0 or max_tokens < 1 or batch < 1:
            raise SetupError("temperature is at least 0, max_tokens and batch are at least 1.")
        thread = OneThread()
        loaded = thread.submit(lambda: load("AutoModelForCausalLM", source)).result()
        if loaded.tokenizer.chat_template is None:
            raise SetupError(f"{source.model} has no chat template: it is not a model to talk to.")
        self.temperature = float(temperature)
        self.max_tokens = 1 if logprobs else max_tokens
        self.logprobs = logprobs
        self.seed = seed
        self.in_flight = batch
        self.template = "token" if logprobs else "pairwise"
        self._loaded = loaded
        self._labels = Labels(loaded.tokenizer)
        self._identity: dict[str, object] = {
            **loaded.identity,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "logprobs": logprobs,
            **({"structured": True} if logprobs else {}),
            **({"seed": seed} if temperature and not logprobs else {}),
        }
        self._ends = _ends(loaded.model.generation_config, loaded.tokenizer)
        # Else what the model's files say of penalties and the like would slip into every answer.
        loaded.model.generation_config = loaded.transformers.GenerationConfig(
            eos_token_id=self._ends or None, pad_token_id=loaded.tokenizer.pad_token_id or 0
        )
        self._gather: Gatherer[_Job, Reply] = Gatherer(self._answer, thread, limit=batch)

    def __repr__(self) -> str:
        return f"CausalJudge({self._identity})"

    @property
    def identity(self) -> Mapping[str, object]:
        """The model's files, how it is run, and the parameters."""
        return self._identity

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        """Return the reply to `messages`, answered together with what else is open."""
        try:
            prompt: str = self._loaded.tokenizer.apply_chat_template(
                list(messages), add_generation_prompt=True, tokenize=False
            )
            tokens: list[int] = self._loaded.tokenizer(prompt, add_special_tokens=False).input_ids
        except Exception as error:
            raise JudgeError(f"the chat template: {brief(error)}") from error
        room = min(self.max_tokens, self._loaded.room(tokens))
        if not room:
            raise JudgeError(f"the prompt's {len(tokens)} tokens fill the model's context")
        choices = form.choices if self.logprobs and form is not None else ()
        labels: Mapping[int, str] = self._labels(choices) if choices else {}
        return await self._gather.ask(_Job(tokens, repeat, room, labels))

    def _answer(self, jobs: Sequence[_Job]) -> Sequence[Reply | JudgeError]:
        """Answer a batch, with what can be written together in one go.

        What is drawn is drawn alone, for a draw has one seed; what may fill the context is written
        alone, for the others may go on.
        """
        drawn = self.temperature > 0 and not self.logprobs
        together = [job for job in jobs if job.room == self.max_tokens and not drawn]
        found = dict(zip(map(id, together), self._run(together), strict=True))
        torch = self._loaded.torch
        for job in jobs:
            if id(job) not in found:
                with torch.random.fork_rng():
                    torch.manual_seed(self.seed + job.repeat)
                    (found[id(job)],) = self._run([job])
        return [found[id(job)] for job in jobs]

    def _run(self, jobs: Sequence[_Job]) -> list[Reply]:
        """Write, or look at the first token."""
        if not jobs:
            return []
        started = time.perf_counter()
        drawn = self.temperature > 0 and not self.logprobs
        how: dict[str, object] = {"temperature": self.temperature, "top_k": 0} if drawn else {}
        rows = self._loaded.padded([job.tokens for job in jobs], left=True)
        with self._loaded.torch.inference_mode():
            made: Any = self._loaded.model.generate(
                **rows,
                do_sample=drawn,
                max_new_tokens=min(job.room for job in jobs),
                output_logits=self.logprobs,
                return_dict_in_generate=True,
                **how,
            )
            chances = made.logits[0].float().log_softmax(-1).cpu() if self.logprobs else None
        written: list[list[int]] = made.sequences[:, rows["input_ids"].shape[1] :].tolist()
        latency = time.perf_counter() - started
        return [
            self._reply(job, written[row], None if chances is None else chances[row], latency)
            for row, job in enumerate(jobs)
        ]

    def _reply(self, job: _Job, tokens: Sequence[int], chances: Any, latency: float) -> Reply:
        """Return what was written up to its end, and the probabilities if they were looked at."""
        decode = self._loaded.tokenizer.decode
        end = next((place for place, token in enumerate(tokens) if token in self._ends), None)
        text: str = decode(tokens[:end], skip_special_tokens=True)
        logprobs: dict[str, float] | None = None
        if chances is not None:
            likely: set[int] = {*chances.topk(CANDIDATES).indices.tolist(), *job.labels}
            logprobs = by_text((decode([token]), float(chances[token])) for token in likely)
            if job.labels:
                text = job.labels[max(job.labels, key=lambda token: float(chances[token]))]
        return Reply(
            text=text,
            logprobs=logprobs,
            finish_reason="length" if end is None else "stop",
            model=str(self._identity["model"]),
            tokens_in=len(job.tokens),
            tokens_out=len(tokens) if end is None else end + 1,
            latency=latency,
        )


def _ends(config: Any, tokenizer: Any) -> list[int]:
    """Return the tokens after which the model says nothing more."""
    ends: int | list[int] | None = config.eos_token_id
    found = ends if isinstance(ends, list) else [] if ends is None else [ends]
    return sorted({*found, *([] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id])})
