"""What it takes to know where the numbers of a run come from, and to get them again."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Collection, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from sosprobe import __version__
from sosprobe.judges.template import Template
from sosprobe.types import Item, Reply

_PACKAGES = (
    "aiohttp",
    "anthropic",
    "numpy",
    "openai",
    "pandas",
    "scipy",
    "spacy",
    "statsmodels",
    "transformers",
    "vllm",
    "xllamacpp",
)


def environment() -> dict[str, object]:
    """Return the versions that numbers depend on, where installed."""
    found: dict[str, str] = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return {"sosprobe": __version__, "python": platform.python_version(), "packages": found}


def fingerprint(items: Collection[Item]) -> dict[str, object]:
    """Return how many items there are and a hash of all they hold."""
    digest = hashlib.sha256()
    for item in items:
        digest.update(repr(item).encode("utf-8", "replace"))
    return {"items": len(items), "sha256": digest.hexdigest()[:16]}


def named(templates: Sequence[Template]) -> list[dict[str, str]]:
    """Return the name and the hash of each template."""
    return [{"name": template.name, "digest": template.digest} for template in templates]


def tokens(replies: Collection[Reply]) -> Mapping[str, int]:
    """Return how many tokens went in and out, and how many of them were cached."""
    return {
        name: sum(getattr(reply, name) for reply in replies)
        for name in ("tokens_in", "tokens_out", "tokens_cached")
    }
