"""How long a server asks to be left alone, in any of the ways in which servers say it."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

UNITS = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}

LIMITS = (
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
    ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
    ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
    ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
    ("anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"),
)
"""Headers that say how much of a limit is left, and when it is whole again."""


def wait(headers: Mapping[str, str], clock: Callable[[], float] = time.time) -> float | None:
    """Return the seconds to wait that an answer's headers name; None if they name none.

    Retry-After counts before the times at which spent limits are whole again. A date is measured
    from the answer's own date, because the clocks of two machines differ.

    >>> wait({"retry-after": "2.5"}), wait({"retry-after-ms": "250"}), wait({"retry-after": "soon"})
    (2.5, 0.25, None)
    >>> limit = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m2.5s"}
    >>> wait(limit)
    62.5
    """
    milliseconds = number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    now = moment(headers.get("date")) or clock()
    text = headers.get("retry-after")
    if text is not None:
        return span(text, now)
    spent = [span(headers.get(reset), now) for left, reset in LIMITS if headers.get(left) == "0"]
    return max((seconds for seconds in spent if seconds is not None), default=None)


def span(text: str | None, now: float) -> float | None:
    """Read a number of seconds, a duration such as `6m0s`, or a date; None if it is none of them.

    >>> [span(text, 0.0) for text in ("7", "20ms", "1970-01-01T00:00:09Z", "nan", "")]
    [7.0, 0.02, 9.0, None, None]
    """
    value = number(text)
    if value is not None or not text:
        return value
    if re.fullmatch(r"(\d+(\.\d+)?(ms|[dhms]))+", text):
        parts = re.findall(r"(\d+(?:\.\d+)?)(ms|[dhms])", text)
        return sum(float(amount) * UNITS[unit] for amount, unit in parts)
    when = moment(text)
    return None if when is None else max(0.0, when - now)


def number(text: str | None) -> float | None:
    """Read a number of seconds; None if it is not finite or below 0."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def moment(text: str | None) -> float | None:
    """Read a date as HTTP or ISO 8601 writes it, as seconds since 1970."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            when = read(text or "")
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    return None
