"""A real HTTP server on this machine that answers as a test tells it to."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, cast

Answer = tuple[int, Mapping[str, str], object]
"""Status, headers and body: bytes as they are, anything else as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Bytes on the connection as they are, HTTP or not; with the last one the connection is over.

    Attributes
    ----------
    pause
        Seconds before each part after the first.
    reset
        Whether the connection is broken off instead of closed.
    """

    parts: tuple[bytes, ...] = ()
    pause: float = 0.0
    reset: bool = False


Handler = Callable[[str, Any], Answer | Raw]
"""Path and decoded body in, answer out; runs in a thread of the server."""


def script(*answers: Answer | Raw) -> Handler:
    """Answer the first request with the first answer and so on; the last one stays."""
    lock = threading.Lock()
    left = list(answers)

    def handle(path: str, body: Any) -> Answer | Raw:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return handle


def truncated(body: bytes, missing: int = 10) -> Raw:
    """Return an answer whose body is shorter than it says."""
    return Raw(parts=(_head(f"Content-Length: {len(body) + missing}") + body,))


def chunked(*parts: bytes, ends: bool = True, pause: float = 0.0) -> Raw:
    """Return an answer in pieces, as streams are sent; if it never `ends`, it is broken off."""
    head = _head("Transfer-Encoding: chunked", "Content-Type: text/event-stream")
    sent = [b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part]
    return Raw(parts=(head, *sent, *([b"0\r\n\r\n"] if ends else [])), pause=pause)


def _head(*lines: str) -> bytes:
    lines = ("HTTP/1.1 200 OK", "Connection: close", *lines)
    return "\r\n".join([*lines, "", ""]).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing the server joins them
    request_queue_size = 128  # with the default of 5, many clients at once wait a second


class Loopback:
    """Serve on 127.0.0.1 while the `with` block lasts; on leaving, every thread is joined.

    Parameters
    ----------
    keep_alive
        Whether a connection takes further requests, as real servers' do. Otherwise it is over with
        its answer, and no thread waits for a second request.

    Attributes
    ----------
    url
        Address of the server, without a slash at the end.
    requests
        The decoded body of each request, in order of arrival.
    headers
        The headers of each request, names in lower case.
    connections
        How many were opened.
    closing
        Set when the block is left; an answer that must be late waits for it.
    """

    def __init__(self, handler: Handler, *, keep_alive: bool = False) -> None:
        self.requests: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.connections = 0
        self.closing = threading.Event()
        self._handler = handler
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._server = _Server(("127.0.0.1", 0), self._connection(keep_alive))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        with self._lock:
            for connection in self._open:  # so that no thread waits for a further request
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)
        self._server.server_close()

    def answer(self, path: str, headers: dict[str, str], raw: bytes) -> Answer | Raw:
        """Record a request and ask the handler for its answer."""
        body = json.loads(raw) if raw else None
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)
            number = len(self.requests)
        found = self._handler(path, body)
        if isinstance(found, Raw):
            return found
        status, more, content = found
        body = cast("dict[str, object]", content) if isinstance(content, dict) else {}
        if isinstance(body.get("id"), str):  # real servers number their answers
            return status, more, {**body, "id": f"{body['id']}-{number}"}
        return found

    def _opened(self, connection: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            self._open.add(connection)

    def _closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def _connection(self, keep_alive: bool) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Connection(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1" if keep_alive else "HTTP/1.0"

            disable_nagle_algorithm = True  # head and body are two packets

            def setup(self) -> None:
                super().setup()
                loopback._opened(self.connection)

            def finish(self) -> None:
                loopback._closed(self.connection)
                super().finish()

            def do_POST(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                raw = self.rfile.read(int(headers.get("content-length", 0)))
                answer = loopback.answer(self.path, headers, raw)
                try:
                    if isinstance(answer, Raw):
                        self._send(answer)
                    else:
                        self._answer(*answer)
                except OSError:
                    self.close_connection = True  # the client gave up waiting

            do_GET = do_POST

            def _answer(self, status: int, more: Mapping[str, str], content: object) -> None:
                body = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                for name, value in {"Content-Type": "application/json", **more}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def _send(self, answer: Raw) -> None:
                self.close_connection = True
                for place, part in enumerate(answer.parts):
                    if place and answer.pause:
                        loopback.closing.wait(answer.pause)
                    self.wfile.write(part)
                if answer.reset:
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Connection
