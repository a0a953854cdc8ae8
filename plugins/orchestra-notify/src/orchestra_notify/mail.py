"""Email through SMTP: one connection for each message, with a limit on all of it together."""

import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from orchestra_dsl.plugin.problems import BadPlugin, message_of
from orchestra_notify.delivery import Delivery
from orchestra_notify.limit import Limit, not_within
from orchestra_notify.settings import USER, Email, address_of
from orchestra_notify.writing import Written

_FOR_GOOD = 500
"""From here on a server's codes say that trying again is of no use."""


class MailRefused(Exception):
    """The server does not want a message, and may want another."""


class MailFailed(Exception):
    """The server is out of order, or does not know us."""


class Mail:
    """The way by mail."""

    def __init__(self, settings: Email, folder: Path) -> None:
        self.name = settings.name
        self._settings = settings
        self._folder = folder
        self._limit = Limit(settings.name)

    def send(self, written: Written, addresses: Mapping[str, str], seconds: float) -> None:
        """Send it to the user's address. Raises MailRefused, MailFailed, TimeoutError and BadPlugin."""
        message = self._message(written, addresses.get("email"))
        delivery = Delivery(self._settings, self._folder, seconds)
        try:
            self._limit.call(seconds, lambda: delivery.carry_out(message), delivery.stop)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise MailRefused(f"{self.name} takes no mail for {message['To']}: {code} {_text(said)}") from error
        except smtplib.SMTPResponseException as error:
            of_message = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= _FOR_GOOD
            kind = MailRefused if of_message else MailFailed
            raise kind(f"{self.name} says {error.smtp_code} {_text(error.smtp_error)}") from error
        except (smtplib.SMTPException, OSError) as error:
            if isinstance(error, TimeoutError) and self.name in str(error):
                raise
            if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
                raise not_within(self.name, seconds) from error  # one answer alone has taken all the time there is
            raise MailFailed(f"{self.name} cannot be reached: {message_of(error)}") from error

    @staticmethod
    def tells_of_server(error: Exception) -> bool:
        """Whether an error says that the server is out of order, and not that it wants this message not."""
        return not isinstance(error, MailRefused)

    def _message(self, written: Written, address: str | None) -> EmailMessage:
        if address is None and self._settings.address is not None:
            address = self._settings.address.replace(USER, written.user)
        if address is None:
            hint = "Write it in the file of preferences, or `address` in [settings.notify.email] for everybody."
            raise BadPlugin(f"{written.user} has no address of mail", hint)
        sender = address_of(self._settings.sender)
        message = EmailMessage()
        message["From"] = sender
        message["To"] = address_of(address)
        message["Subject"] = written.subject
        message["Date"] = format_datetime(written.at)
        # The same for every try: who gets a message twice, because an answer was lost, can tell.
        message["Message-ID"] = f"<{sha256(written.key.encode()).hexdigest()[:40]}@{sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(written.text)
        message.add_alternative(written.html, subtype="html")
        return message


def _text(said: bytes | str) -> str:
    """What a server says, in one line."""
    return " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())
