"""Post through a vendor's SDK: for clients made elsewhere, and for whoever prefers it."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from sosprobe.errors import JudgeError, MissingExtra
from sosprobe.judges.endpoint import Endpoint
from sosprobe.judges.http import LARGEST, Answer, Http, PerLoop, Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """How one vendor's SDK is used."""

    name: str
    """As people write it; in lower case, of the module and of the extra."""

    make: Callable[[ModuleType, Endpoint, float], Any]
    """The SDK's client, for an endpoint and a time-out."""

    send: Callable[[Any, dict[str, Any], float], Awaitable[Any]]
    """Send a body and return the SDK's raw answer."""

    def load(self) -> ModuleType:
        """Return the SDK.

        Raises
        ------
        MissingExtra
            It is not installed; says how.
        """
        name = self.name.lower()
        try:
            return importlib.import_module(name)
        except ImportError:
            what = f"The {self.name} SDK"
            raise MissingExtra(what, f'pip install "sosprobe[{name}]"') from None


class Sdk:
    """Post through a client of the SDK: the one given, which is left open, or its own."""

    def __init__(
        self, vendor: Vendor, where: Endpoint, *, timeout: float, client: Any = None
    ) -> None:
        self._vendor = vendor
        self._where = where
        self._timeout = timeout
        self._client = client
        self._sdk = sdk = vendor.load()
        self._clients: PerLoop[Any] = PerLoop(lambda: vendor.make(sdk, where, timeout))

    async def post(self, body: Mapping[str, object]) -> Answer:
        """Return the server's answer, whatever its status."""
        sdk, where = self._sdk, self._where
        client = self._client or self._clients.get()
        try:
            raw = await self._vendor.send(client, dict(body), self._timeout)
            response = raw.http_response
        except sdk.APIStatusError as error:
            response = error.response
        except (sdk.APIConnectionError, OSError) as error:
            raise where.unanswered(error) from None
        except (getattr(sdk, f"{self._vendor.name}Error"), ValueError) as error:
            raise JudgeError(where.clean(str(error))) from None
        if len(response.content) > LARGEST:
            raise JudgeError(f"The server's answer is larger than {LARGEST >> 20} MB.")
        return Answer(response.status_code, response.headers, response.content)

    async def aclose(self) -> None:
        """Close the client that was made here; the next question makes a new one."""
        if client := self._clients.drop():
            await client.close()


def key_of(client: Any, api_key: str) -> str:
    """Return the key that a judge is built with: that of the client, if one is given."""
    return str(api_key) if client is None else str(getattr(client, "api_key", "") or "")


def transport(
    vendor: Vendor,
    where: Endpoint,
    path: str,
    headers: Mapping[str, str],
    *,
    sdk: bool,
    client: Any,
    connections: int,
    timeout: float,
    stream: bool,
) -> Transport:
    """Return the SDK if it is asked for or a client of it is given, else the lean client."""
    if sdk or client is not None:
        return Sdk(vendor, where, timeout=timeout, client=client)
    return Http(where, path, headers, connections=connections, timeout=timeout, stream=stream)


def unkept() -> Any:
    """Return limits under which no connection is used twice.

    The second answer of a server that answers twice would be taken for the next question's.
    """
    httpx: Any = importlib.import_module("httpx2")
    return httpx.Limits(max_keepalive_connections=0)
