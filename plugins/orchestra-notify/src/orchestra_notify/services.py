"""The services that Apprise knows: Slack, Teams, SMS and many others, each by an address."""

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.settings import text_setting
from orchestra_notify.settings import ADDRESS, Service
from orchestra_notify.writing import Written

if TYPE_CHECKING:
    from apprise import Apprise

REMEMBERED = 10_000
"""How many messages to an address of all are remembered, so that each is sent there once."""


class ServiceFailed(Exception):
    """A service has not taken a message."""


class ServiceWay:
    """The way through one service. What goes to an address of all, and not to one of each, goes there once."""

    def __init__(self, name: str, settings: Service) -> None:
        self.name = f"the service {name}"
        self._way = name
        self._settings = settings
        self._turn = threading.Lock()
        self._told: dict[str, None] = {}

    def send(self, written: Written, addresses: Mapping[str, str], seconds: float) -> None:
        """Send it. Raises ServiceFailed and BadPlugin."""
        url = text_setting(f"notify.services.{self._way}.url", self._settings.url)
        if ADDRESS in url:
            self._send(url.replace(ADDRESS, quote(self._address(written, addresses), safe="")), written, seconds)
            return
        key = "\n".join(each.removesuffix(f"/{written.user}") for each in written.key.split("\n"))
        with self._turn:
            if key in self._told:
                return
        self._send(url, written, seconds)
        with self._turn:
            self._told[key] = None
            if len(self._told) > REMEMBERED:
                del self._told[next(iter(self._told))]

    @staticmethod
    def tells_of_server(error: Exception) -> bool:
        """Whether an error says that the service is out of order."""
        return isinstance(error, ServiceFailed)

    def _address(self, written: Written, addresses: Mapping[str, str]) -> str:
        address = addresses.get(self._way)
        if address is None:
            hint = f"Write it in the file of preferences: address = {{ {self._way} = … }} below [users.{written.user}]."
            raise BadPlugin(f"{written.user} has no address for {self._way}", hint)
        return address

    def _send(self, url: str, written: Written, seconds: float) -> None:
        result = self._server(url).notify(body=written.text, title=written.subject, timeout=seconds)
        if result:
            return
        said = "; ".join(dict.fromkeys(each.message.replace(url, "***") for each in result.logs()))
        raise ServiceFailed(f"{self.name} has not taken a message{f': {said}' if said else ''}")

    def _server(self, url: str) -> "Apprise":
        from apprise import Apprise, AppriseAsset  # noqa: PLC0415 - slow to load

        server = Apprise(asset=AppriseAsset(app_id="Orchestra", app_desc="Orchestra", app_url=""))
        if not server.add(url):
            hint = "Apprise's own pages say how the addresses of each service are written."
            raise BadPlugin(f"the url of {self.name} is none that Apprise knows", hint)
        return server
