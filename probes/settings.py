"""What the user asks of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user asks for."""

    judge: str = "local"
    base_url: str = ""
    panel: tuple[str, ...] = ()
    """Judges besides the first, asked the same; together they are a panel."""
    combine: Literal["vote", "mean"] = "vote"
    """How the verdicts of a panel become one."""
    data: str = "probe"
    styles: tuple[str, ...] = ("markdown", "lengthen")
    substances: tuple[str, ...] = ("factual_error",)
    controls: tuple[str, ...] = ("identity", "twin")
    """`twin` stands for the length-matched twin of each style arm that changes more than length."""
    repeats: int = 1
    items: int = 0
    seed: int = 0
    template: str = ""
    variations: tuple[str, ...] = ()
    """Variations of the template, each asked besides it."""
    writer: str = ""
    """The model that writes what rules cannot, as a judge is named."""
    writer_base_url: str = ""
    reader: str = ""
    """A model that compares the claims of what the writer wrote with those of the response."""
    reader_base_url: str = ""
    decisions: Path | None = None
    """A review sheet whose rejected rewrites are left out."""
    in_flight: int = 0
    """Open questions; 0 finds out how many the endpoint bears."""
    attempts: int = 6
    price: tuple[float, float] | None = None
    """US dollars for a million tokens in and out; None takes the table."""
    prices: Path | None = None
    """A table of prices of the user's own."""
    budget: float | None = None
    """US dollars after which the run stops; it can be resumed."""
    max_calls: int | None = None
    """Calls after which the run stops; it can be resumed."""
    requests_per_minute: float = 0.0
    """0 for no limit."""
    tokens_per_minute: float = 0.0
    """0 for no limit."""
    batch: bool = False
    """Send what is not stored as a provider batch, at half the price, instead of live."""
    wait: bool = False
    """With `batch`: wait until the batch is done."""
    batch_folder: Path | None = None
    """Write batches to files here, for vLLM's offline runner, instead of sending them."""
    abandon: bool = False
    """Cancel what an earlier run sent as a batch and is not answered yet, and ask it anew."""

    @property
    def discounted(self) -> bool:
        """Whether questions are asked at the price of a provider's batches."""
        return self.batch and self.batch_folder is None
