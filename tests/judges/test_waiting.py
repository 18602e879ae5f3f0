"""How long servers ask to be left alone."""

from __future__ import annotations

import pytest

from sosprobe.judges.waiting import wait

NOON = 784_123_200.0
"""Noon of Sunday, 6 November 1994."""

DATE = "Sun, 06 Nov 1994 12:00:00 GMT"
SOON = "Sun, 06 Nov 1994 12:00:30 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-7"}, None),
        ({"retry-after": "1e999"}, None),
        ({"retry-after": SOON}, 30.0),
        ({"retry-after": DATE}, 0.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        ({"retry-after": "Sun, 99 Nov 1994 12:00:00 GMT"}, None),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "8s"}, None),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s"}, 360.0),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "120ms"}, 0.12),
        ({"x-ratelimit-remaining-tokens": "0"}, None),
        (
            {
                "anthropic-ratelimit-requests-remaining": "0",
                "anthropic-ratelimit-requests-reset": "1994-11-06T12:01:00Z",
            },
            60.0,
        ),
    ],
)
def test_every_way_of_saying_it_is_understood(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert wait(headers, lambda: NOON) == seconds


def test_a_date_is_measured_by_the_clock_of_the_server() -> None:
    assert wait({"retry-after": SOON, "date": DATE}, lambda: NOON + 9999) == 30.0


def test_of_several_spent_limits_the_last_to_come_back_counts() -> None:
    headers = {
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "1h2s",
    }
    assert wait(headers) == 3602.0
