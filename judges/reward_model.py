"""A reward model that transformers runs in this process: a conversation in, a number out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sosprobe.errors import JudgeError, SetupError
from sosprobe.judges.gather import Gatherer, OneThread, brief
from sosprobe.judges.torch_model import Source, load
from sosprobe.types import Form, Messages, Reply


@dataclass(frozen=True, slots=True)
class _Job:
    """One conversation as tokens, and which of its two texts each belongs to, if that is told."""

    tokens: Sequence[int]
    types: Sequence[int]


class RewardJudge:
    """A sequence classifier with one output; its reply is the score of the last turn as a number.

    Parameters
    ----------
    batch
        The most conversations in a batch. They are scored one by one if the model has no token to
        fill up the shorter with.

    Notes
    -----
    A model without a chat template is one that was trained on pairs of texts: it is given the
    user's turn and the assistant's.
    """

    template = "reward"

    def __init__(self, source: Source, *, batch: int = 8) -> None:
        if batch < 1:
            raise SetupError("batch is at least 1.")
        thread = OneThread()
        loaded = thread.submit(lambda: load("AutoModelForSequenceClassification", source)).result()
        outputs = loaded.model.config.num_labels
        if outputs != 1:
            raise SetupError(f"{source.model} gives {outputs} numbers; a reward model gives one.")
        self.in_flight = batch
        self._loaded = loaded
        self._alone = getattr(loaded.model.config, "pad_token_id", None) is None
        self._identity = {**loaded.identity, "reward": True}
        self._gather: Gatherer[_Job, Reply] = Gatherer(self._answer, thread, limit=batch)

    def __repr__(self) -> str:
        return f"RewardJudge({self._identity})"

    @property
    def identity(self) -> Mapping[str, object]:
        """The model's files and how it is run."""
        return self._identity

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        """Return the score of the conversation; `repeat` changes nothing."""
        job = self._read(messages)
        self._loaded.room(job.tokens)
        return await self._gather.ask(job)

    def _read(self, messages: Messages) -> _Job:
        """Return the conversation as the model was trained to see it."""
        tokenizer: Any = self._loaded.tokenizer
        try:
            if tokenizer.chat_template is not None:
                text: str = tokenizer.apply_chat_template(list(messages), tokenize=False)
                encoded: Any = tokenizer(text, add_special_tokens=False)
            elif [turn["role"] for turn in messages] == ["user", "assistant"]:
                encoded = tokenizer(messages[0]["content"], messages[1]["content"])
            else:
                raise JudgeError("without a chat template it reads a user's turn and an answer")
        except JudgeError:
            raise
        except Exception as error:
            raise JudgeError(f"the chat template: {brief(error)}") from error
        return _Job(encoded["input_ids"], encoded.get("token_type_ids") or ())

    def _answer(self, jobs: Sequence[_Job]) -> Sequence[Reply | JudgeError]:
        """Score a batch."""
        if not self._alone:
            return self._score(jobs)
        return [reply for job in jobs for reply in self._score([job])]

    def _score(self, jobs: Sequence[_Job]) -> list[Reply]:
        started = time.perf_counter()
        rows = self._loaded.padded([job.tokens for job in jobs], left=False)
        if all(job.types for job in jobs):
            types = self._loaded.padded([job.types for job in jobs], left=False)["input_ids"]
            rows["token_type_ids"] = types * rows["attention_mask"]
        with self._loaded.torch.inference_mode():
            scores: list[float] = self._loaded.model(**rows).logits[:, 0].float().tolist()
        latency = time.perf_counter() - started
        return [
            Reply(
                text=f"{score:.6f}",
                model=str(self._identity["model"]),
                tokens_in=len(job.tokens),
                latency=latency,
            )
            for job, score in zip(jobs, scores, strict=True)
        ]
