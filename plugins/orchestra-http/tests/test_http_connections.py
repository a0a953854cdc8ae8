"""Connections are used again where that is safe: not under other settings, nor for what must not be repeated."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest
from orchestra_http import connections
from orchestra_http.testing import Asked, HttpServer, Reply

from orchestra_dsl.plugin.invocation import Failed, Returned
from orchestra_dsl.plugin.later import Later

Call = Callable[..., Awaitable[Returned | Later | Failed]]
DONE = Returned({})


@pytest.fixture(autouse=True)
def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep connections for long: a busy machine may let seconds pass between two calls."""
    monkeypatch.setattr(connections, "IDLE", 600.0)


async def test_calls_share_connections(call: Call) -> None:
    """Also those of several flows, under several methods, that fail, and that are tried again."""
    statuses = iter((200, 404, 503, 200, 200))
    at_once = (("Retry-After", "0"),)
    with HttpServer(lambda _: Reply(next(statuses, 200), b"x", at_once)) as server:
        codes = [
            getattr(await call({"url": f"{server.url}/{number}", "method": method}), "code", "fine")
            for number, method in enumerate(("GET", "PUT", "POST", "HEAD", "DELETE"))
        ]
    assert codes == ["fine", "Status404", "fine", "fine", "fine"]
    assert (len(server.asked), server.opened) == (6, 1)


async def test_those_that_are_under_way_together_have_one_each(call: Call) -> None:
    together = threading.Barrier(3)

    def answer(_: Asked) -> Reply:
        together.wait(60)
        return Reply()

    with HttpServer(answer) as server:
        for _ in range(2):
            assert await asyncio.gather(*(call({"url": server.url}) for _ in range(3))) == [DONE] * 3
    assert server.opened == 3


async def test_what_must_not_be_repeated_gets_a_connection_of_its_own(call: Call) -> None:
    with HttpServer(lambda _: Reply()) as server:
        for _ in range(3):
            assert await call({"url": server.url, "method": "POST", "idempotency": False}) == DONE
    assert server.opened == 3


async def test_no_connection_is_kept_for_long(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "IDLE", 0.0)
    with HttpServer(lambda _: Reply()) as server:
        for _ in range(3):
            assert await call({"url": server.url}) == DONE
    assert server.opened == 3


async def test_one_that_the_server_has_closed_is_replaced(call: Call) -> None:
    with HttpServer(lambda _: Reply(200, b"", (("Content-Length", "0"),))) as server:  # it closes without a word
        for _ in range(3):
            assert await call({"url": server.url}) == DONE
    assert server.opened == 3


@pytest.mark.parametrize(
    ("path", "flow", "code"), [("/", {"bytes": 3}, "TooLarge"), ("/late", {"seconds": 0.05}, "TemporaryFailure")]
)
async def test_one_in_which_something_is_left_over_is_not_used_again(
    call: Call, path: str, flow: dict[str, object], code: str
) -> None:
    go_on = threading.Event()

    def answer(asked: Asked) -> Reply:
        if asked.path == "/late":
            go_on.wait(60)
        return Reply(200, b'{"of": "%s"}' % asked.path.encode())

    with HttpServer(answer) as server:
        failed = await call({"url": server.url + path, **flow, "retries": 0})
        go_on.set()
        assert await call({"url": server.url + "/x", "outputs": {"of": "text"}}) == Returned({"of": "/x"})
    assert isinstance(failed, Failed)
    assert failed.code == code
    assert server.opened == 2 or path == "/late", "whose time may be up before it is connected"


async def test_one_that_some_settings_allow_is_not_used_under_others(call: Call) -> None:
    with HttpServer(lambda _: Reply()) as server:
        assert await call({"url": server.url}) == DONE
        answer = await call({"url": server.url}, private=[])
        assert isinstance(answer, Failed)
        assert answer.code == "Blocked"
        assert await call({"url": server.url}) == DONE
    assert (len(server.asked), server.opened) == (2, 1)


def test_they_are_closed_with_the_loop_in_which_they_were_opened(call: Call) -> None:
    async def calls(url: str) -> None:
        for _ in range(2):
            assert await call({"url": url}) == DONE

    with HttpServer(lambda _: Reply()) as server:
        threads = [threading.Thread(target=lambda: asyncio.run(calls(server.url))) for _ in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(60)
        assert server.opened == 2
        assert connections._kept == {}
