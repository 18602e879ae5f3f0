"""Load a model and its tokenizer with transformers, whole or not at all."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sosprobe.errors import JudgeError, MissingExtra, SetupError
from sosprobe.judges.gather import brief
from sosprobe.judges.weights import commit, fingerprint

INSTALL = 'pip install "sosprobe[transformers]"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Which model, and how it is held in memory; empty means the library's own choice."""

    model: str
    gguf_file: str = ""
    revision: str = ""
    dtype: str = "auto"
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TorchModel:
    """A model that is ready to be asked."""

    torch: Any
    transformers: Any
    tokenizer: Any
    model: Any
    identity: dict[str, object]

    @property
    def context(self) -> int:
        """How many tokens it can read; 0 if its configuration does not tell."""
        text = getattr(self.model.config, "text_config", self.model.config)
        return int(getattr(text, "max_position_embeddings", 0) or 0)

    def room(self, tokens: Sequence[int]) -> int:
        """Return how many tokens it can read after these.

        Raises
        ------
        JudgeError
            If there are too many of them already.
        """
        if self.context and len(tokens) > self.context:
            raise JudgeError(
                f"the prompt has {len(tokens)} tokens; the model's context is {self.context}"
            )
        return self.context - len(tokens) if self.context else sys.maxsize

    def padded(self, rows: Sequence[Sequence[int]], *, left: bool) -> dict[str, Any]:
        """Return rows of tokens as one rectangle, with the mask of what was there."""
        width = max(map(len, rows))
        own = getattr(
            self.model.config, "pad_token_id", None
        )  # by which a classifier finds the last word
        pad = own if own is not None else self.tokenizer.pad_token_id or 0
        numbers: list[list[int]] = []
        mask: list[list[int]] = []
        for row in rows:
            gap, seen = [pad] * (width - len(row)), [0] * (width - len(row))
            numbers.append([*gap, *row] if left else [*row, *gap])
            mask.append([*seen, *[1] * len(row)] if left else [*[1] * len(row), *seen])
        device = self.model.device
        return {
            "input_ids": self.torch.tensor(numbers, device=device),
            "attention_mask": self.torch.tensor(mask, device=device),
        }


def load(kind: str, source: Source) -> TorchModel:
    """Return the model as the class `kind` of transformers.

    Raises
    ------
    MissingExtra
        If torch or transformers is not installed.
    SetupError
        If there is no such model, or its files lack some of the weights: those would be random.
    """
    try:
        torch: Any = importlib.import_module("torch")
        transformers: Any = importlib.import_module("transformers")
    except ImportError:
        raise MissingExtra("transformers (with torch)", INSTALL) from None
    device = source.device or (
        "cuda"
        if torch.cuda.is_available()
        else "mps"
        if torch.backends.mps.is_available()
        else "cpu"
    )
    where = {"gguf_file": source.gguf_file or None, "revision": str(source.revision) or None}
    where = {name: value for name, value in where.items() if value}
    try:
        tokenizer: Any = transformers.AutoTokenizer.from_pretrained(source.model, **where)
        maker: Any = getattr(transformers, kind)
        model, report = maker.from_pretrained(
            source.model, dtype=source.dtype, output_loading_info=True, **where
        )
        model = model.to(device).eval()
    except ImportError as error:
        raise MissingExtra(f"What {source.model} needs ({brief(error)})", INSTALL) from None
    except Exception as error:
        raise SetupError(f"transformers cannot load {source.model}: {brief(error)}") from error
    absent = sorted({*report["missing_keys"], *map(str, report.get("mismatched_keys", ()))})
    if absent:
        raise SetupError(
            f"{source.model} has no weights for {', '.join(absent[:3])}, which {kind} needs:"
            " it is another kind of model."
        )
    return TorchModel(
        torch=torch,
        transformers=transformers,
        tokenizer=tokenizer,
        model=model,
        identity={
            "provider": "transformers",
            **fingerprint(source.model, source.gguf_file),
            **commit(model.config),
            "runtime": f"transformers {transformers.__version__}, torch {torch.__version__}",
            "dtype": str(model.dtype).removeprefix("torch."),
            "device": device,
        },
    )
