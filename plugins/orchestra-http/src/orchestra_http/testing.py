"""A real HTTP server on this machine, for tests of what calls one. The settings have to allow it: `private = [LOCAL]`.

with HttpServer(lambda asked: Reply(200, b'{"name": "Ada"}')) as server:
    ...
    assert server.asked[0].path == "/customers/7"
"""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import attrs

HOST = "127.0.0.1"
LOCAL = "127.0.0.0/8"


@attrs.frozen
class Asked:
    """A request that came. The names of `headers` are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes


@attrs.frozen
class Reply:
    """What the server answers. It counts the length of the content itself, unless a header says it."""

    status: int = 200
    content: bytes = b""
    headers: Sequence[tuple[str, str]] = (("Content-Type", "application/json"),)


class HttpServer:
    """The server, on a port of its own. `answer` is asked on many threads; `certificate` lets it speak TLS.

    It keeps connections open, as servers do, until it ends or a reply has the header `Connection: close`. `opened` is
    how many there have been.
    """

    def __init__(self, answer: Callable[[Asked], Reply], certificate: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self._server = _Server(answer, self.asked)
        self.port = int(self._server.server_address[1])
        self.url = f"http://{HOST}:{self.port}"
        if certificate is not None:
            self._server.socket = certificate.wrap_socket(self._server.socket, server_side=True)
            self.url = f"https://localhost:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        for connection in self._server.connections:
            with suppress(OSError):  # it has been closed before
                connection.shutdown(socket.SHUT_RDWR)

    @property
    def opened(self) -> int:
        """How many connections there have been."""
        return len(self._server.connections)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, answer: Callable[[Asked], Reply], asked: list[Asked]) -> None:
        super().__init__((HOST, 0), _Handler)
        self.answer = answer
        self.asked = asked
        self.connections: list[socket.socket] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a test sees what it gets."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        self.server.connections.append(self.request)
        super().setup()

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, ssl.SSLError):  # whoever asked has gone, as a test may want
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of its parent
        """Say nothing."""

    def _answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append(request := Asked(self.command, self.path, headers, content))
        reply = self.server.answer(request)
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if any(name.lower() == "content-length" for name, _ in reply.headers):
            self.close_connection = True  # it may be a wrong one, as a test may want
        else:
            self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.content)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - names of its parent
