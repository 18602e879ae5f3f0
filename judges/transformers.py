"""Hugging Face transformers in this process: a chat model, or a reward model with `reward=true`.

`transformers:MODEL` is a folder or a name at a hub; `gguf_file=NAME` names a GGUF file in it.
"""

from __future__ import annotations

from sosprobe.errors import SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.causal import CausalJudge
from sosprobe.judges.reward_model import RewardJudge
from sosprobe.judges.torch_model import Source
from sosprobe.types import Judge


def make(
    model: str,
    *,
    reward: bool = False,
    logprobs: bool = True,
    temperature: float = 0.0,
    max_tokens: int = 1024,
    seed: int = 0,
    batch: int = 8,
    gguf_file: str = "",
    revision: str = "",
    dtype: str = "auto",
    device: str = "",
) -> Judge:
    """A model that transformers runs in this process; tells probabilities, writes or scores."""
    source = Source(model=model, gguf_file=gguf_file, revision=revision, dtype=dtype, device=device)
    if not reward:
        return CausalJudge(
            source,
            temperature=temperature,
            max_tokens=max_tokens,
            logprobs=logprobs,
            seed=seed,
            batch=batch,
        )
    if temperature:
        raise SetupError("A reward model draws nothing: leave temperature out.")
    return RewardJudge(source, batch=batch)


JUDGES.add("transformers", make)
