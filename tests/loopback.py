"""A real HTTP server on this machine that answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Answer = tuple[int, Mapping[str, str], object]
"""Status, headers and body: bytes as they are, anything else as JSON."""

Handler = Callable[[str, Any], Answer]
"""Path and decoded body in, answer out; runs in a thread of the server."""


def script(*answers: Answer) -> Handler:
    """Answer the first request with the first answer and so on; the last one stays."""
    lock = threading.Lock()
    left = list(answers)

    def handle(path: str, body: Any) -> Answer:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return handle


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing the server joins them
    request_queue_size = 128  # with the default of 5, many clients at once wait a second


class Loopback:
    """Serve on 127.0.0.1 while the `with` block lasts; on leaving, every thread is joined.

    Attributes
    ----------
    url
        Address of the server, without a slash at the end.
    requests
        The decoded body of each request, in order of arrival.
    headers
        The headers of each request, names in lower case.
    closing
        Set when the block is left; an answer that must be late waits for it.
    """

    def __init__(self, handler: Handler) -> None:
        self.requests: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()
        self._handler = handler
        self._lock = threading.Lock()
        # HTTP/1.0: a connection is over with its answer, so no thread waits for a second request.
        self._server = _Server(("127.0.0.1", 0), self._connection())
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
        self._server.server_close()

    def answer(self, path: str, headers: dict[str, str], raw: bytes) -> Answer:
        """Record a request and ask the handler for its answer."""
        body = json.loads(raw) if raw else None
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)
        return self._handler(path, body)

    def _connection(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Connection(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                raw = self.rfile.read(int(headers.get("content-length", 0)))
                status, more, content = loopback.answer(self.path, headers, raw)
                body = content if isinstance(content, bytes) else json.dumps(content).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    for name, value in {"Content-Type": "application/json", **more}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # the client gave up waiting

            do_GET = do_POST

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Connection
