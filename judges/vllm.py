"""vLLM, in this process or behind its server.

`vllm:MODEL` makes the engine here; `vllm:NAME,base_url=ADDRESS` asks a server that runs already.
"""

from __future__ import annotations

from typing import Any

from sosprobe.errors import SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.judges.vllm_engine import Engine, VllmJudge
from sosprobe.types import Judge


def make(
    model: str,
    *,
    base_url: str = "",
    temperature: float = 0.0,
    max_tokens: int = 1024,
    logprobs: bool = False,
    structured: bool = True,
    seed: int = 0,
    batch: int = 0,
    dtype: str = "auto",
    max_model_len: int = 0,
    revision: str = "",
    tensor_parallel_size: int = 1,
    gpu_memory_utilization: float = 0.0,
    kv_cache_gib: float = 0.0,
    timeout: float = 120.0,
    api_key: str = "",
    client: Any = None,
) -> Judge:
    """A model that vLLM runs in this process, or one behind a vLLM server.

    Raises
    ------
    SetupError
        If `base_url` names a server and a parameter says how an engine is to be made.
    """
    engine = Engine(
        dtype=dtype,
        max_model_len=max_model_len,
        revision=revision,
        tensor_parallel_size=tensor_parallel_size,
        gpu_memory_utilization=gpu_memory_utilization,
        kv_cache_gib=kv_cache_gib,
    )
    if not base_url:
        return VllmJudge(
            model,
            temperature=temperature,
            max_tokens=max_tokens,
            logprobs=logprobs,
            structured=structured,
            seed=seed,
            batch=batch,
            engine=engine,
            client=client,
        )
    if engine != Engine():
        raise SetupError("With base_url, say how the engine is made where its server is started.")
    more: dict[str, Any] = {"in_flight": batch} if batch else {}
    if temperature:
        more["seed"] = seed
    return OpenAIJudge(
        model,
        base_url=base_url,
        flavour="vllm",
        temperature=temperature,
        max_tokens=max_tokens,
        logprobs=logprobs,
        structured=structured and not logprobs,
        timeout=timeout,
        api_key=api_key,
        client=client,
        **more,
    )


JUDGES.add("vllm", make)
