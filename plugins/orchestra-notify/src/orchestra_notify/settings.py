"""What `[settings.notify]` in `orchestra.toml` may say."""

from collections.abc import Mapping
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any, Literal

import msgspec

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.settings import check_text
from orchestra_dsl.plugin.supplied import check_name
from orchestra_dsl.plugin.tables import read_table

EMAIL, PREFERRED = "email", "preferred"
USER, ADDRESS = "{user}", "{address}"

_FORM = "Write [settings.notify.email] with host, sender and address, and [settings.notify.services.NAME] with url."
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class Email(msgspec.Struct, forbid_unknown_fields=True):
    """The server that takes mail, and how mail looks to whoever gets it.

    `address` is that of a user whose preferences name none. What is `urgent` waits for no quiet hours and no digest.
    """

    host: str
    sender: str
    port: int | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    authority: str | None = None
    user: str | None = None
    password: str | dict[str, Any] | None = None
    address: str | None = None
    urgent: bool = False

    @property
    def name(self) -> str:
        """The server as messages name it."""
        return f"the mail server {self.host}:{self.port or _PORTS[self.security]}"

    @property
    def real_port(self) -> int:
        """The port, by default that of the kind of security."""
        return self.port or _PORTS[self.security]


class Service(msgspec.Struct, forbid_unknown_fields=True):
    """A service that Apprise knows, by its address, in which `{address}` stands for that of a user."""

    url: str | dict[str, Any]
    urgent: bool = False


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """The table. `limit` is the seconds that one message gets; files are relative to the project."""

    email: Email | None = None
    services: dict[str, Service] = {}
    preferences: str | None = None
    templates: str | None = None
    digests: str = ".orchestra/notify.db"
    limit: float = 30.0

    @property
    def ways(self) -> list[str]:
        """The names of the ways to somebody, email first."""
        return [*([] if self.email is None else [EMAIL]), *self.services]


def read_settings(table: Mapping[str, Any]) -> Settings:
    """The settings. Raises BadPlugin, which says what is wrong with them."""
    settings = read_table(table, Settings, "[settings.notify]", _FORM)
    if not settings.ways:
        raise BadPlugin("[settings.notify] names neither a mail server nor a service", _FORM)
    if not 0 < settings.limit < LONGEST:
        raise BadPlugin(f"`limit` in [settings.notify] is {settings.limit:g}", f"Seconds under {LONGEST} are meant.")
    for name, service in settings.services.items():
        _check_service(name)
        check_text(f"notify.services.{name}.url", service.url, ("notify", "services", name, "url"))
    if settings.email is not None:
        _check_email(settings.email)
    return settings


LONGEST = 60
"""The engine gives a channel up that has not come back after so many seconds."""


def address_of(text: str) -> Address:
    """The address that a text such as `Ann <ann@example.com>` holds. Raises BadPlugin."""
    shown, plain = parseaddr(text)
    try:
        address = Address(shown, addr_spec=plain)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise BadPlugin(f"`{text}` is no address of mail", "Write it as ann@example.com.") from error
    if not address.username or not address.domain or not text.isprintable():
        raise BadPlugin(f"`{text}` is no address of mail", "Write it as ann@example.com.")
    return address


def _check_service(name: str) -> None:
    if name in (EMAIL, PREFERRED):
        raise BadPlugin(f"a service in [settings.notify] cannot be called {name}", "Give it another name.")
    try:
        check_name("channel", name)
    except ValueError as error:
        raise BadPlugin(f"a service in [settings.notify]: {error}", _FORM) from error


def _check_email(email: Email) -> None:
    if email.password is not None:
        check_text("notify.email.password", email.password, ("notify", "email", "password"))
    address_of(email.sender)
    if email.address is not None:
        address_of(email.address.replace(USER, "user"))
    if (email.user is None) != (email.password is None):
        raise BadPlugin("[settings.notify.email] has a user or a password, but not both", "Write both, or neither.")
    if email.user is not None and email.security == "none":
        what = "[settings.notify.email] would send a password that anybody on the way can read"
        raise BadPlugin(what, 'Write security = "starttls" or security = "tls".')
