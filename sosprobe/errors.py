"""What can go wrong, and whether trying again can help.

==============  ===========================================================================
error           meaning
==============  ===========================================================================
SosprobeError   any error that sosprobe raises on purpose
SetupError      fix the call, the configuration or the install; a retry cannot help
UnknownName     a SetupError: no such component; lists the near misses and what exists
MissingExtra    a SetupError: a package is not installed; says the command that mends it
MissingKey      a SetupError: an API key is not set; says the command that mends it
BadInput        a SetupError: a data file is malformed; names file, line and field
JudgeError      one question failed; the runner stores the outcome and goes on
Transient       a JudgeError, the only one that is retried (429, 408, 5xx, time-outs, resets)
Refused         a JudgeError: the provider declined to answer
Denied          a JudgeError: the endpoint will say the same to every question (key, model, quota)
Pending         a JudgeError: the answer will come later, from a person or a batch
BudgetReached   a JudgeError: a limit that the user set is spent
==============  ===========================================================================
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class SosprobeError(Exception):
    """Any error that sosprobe raises on purpose."""


class SetupError(SosprobeError):
    """The call, the configuration or the install must change; a retry cannot help."""


class UnknownName(SetupError):
    """There is no such component; the message lists the near misses and what exists."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"Unknown {kind} {name!r}.{hint} There are: {', '.join(names)}.")


class MissingExtra(SetupError):
    """An optional package is not installed."""

    def __init__(self, what: str, *commands: str) -> None:
        super().__init__(f"{what} is not installed. Run: {' && '.join(commands)}")


class MissingKey(SetupError):
    """An API key is not set."""

    def __init__(self, variable: str) -> None:
        super().__init__(f"The API key is not set. Run: export {variable}=YOUR_KEY")


class BadInput(SetupError):
    """A data file is malformed."""

    def __init__(self, path: Path | str, problem: str, *, line: int | None = None) -> None:
        place = f"{path}:{line}" if line is not None else f"{path}"
        super().__init__(f"{place}: {problem}")


class JudgeError(SosprobeError):
    """One question to a judge failed; the run goes on."""


class Transient(JudgeError):
    """A failure that may pass: too many requests, a time-out, a server fault."""

    def __init__(
        self, message: str, *, retry_after: float | None = None, overload: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.overload = overload
        """Whether the endpoint wants to be asked less at once (429, 503, 529)."""


class Refused(JudgeError):
    """The provider declined to answer this question."""


class Denied(JudgeError):
    """The endpoint will say the same to every question: a wrong key, no such model, no quota."""


class Pending(JudgeError):
    """The answer will come another way and later: from a person, from a provider's batch."""


class BudgetReached(JudgeError):
    """A limit that the user set is spent."""
