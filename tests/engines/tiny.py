"""Models small enough for a test: random weights, a vocabulary trained on the spot."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""The ChatML template."""

TEXT = (
    "Which response is better, A or B? Reply with one letter.",
    "Sound travels through air at about 343 metres a second; response A says so.",
    'Verdict: [[A>B]] or [[B>A]]. {"verdict": "A", "reason": "the first is true"}',
)

CONTEXT = 512
"""Tokens that a tiny model can read."""


def make_tokenizer(folder: Path) -> Any:
    """Train a byte-level vocabulary, save it into `folder` and return it."""
    tokenizers: Any = importlib.import_module("tokenizers")
    transformers: Any = importlib.import_module("transformers")
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(TEXT, trainer)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    tokenizer.chat_template = CHAT
    tokenizer.save_pretrained(folder)
    return tokenizer


def save_tiny(folder: Path, kind: str = "LlamaForCausalLM", **more: object) -> Path:
    """Save a Llama of two layers with random weights, always the same, and its vocabulary."""
    torch: Any = importlib.import_module("torch")
    transformers: Any = importlib.import_module("transformers")
    tokenizer = make_tokenizer(folder)
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=32,  # vLLM's kernels for processors take no less
        max_position_embeddings=CONTEXT,
        initializer_range=0.5,  # so that its likely tokens are told apart
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        **more,
    )
    getattr(transformers, kind)(config).save_pretrained(folder)
    return folder
