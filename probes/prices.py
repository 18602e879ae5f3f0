"""What tokens cost, from a table that the user can replace."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, cast

from sosprobe.errors import BadInput, SetupError

FREE = ("human", "local", "planted", "replay", "transformers", "vllm")
"""Providers that ask no money: the machine is the user's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for a million tokens."""

    tokens_in: float
    tokens_out: float

    def __post_init__(self) -> None:
        """Refuse what no price can be."""
        if not (0 <= self.tokens_in < float("inf") and 0 <= self.tokens_out < float("inf")):
            raise SetupError(
                f"A price is zero or more dollars; not {self.tokens_in:g},{self.tokens_out:g}."
            )

    def of(self, tokens_in: int, tokens_out: int) -> float:
        """Return the dollars of so many tokens."""
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / 1e6


@dataclass(frozen=True, slots=True)
class Prices:
    """The price of each model, and of all models if the user named one."""

    fixed: Price | None = None
    table: Mapping[str, Price] = field(default_factory=dict[str, Price])

    def of(self, identity: Mapping[str, object]) -> Price | None:
        """Return the price of a judge; None if it is not known."""
        if identity["provider"] in FREE:
            return Price(tokens_in=0, tokens_out=0)
        return self.fixed or self.table.get(str(identity.get("model", "")))


def prices(fixed: tuple[float, float] | None = None, file: Path | None = None) -> Prices:
    """Return the shipped prices, those in `file` instead of them where it names the same model.

    Raises
    ------
    BadInput
        If the file is malformed, or a price is negative.
    """
    shipped = (resources.files("sosprobe.probes") / "prices.toml").read_text("utf-8")
    table = _table("prices.toml", shipped)
    if file is not None:
        try:
            table |= _table(str(file), file.expanduser().read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(file, f"cannot be read: {error}") from error
    one = None if fixed is None else Price(tokens_in=fixed[0], tokens_out=fixed[1])
    return Prices(one, table)


def _table(path: str, text: str) -> dict[str, Price]:
    try:
        models: object = tomllib.loads(text).get("usd_per_million_tokens")
    except tomllib.TOMLDecodeError as error:
        raise BadInput(path, str(error)) from error
    if not isinstance(models, dict):
        raise BadInput(path, "needs a table [usd_per_million_tokens]")
    found: dict[str, Price] = {}
    for name, entry in cast("dict[str, Any]", models).items():
        try:
            found[name] = Price(tokens_in=float(entry["in"]), tokens_out=float(entry["out"]))
        except (KeyError, TypeError, ValueError):
            raise BadInput(path, f"{name!r} needs numbers `in` and `out`") from None
        except SetupError as error:
            raise BadInput(path, f"{name!r}: {error}") from None
    return found
