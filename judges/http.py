"""Post JSON to one address over connections that are kept: what a question costs, and no more."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from sosprobe import __version__
from sosprobe.errors import JudgeError, Transient
from sosprobe.judges.doubles import Doubles, identity
from sosprobe.judges.endpoint import Endpoint

if TYPE_CHECKING:
    import ssl

    from aiohttp import ClientSession, StreamReader

Client = TypeVar("Client")

LARGEST = 32 * 2**20
"""Most bytes of an answer that are read."""

LARGE = 2**20
"""From so many bytes on, a request is sent in pieces."""

CONNECT = 30.0
"""Most seconds to wait for a connection."""

PATIENCE = 10
"""So many times the time-out may a streamed answer take, as long as it never falls silent."""

TWICE = "The server answered a question twice; its connections are not trusted any more."

_MOVED = (301, 302, 303, 307, 308)

# Half a character and an infinite number have no JSON; both are errors of the question's own.
_WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class Answer(NamedTuple):
    """What a server sent back, well or not."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """A way to post a body; raises `JudgeError` and nothing else, retries nothing."""

    async def post(self, body: Mapping[str, object]) -> Answer:
        """Return the server's answer, whatever its status."""
        ...

    async def aclose(self) -> None:
        """Close the connections; the next post opens new ones."""
        ...


class PerLoop(Generic[Client]):
    """A client made at the first call: its connections belong to the event loop it meets."""

    def __init__(self, make: Callable[[], Client]) -> None:
        self._make = make
        self._made: tuple[asyncio.AbstractEventLoop, Client] | None = None

    def get(self) -> Client:
        """Return the running loop's client."""
        loop = asyncio.get_running_loop()
        if self._made is None or self._made[0] is not loop:
            self._made = loop, self._make()
        return self._made[1]

    def drop(self) -> Client | None:
        """Forget the client and return it, to be closed."""
        made, self._made = self._made, None
        return made[1] if made else None


class Http:
    """Post to one path of an endpoint over one session an event loop.

    Parameters
    ----------
    headers
        Sent with every request, the key among them.
    connections
        How many are open at most; further requests wait for one.
    timeout
        Seconds for a whole answer; with `stream`, seconds of silence.
    """

    def __init__(
        self,
        where: Endpoint,
        path: str,
        headers: Mapping[str, str],
        *,
        connections: int,
        timeout: float,
        stream: bool = False,
    ) -> None:
        self._where = where
        self._url = where.at(path)
        self._headers = headers
        self._connections = max(1, connections)
        self._timeout = timeout
        self._stream = stream
        self._sessions = PerLoop(self._session)
        self._doubles = Doubles()
        self._doubt: asyncio.Future[None] | None = None
        self._age = 0
        self._once = False

    async def post(self, body: Mapping[str, object]) -> Answer:
        """Return the server's answer, whatever its status.

        An answer that came before is asked for again over a connection of its own. If it is then
        another one, the server answers twice: every connection is given up, what came over them
        meanwhile is not believed, and from then on none is used a second time.
        """
        age = self._age
        answer = await self._exchange(body, self._sessions)
        if self._doubt is not None:
            await asyncio.shield(self._doubt)
        if age != self._age:
            raise Transient(TWICE)
        if self._doubles.is_new(answer.body):
            return answer
        self._doubt = asyncio.get_running_loop().create_future()
        alone = PerLoop(partial(self._session, once=True))
        try:
            again = await self._exchange(body, alone)
            if identity(again.body) == identity(answer.body):
                self._doubles.told_apart = False
                return again
            await self._distrust()
            self._doubles.is_new(again.body)
            return again
        except JudgeError:
            await self._distrust()
            raise
        finally:
            self._doubt.set_result(None)
            self._doubt = None
            if made := alone.drop():
                await made[0].close()

    async def _distrust(self) -> None:
        """Give up all connections, and use none twice from now on."""
        self._age += 1
        self._once = True
        await self.aclose()

    async def _exchange(
        self, body: Mapping[str, object], sessions: PerLoop[tuple[ClientSession, str | None]]
    ) -> Answer:
        """Post and return the answer."""
        import aiohttp

        try:
            sent = _WRITE(body).encode()
            session, proxy = sessions.get()
            data = sent if len(sent) < LARGE else io.BytesIO(sent)
            post = session.post(self._url, data=data, proxy=proxy, allow_redirects=False)
            async with post as response:
                received = await _read(response.content)
                if response.status in _MOVED:
                    raise JudgeError(f"HTTP {response.status}: the address has moved; see base_url")
                return Answer(response.status, response.headers, received)
        except TimeoutError:
            raise Transient(f"The request timed out after {self._timeout:g} s.") from None
        except ValueError as error:
            raise JudgeError(self._where.clean(str(error))) from None
        except (
            aiohttp.ClientError,
            aiohttp.http.HttpProcessingError,
            OSError,
            RuntimeError,
        ) as error:
            text = str(error) or type(error).__name__
            raise Transient(self._where.clean(f"Connection error: {text}")) from None

    async def aclose(self) -> None:
        """Close the session; the next post opens a new one."""
        if made := self._sessions.drop():
            await made[0].close()

    def _session(self, once: bool = False) -> tuple[ClientSession, str | None]:
        """Return a session, and the proxy that the environment names for the address."""
        import aiohttp

        total = self._timeout * (PATIENCE if self._stream else 1)
        silence = self._timeout if self._stream else None
        connector = aiohttp.TCPConnector(
            limit=self._connections,
            ttl_dns_cache=300,
            force_close=once or self._once,
            ssl=_trust() if self._url.startswith("https:") else True,
        )
        session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total, sock_connect=CONNECT, sock_read=silence),
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                # Answers are small, and a packed one could be a thousand times its size.
                "Accept-Encoding": "identity",
                "User-Agent": f"sosprobe/{__version__}",
                **self._headers,
            },
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return session, _proxy(self._url)


async def _read(content: StreamReader) -> bytes:
    """Return a whole body, up to a size."""
    pieces: list[bytes] = []
    size = 0
    while piece := await content.readany():
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise JudgeError(f"The server's answer is larger than {LARGEST >> 20} MB.")
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _trust() -> ssl.SSLContext:
    """Return the certificates of the system, and certifi's where that is installed.

    Some Pythons find none of the system's.
    """
    import ssl

    context = ssl.create_default_context()
    try:
        import certifi
    except ImportError:
        return context
    context.load_verify_locations(certifi.where())
    return context


def _proxy(url: str) -> str | None:
    """Return the proxy that HTTP_PROXY and its like name for an address, NO_PROXY considered."""
    from urllib.parse import urlsplit
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    proxies = getproxies()
    if not proxies or proxy_bypass(parts.netloc):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")
