"""Ask many questions at once, to be answered within a day: half the price at most providers."""

from __future__ import annotations

from pathlib import Path

from sosprobe.errors import SetupError
from sosprobe.judges.anthropic import AnthropicJudge
from sosprobe.judges.batches.anthropic import AnthropicBatches
from sosprobe.judges.batches.openai import OpenAIBatches
from sosprobe.judges.batches.route import Answer, Progress, Request, Route
from sosprobe.judges.batches.run_batch_file import RunBatchFile
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.types import Judge

__all__ = ["Answer", "Progress", "Request", "Route", "route_for", "route_named"]


def route_for(judge: Judge, folder: Path | None = None) -> Route:
    """Return how a judge is asked in batches: at its provider, or through files in `folder`.

    Raises
    ------
    SetupError
        If it cannot be, or if the provider's SDK is not installed.
    """
    if isinstance(judge, OpenAIJudge):
        if folder is not None:
            return RunBatchFile(judge, folder)
        if judge.flavour == "openai":
            return OpenAIBatches(judge)
        raise SetupError(
            "vLLM's server takes no batches. Write them to files with --batch-file FOLDER and have "
            "`vllm run-batch` answer them, or leave out --batch."
        )
    if folder is not None:
        raise SetupError(
            "--batch-file writes what chat completions take: name the judge as openai:MODEL or "
            "vllm:MODEL,base_url=ADDRESS (nothing is sent to the address)."
        )
    if isinstance(judge, AnthropicJudge):
        return AnthropicBatches(judge)
    provider = judge.identity.get("provider")
    raise SetupError(f"A judge of {provider} takes no batches: leave out --batch.")


def route_named(judge: Judge, name: str) -> Route | None:
    """Return the route that took a batch of this judge; None if there is none of that name."""
    if isinstance(judge, OpenAIJudge) and name == RunBatchFile.name:
        return RunBatchFile(judge)
    if isinstance(judge, OpenAIJudge) and name == OpenAIBatches.name:
        return OpenAIBatches(judge)
    if isinstance(judge, AnthropicJudge) and name == AnthropicBatches.name:
        return AnthropicBatches(judge)
    return None
