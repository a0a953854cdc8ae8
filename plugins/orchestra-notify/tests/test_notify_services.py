"""Services through Apprise, to a real server of HTTP on this machine, and addresses of the great ones as they are."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from orchestra_notify.held import Note
from orchestra_notify.services import ServiceFailed, ServiceWay
from orchestra_notify.settings import Service
from orchestra_notify.writing import Writer, Written

from orchestra_dsl.plugin.problems import BadPlugin

# Apprise loads all its services at once, and one of them a module that Python will do without.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

AT = datetime(2026, 11, 29, 10, tzinfo=UTC)


def written(user: str = "ann", key: str = "r1/notify.1/2/0") -> Written:
    """A message about one notification."""
    note = Note(key=f"{key}/{user}", subject="New work", text="Please <look>.", at=AT, run="r1", step="fix")
    return Writer(None).write(user, [note], ZoneInfo("UTC"), AT)


class Web:
    """A server that keeps what is posted to it."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.status = 200
        self.free = threading.Event()
        self.free.set()
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert web.free.wait(60)
                body = self.rfile.read(int(self.headers["Content-Length"]))
                web.got.append((self.path, json.loads(body)))
                self.send_response(web.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"json://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """End it."""
        self.free.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(60)


@pytest.fixture
def web() -> Iterator[Web]:
    running = Web()
    yield running
    running.close()


def test_a_message_goes_to_the_address_of_the_user(web: Web) -> None:
    way = ServiceWay("pager", Service(url=f"{web.url}/{{address}}"))
    way.send(written(), {"pager": "a/b c?x", "email": "a@example.com"}, 20)
    ((path, body),) = web.got
    assert path.rstrip("/") == "/a%2Fb%20c%3Fx", "an address cannot be more than an address"
    assert (body["title"], body["message"]) == ("New work", "Please <look>.")


def test_who_has_no_address_is_named_and_the_server_is_left_alone(web: Web) -> None:
    way = ServiceWay("pager", Service(url=f"{web.url}/{{address}}"))
    with pytest.raises(BadPlugin, match="ann has no address for pager"):
        way.send(written(), {"email": "a@example.com"}, 20)
    assert web.got == []


def test_an_address_of_all_gets_what_is_for_many_once(web: Web) -> None:
    way = ServiceWay("team", Service(url=web.url))
    for key in ("r1/notify.1/2/0", "r1/notify.1/3/0"):
        for user in ("ann", "bob", "ann"):
            way.send(written(user, key), {}, 20)
    assert len(web.got) == 2


def test_what_an_address_of_all_did_not_take_is_sent_for_the_next(web: Web) -> None:
    way = ServiceWay("team", Service(url=web.url))
    web.status = 500
    with pytest.raises(ServiceFailed, match="the service team has not taken a message"):
        way.send(written("ann"), {}, 20)
    web.status = 200
    way.send(written("bob"), {}, 20)
    assert len(web.got) == 2


def test_a_service_that_fails_is_said_with_its_reason_and_without_its_secrets(web: Web) -> None:
    web.status = 503
    way = ServiceWay("team", Service(url=f"{web.url.replace('json://', 'json://orchestra:sesame@')}/"))
    with pytest.raises(ServiceFailed) as found:
        way.send(written(), {}, 20)
    assert "503" in str(found.value)
    assert "sesame" not in str(found.value)
    assert way.tells_of_server(found.value)


def test_the_limit_is_on_the_whole(web: Web) -> None:
    web.free.clear()
    way = ServiceWay("team", Service(url=f"{web.url}/?rto=60"))
    with pytest.raises(ServiceFailed, match=r"the service team has not taken a message: .* did not finish within"):
        way.send(written(), {}, 0.2)


def test_its_address_may_lie_in_the_environment(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    way = ServiceWay("team", Service(url={"env": "TEAM_OF_THE_TEST"}))
    with pytest.raises(BadPlugin, match="the environment variable TEAM_OF_THE_TEST, which is not set"):
        way.send(written(), {}, 20)
    monkeypatch.setenv("TEAM_OF_THE_TEST", web.url)
    way.send(written(), {}, 20)
    assert len(web.got) == 1


@pytest.mark.parametrize("url", ["", "nonsense://x", "slack://", "127.0.0.1"])
def test_an_address_that_apprise_does_not_know_is_said(url: str) -> None:
    way = ServiceWay("team", Service(url=url))
    with pytest.raises(BadPlugin, match="the url of the service team is none that Apprise knows"):
        way.send(written(), {}, 20)


@pytest.mark.parametrize(
    "url",
    [
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/@{address}",
        "workflows://prod-1.westeurope.logic.azure.com:443/643e69f83c8944b495c5f1a2b3c4d5e6/KODuebWbDGYFr0z0eu",
        "twilio://AC735c307c62944b5a:e29dfbcebf390dee9@12225554444/{address}",
    ],
)
def test_the_addresses_that_the_readme_shows_are_known(url: str) -> None:
    from apprise import Apprise  # noqa: PLC0415 - it warns when it is loaded

    assert Apprise().add(url.replace("{address}", "15553334444"))
