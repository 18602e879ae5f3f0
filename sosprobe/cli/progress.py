"""A progress bar with rate, time left and tokens; plain lines where there is no terminal."""

from __future__ import annotations

import time
from types import TracebackType

from rich import progress as bars
from rich.console import Console

from sosprobe.types import Reply

_DRAW = 0.1
"""Seconds between two drawings of the bar."""
_EVERY = 10.0
"""Seconds between plain lines."""


class Progress:
    """Show how far a run is; use as a context manager."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total
        self._done = self._new = self._failed = self._tokens = 0
        self._started = self._said = time.monotonic()
        self._drawn = float("-inf")
        self._bar = bars.Progress(
            bars.TextColumn("judging"),
            bars.BarColumn(),
            bars.MofNCompleteColumn(),
            bars.TextColumn("{task.fields[rate]}"),
            bars.TimeRemainingColumn(),
            bars.TextColumn("{task.fields[tokens]}"),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("judging", total=total, rate="", tokens="")

    def __enter__(self) -> Progress:
        """Start the bar."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the bar, with a last plain line where there is none."""
        self._draw()
        self._bar.stop()
        if not self._console.is_terminal and kind is None:
            self._say()

    def update(self, reply: Reply | None, reused: bool) -> None:
        """Count one question: its reply, or None if it failed."""
        self._done += 1
        self._new += not reused
        self._failed += reply is None
        if reply is not None and not reused:
            self._tokens += reply.tokens_in + reply.tokens_out
        now = time.monotonic()
        if now - self._drawn >= _DRAW:
            self._drawn = now
            self._draw()
        if not self._console.is_terminal and now - self._said >= _EVERY:
            self._said = now
            self._say()

    def _draw(self) -> None:
        self._bar.update(self._task, completed=self._done, rate=self._rate(), tokens=self._counts())

    def _say(self) -> None:
        per_second = self._new / max(1e-9, time.monotonic() - self._started)
        left = (self._total - self._done) / per_second if per_second else 0.0
        self._console.print(
            f"judging {self._done}/{self._total}  {self._rate()}  {left:.0f} s left"
            f"  {self._counts()}",
            markup=False,
        )

    def _rate(self) -> str:
        return f"{self._new / max(1e-9, time.monotonic() - self._started):.2f}/s"

    def _counts(self) -> str:
        failed = f", {self._failed} failed" if self._failed else ""
        return f"{self._tokens:,} tokens{failed}"
