"""A real mail server on this machine, for tests of what sends mail. It needs aiosmtpd: `orchestra-notify[testing]`.

A test lets the plugin send to `127.0.0.1` and the server's `port`, with `security = "none"`:

    with MailServer() as server:
        ...
        assert server.received[0]["Subject"] == "Hello"
"""

import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
Answer = Callable[[str], str | None]
"""For an address what the server says to it, as in `550 no such user`; None for mail that it takes."""


class MailServer:
    """The server, on a port of its own, which stays its own while it is down.

    `certificate` lets it speak TLS, by STARTTLS or `from_start` on; `users` with their passwords have to log in then.
    """

    def __init__(
        self,
        answer: Answer = lambda _address: None,
        certificate: ssl.SSLContext | None = None,
        users: dict[str, str] | None = None,
        *,
        from_start: bool = False,
    ) -> None:
        self.received: list[EmailMessage] = []
        self.port = _free_port()
        self._answer = answer
        self._certificate = certificate
        self._users = users
        self._from_start = from_start
        self._controller: Controller | None = None

    def start(self) -> None:
        """Take mail from now on."""
        options: dict[str, Any] = {}
        if self._certificate is not None and self._from_start:
            options = {"ssl_context": self._certificate}
        elif self._certificate is not None:
            options = {"tls_context": self._certificate, "require_starttls": True}
        if self._users is not None:
            options |= {"authenticator": self._authenticate, "auth_required": True}
        self._controller = Controller(self, hostname=HOST, port=self.port, **options)
        self._controller.start()

    def stop(self) -> None:
        """Be down."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address, or do not."""
        said = self._answer(address)
        if said is not None:
            return said
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Take a message."""
        content = envelope.content
        data = content.encode() if isinstance(content, str) else content or b""
        self.received.append(BytesParser(EmailMessage, policy=default).parsebytes(data))
        return "250 OK"

    def _authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: Any) -> Any:
        from aiosmtpd.smtp import AuthResult  # noqa: PLC0415 - nobody else needs it

        known = self._users or {}
        right = isinstance(said, LoginPassword) and known.get(said.login.decode()) == said.password.decode()
        return AuthResult(success=right, handled=right)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])
