"""The circuit breaker leaves a server alone that is down, and finds out with one message whether it still is."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from orchestra_notify.breaker import FAILURES, FIRST_PAUSE, LONGEST_PAUSE, Breaker, ServerDown

from orchestra_dsl.plugin.problems import BadPlugin

START = datetime(2026, 11, 29, 10, tzinfo=UTC)


class Server:
    """A server behind a breaker, and a clock."""

    def __init__(self) -> None:
        self.breaker = Breaker("the mail server")
        self.now = START
        self.asked = 0
        self.error: Exception | None = ConnectionError("refused")

    def send(self) -> str:
        """Send a message; answers what came of it."""
        try:
            self.breaker.call(self.now, self._take, lambda error: isinstance(error, ConnectionError))
        except Exception as error:  # noqa: BLE001 - it is the answer
            return type(error).__name__
        return "sent"

    def _take(self) -> None:
        self.asked += 1
        if self.error is not None:
            raise self.error

    @property
    def state(self) -> str:
        """That of the breaker."""
        return self.breaker.state(self.now)


def test_it_opens_after_failures_in_a_row_and_closes_when_a_probe_works() -> None:
    server = Server()
    assert [server.send() for _ in range(FAILURES)] == ["ConnectionError"] * FAILURES
    assert server.state == "open"
    assert [server.send() for _ in range(100)] == ["ServerDown"] * 100
    assert server.asked == FAILURES
    server.now += FIRST_PAUSE
    assert server.state == "half-open"
    server.error = None
    assert [server.send(), server.state, server.send()] == ["sent", "closed", "sent"]


def test_its_pause_doubles_with_each_probe_that_fails_up_to_the_longest() -> None:
    server = Server()
    for _ in range(FAILURES):
        server.send()
    pauses = []
    for _ in range(8):
        begun = server.now
        while server.state == "open":
            server.now += timedelta(seconds=1)
        pauses.append(server.now - begun)
        assert server.send() == "ConnectionError"
    assert pauses == [min(FIRST_PAUSE * 2**each, LONGEST_PAUSE) for each in range(8)]
    server.now += LONGEST_PAUSE
    server.error = None
    server.send()
    server.error = ConnectionError("refused")
    for _ in range(FAILURES):
        server.send()
    server.now += FIRST_PAUSE
    assert server.state == "half-open", "it begins anew"


def test_a_server_that_is_down_for_an_hour_is_asked_a_few_times_however_many_want_it() -> None:
    server = Server()
    for _ in range(3600):
        server.send()
        server.now += timedelta(seconds=1)
    assert server.asked <= FAILURES + 10


def test_one_message_probes_while_others_wait() -> None:
    server = Server()
    for _ in range(FAILURES):
        server.send()
    server.now += FIRST_PAUSE
    inside, free = threading.Event(), threading.Event()

    def slow() -> None:
        inside.set()
        assert free.wait(60)

    probe = threading.Thread(target=server.breaker.call, args=(server.now, slow, lambda _error: True))
    probe.start()
    try:
        assert inside.wait(60)
        with pytest.raises(ServerDown, match="another message tries whether it still is"):
            server.breaker.call(server.now, slow, lambda _error: True)
    finally:
        free.set()
        probe.join(60)
    assert server.state == "closed"


def test_what_is_of_one_message_says_that_the_server_works() -> None:
    server = Server()
    for _ in range(FAILURES - 1):
        server.send()
    server.error = ValueError("no such user")
    assert [server.send() for _ in range(10)] == ["ValueError"] * 10
    server.error = ConnectionError("refused")
    server.send()
    assert server.state == "closed"


def test_what_never_came_to_the_server_says_nothing_of_it() -> None:
    server = Server()
    for _ in range(FAILURES):
        server.send()
    server.now += FIRST_PAUSE
    server.error = BadPlugin("ann has no address")
    assert (server.send(), server.state) == ("BadPlugin", "half-open")
    server.error = None
    assert (server.send(), server.state) == ("sent", "closed")


def test_it_says_why_and_when_the_server_is_asked_again() -> None:
    server = Server()
    for _ in range(FAILURES):
        server.send()
    with pytest.raises(ServerDown) as found:
        server.breaker.call(server.now, lambda: None, lambda _error: True)
    assert str(found.value) == "the mail server is down (refused); it is asked again at 2026-11-29 10:00:30 UTC"
