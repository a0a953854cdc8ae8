"""One message on its way to the mail server, which another thread may stop."""

import contextlib
import smtplib
import socket
import ssl
from email.message import EmailMessage
from pathlib import Path

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.settings import text_setting
from orchestra_notify.settings import Email


class Delivery:
    """One connection and one message. `seconds` is the longest wait for a single answer of the server."""

    def __init__(self, settings: Email, folder: Path, seconds: float) -> None:
        self._settings = settings
        self._folder = folder
        self._seconds = seconds
        self._connection: smtplib.SMTP | None = None
        self._stopped = False

    def carry_out(self, message: EmailMessage) -> None:
        """Connect, log in where there is a user, and hand it over. Raises what smtplib raises, OSError, BadPlugin."""
        settings = self._settings
        password = None if settings.password is None else text_setting("notify.email.password", settings.password)
        self._connection = connection = self._connect()
        try:
            if self._stopped:
                return
            if settings.security == "starttls":
                connection.starttls(context=self._trusted())
            if settings.user is not None and password is not None:
                connection.login(settings.user, password)
            connection.send_message(message)
            with contextlib.suppress(smtplib.SMTPException, OSError):  # the message is theirs; this is mere politeness
                connection.quit()
        finally:
            connection.close()

    def stop(self) -> None:
        """Give it up: whatever is waited for on the connection ends at once."""
        self._stopped = True
        if self._connection is not None and self._connection.sock is not None:
            with contextlib.suppress(OSError):  # it has been closed by now
                self._connection.sock.shutdown(socket.SHUT_RDWR)

    def _connect(self) -> smtplib.SMTP:
        host, port = self._settings.host, self._settings.real_port
        if self._settings.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=self._seconds, context=self._trusted())
        return smtplib.SMTP(host, port, timeout=self._seconds)

    def _trusted(self) -> ssl.SSLContext:
        authority = self._settings.authority
        try:
            return ssl.create_default_context(cafile=None if authority is None else str(self._folder / authority))
        except OSError as error:
            what = f"the certificate of the authority cannot be read: {error}"
            raise BadPlugin(what, "`authority` in [settings.notify.email] names its file.") from error
