"""Tell one model in this process from another, and find the tokens that spell a label."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sosprobe.errors import JudgeError

READ = (".bin", ".gguf", ".jinja", ".json", ".model", ".safetensors", ".txt")
"""Ends of the names of the files that a model is loaded from."""


def fingerprint(model: str, file: str = "") -> dict[str, object]:
    """Return the model's name, and a hash of its files if it is a folder or a file.

    Parameters
    ----------
    file
        The one file of the folder that is loaded; empty means all.

    Notes
    -----
    A folder is named by its last part alone, so that a model keeps its identity where it is moved.
    """
    path = Path(model).expanduser()
    if file and (path / file).is_file():
        return {"model": file, "sha256": _digest([path / file])}
    if path.is_file():
        return {"model": path.name, "sha256": _digest([path])}
    if path.is_dir():
        files = sorted(one for one in path.iterdir() if one.suffix in READ and one.is_file())
        return {"model": path.resolve().name, "sha256": _digest(files)}
    return {"model": model, "file": file} if file else {"model": model}


class Labels:
    """The tokens of one vocabulary that spell a label, with or without a space before it."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._known: dict[tuple[str, ...], dict[int, str]] = {}

    def __call__(self, choices: tuple[str, ...]) -> Mapping[int, str]:
        """Return token number -> choice.

        Raises
        ------
        JudgeError
            If a choice has no token of its own: its first token alone would not say which it is.
        """
        if choices not in self._known:
            vocabulary: Mapping[str, int] = self._tokenizer.get_vocab()
            self._known[choices] = spellings(vocabulary, choices)
        return self._known[choices]


def spellings(vocabulary: Mapping[str, int], choices: Sequence[str]) -> dict[int, str]:
    """Return token number -> choice for every token that spells one.

    >>> spellings({"A": 0, "ĠA": 1, "▁B": 2, "Ab": 3}, ["A", "B"])
    {0: 'A', 1: 'A', 2: 'B'}
    >>> spellings({"A": 0, "Re": 1, "sponse": 2}, ["A", "Response"])
    Traceback (most recent call last):
    sosprobe.errors.JudgeError: 'Response' is not one token of this model: ask without logprobs
    """
    found: dict[int, str] = {}
    for token, number in vocabulary.items():
        text = token.strip(" ▁Ġ")
        if text in choices:
            found[number] = text
    for choice in choices:
        if choice not in found.values():
            raise JudgeError(f"{choice!r} is not one token of this model: ask without logprobs")
    return found


def by_text(tokens: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return token -> log probability; of two tokens with the same text the likelier counts.

    >>> by_text([("A", -2.0), ("B", -1.0), ("A", -0.5)])
    {'A': -0.5, 'B': -1.0}
    """
    found: dict[str, float] = {}
    for text, value in tokens:
        found[text] = max(value, found.get(text, float("-inf")))
    return found


def commit(config: Any) -> dict[str, object]:
    """Return the revision that a model from a hub was read at, if its configuration tells."""
    found = getattr(config, "_commit_hash", None)
    return {"revision": found} if found else {}


def _digest(files: Sequence[Path]) -> str:
    """Return the first 16 digits of a SHA-256 over the names and contents of `files`."""
    whole = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.name} {content}\n".encode())
    return whole.hexdigest()[:16]
