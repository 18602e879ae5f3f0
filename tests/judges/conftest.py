"""What every test of a judge needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.judges.anthropic_wire import ANTHROPIC
from tests.judges.openai_wire import OPENAI
from tests.judges.served import Vendor

VENDORS = (OPENAI, ANTHROPIC)

HIDDEN = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the machine's own keys, servers and proxies."""
    for name in HIDDEN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(params=VENDORS, ids=[vendor.name for vendor in VENDORS])
def alone(request: pytest.FixtureRequest) -> Vendor:
    """Go through the vendors, without their SDKs."""
    found: Vendor = request.param
    return found


@pytest.fixture(params=[False, True], ids=["direct", "sdk"])
def vendor(alone: Vendor, request: pytest.FixtureRequest) -> Vendor:
    """Go through the vendors, with and without their SDKs."""
    return replace(alone, sdk=request.param)
