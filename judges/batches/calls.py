"""Call a vendor's SDK, and turn what goes wrong into the errors of judges."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from functools import partial
from typing import Any

from sosprobe.errors import JudgeError
from sosprobe.judges.answer import decoded, dig, entries, words
from sosprobe.judges.batches.lines import lines, malformed
from sosprobe.judges.endpoint import Endpoint
from sosprobe.judges.http import PerLoop
from sosprobe.judges.sdk import Vendor

SLACK = 600.0
"""Seconds by which a provider's clock may be behind."""

PAGE = 100
"""Batches listed at a time."""

PATIENCE = 600.0
"""Seconds of silence while a large file goes up or comes down."""

CONNECTION = ("httpcore", "httpcore2", "httpx", "httpx2")
"""Packages under the SDKs, whose errors these let through while a file comes down."""


class Calls:
    """Calls of one vendor's SDK: through the client given, which is left open, or its own."""

    def __init__(self, vendor: Vendor, where: Endpoint, client: Any = None) -> None:
        self.where = where
        self._vendor = vendor
        self._client = client
        self._sdk = sdk = vendor.load()
        self._clients: PerLoop[Any] = PerLoop(lambda: vendor.make(sdk, where, PATIENCE))

    async def one(self, send: Callable[[Any], Awaitable[Any]]) -> Mapping[str, Any]:
        """Return the JSON object that a call is answered with.

        `send` gets the client and returns the SDK's raw answer.
        """
        async with self._translated() as client:
            response = (await send(client)).http_response
            return self.where.decode(response.content, response.headers)

    async def each(
        self, fetch: Callable[[Any], AbstractAsyncContextManager[Any]]
    ) -> AsyncGenerator[Mapping[str, Any]]:
        """Yield the JSON objects of a file as it comes down, one a line."""
        async with self._translated() as client, fetch(client) as response:
            number = 0
            async with aclosing(lines(response.iter_bytes())) as found_lines:
                async for line in found_lines:
                    number += 1
                    data = decoded(line)
                    found = entries(data)
                    if found is not data:
                        raise malformed(self.where, number, data)
                    yield found

    async def newest(
        self, page: Callable[[dict[str, str], Any], Awaitable[Any]], cursor: str
    ) -> AsyncGenerator[object]:
        """Yield what a list holds, a page at a time.

        `page` gets where the page begins, under the name `cursor`, and the client.
        """
        start: dict[str, str] = {}
        while True:
            got = await self.one(partial(page, start))
            listed: list[object] = got["data"] if isinstance(got.get("data"), list) else []
            for thing in listed:
                yield thing
            last = words(dig(listed, -1, "id"))
            if not got.get("has_more") or not last:
                return
            start = {cursor: last}

    async def aclose(self) -> None:
        """Close the client that was made here; the next call makes a new one."""
        if client := self._clients.drop():
            await client.close()

    @asynccontextmanager
    async def _translated(self) -> AsyncGenerator[Any]:
        """Give the client; what it raises becomes a `JudgeError` without secrets."""
        sdk, where = self._sdk, self.where
        try:
            yield self._client or self._clients.get()
        except JudgeError:
            raise
        except sdk.APIStatusError as error:
            response = error.response
            said = decoded(response.content)
            raise where.failure(response.status_code, response.headers, said) from None
        except (sdk.APIConnectionError, OSError) as error:
            raise where.unanswered(error) from None
        except (getattr(sdk, f"{self._vendor.name}Error"), ValueError) as error:
            raise JudgeError(where.clean(str(error))) from None
        except Exception as error:
            if type(error).__module__.partition(".")[0] not in CONNECTION:
                raise
            raise where.unanswered(error) from None
