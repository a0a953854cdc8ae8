"""What goes wrong has a name; what may pass is tried again; no secret is said to anybody."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orchestra_http.calling
import pytest
from orchestra_http.testing import HttpServer, Reply

from orchestra_dsl.plugin.invocation import Failed, Returned
from orchestra_dsl.plugin.later import Later

Call = Callable[..., Awaitable[Returned | Later | Failed]]
SECRET = "a-secret-of-this-test"  # noqa: S105 - it is none
AT_ONCE = ("Retry-After", "0")


def replies(*left: Reply) -> Callable[..., Reply]:
    """These answers, one after the other, the last for good."""
    coming = list(left)
    return lambda _asked: coming.pop(0) if len(coming) > 1 else coming[0]


@pytest.mark.parametrize(
    ("status", "settings", "code"),
    [
        (404, {"errors": {"404": "NotFound"}}, "NotFound"),
        (503, {"errors": {"503": "Closed"}}, "Closed"),
        (404, {}, "Status404"),
        (411, {}, "Status411"),
        (500, {}, "Status500"),
        (304, {}, "Status304"),
        (202, {"expect": [200]}, "Status202"),
        (429, {}, "TemporaryFailure"),
        (502, {}, "TemporaryFailure"),
        (503, {}, "TemporaryFailure"),
        (504, {}, "TemporaryFailure"),
        (599, {}, "Status599"),
    ],
)
async def test_each_status_has_a_name(call: Call, status: int, settings: Mapping[str, Any], code: str) -> None:
    with HttpServer(lambda _: Reply(status, b"" if status == 304 else b"there is \x00 no\n such thing")) as server:
        answer = await call({"url": server.url, "retries": 0, **settings})
    assert isinstance(answer, Failed)
    assert answer.code == code
    assert f"{server.url} answers {status}" in answer.message
    assert status == 304 or answer.message.endswith(": there is  no such thing")


async def test_a_status_that_is_expected_is_no_error(call: Call) -> None:
    flow = {"expect": [200, 404], "outputs": {"found": {"type": "boolean", "from": "status == `200`"}}}
    with HttpServer(lambda _: Reply(404)) as server:
        assert await call({**flow, "url": server.url}) == Returned({"found": False})


async def test_a_response_may_say_itself_that_the_call_has_failed(call: Call) -> None:
    flow = {"failure": {"name": "body.error", "message": "body.reason"}}
    for body, expected in (
        ({"error": "NoFunds", "reason": "the account is empty"}, Failed("NoFunds", "the account is empty")),
        ({"error": "NoFunds"}, Failed("NoFunds", "NoFunds")),
        ({"error": None}, Returned({})),
        ({}, Returned({})),
    ):
        with HttpServer(replies(Reply(200, json.dumps(body).encode()))) as server:
            assert await call({**flow, "url": server.url}) == expected


async def test_what_may_pass_is_tried_again_under_the_same_key(call: Call) -> None:
    busy = [Reply(429, b"", (AT_ONCE,)), Reply(503, b"", (AT_ONCE,))]
    with HttpServer(replies(*busy, Reply(200))) as server:
        assert await call({"url": server.url, "method": "POST"}) == Returned({})
    assert [each.headers["idempotency-key"] for each in server.asked] == ["the-key"] * 3


async def test_it_is_tried_as_often_as_the_settings_say(call: Call) -> None:
    with HttpServer(lambda _: Reply(503, b"", (AT_ONCE,))) as server:
        answer = await call({"url": server.url, "retries": 1})
    assert isinstance(answer, Failed)
    assert (answer.code, len(server.asked)) == ("TemporaryFailure", 2)


@pytest.mark.parametrize("after", ["3600", "Fri, 31 Dec 9999 23:59:59 GMT", "9" * 400])
async def test_a_long_time_to_wait_is_left_to_the_process(call: Call, after: str) -> None:
    with HttpServer(lambda _: Reply(429, b"", (("Retry-After", after),))) as server:
        answer = await call({"url": server.url})
    assert isinstance(answer, Failed)
    assert (answer.code, len(server.asked)) == ("TemporaryFailure", 1)


@pytest.mark.parametrize("after", ["Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 -0000", " 0 "])
async def test_an_instant_that_has_passed_is_no_time_to_wait(call: Call, after: str) -> None:
    with HttpServer(replies(Reply(503, b"", (("Retry-After", after),)), Reply())) as server:
        assert await call({"url": server.url}) == Returned({})


async def test_the_server_says_how_long_it_wants_to_be_left_alone(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it does not, it is half a second, and twice as long the next time."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(orchestra_http.calling, "sleep", wait)
    busy = [Reply(503, b"", (("Retry-After", "7"),)), Reply(503), Reply(429, b"", (("Retry-After", "soon"),))]
    with HttpServer(replies(*busy, Reply(200))) as server:
        assert await call({"url": server.url, "retries": 3}) == Returned({})
    assert waited == [7, 1, 2]


async def test_what_may_have_been_done_is_not_done_twice(call: Call) -> None:
    flow = {"method": "POST", "idempotency": False}
    with HttpServer(lambda _: Reply(503, b"", (AT_ONCE,))) as server:
        answer = await call({**flow, "url": server.url})
    assert isinstance(answer, Failed)
    assert (answer.code, len(server.asked)) == ("TemporaryFailure", 1)
    assert "idempotency-key" not in server.asked[0].headers


async def test_the_header_of_the_key_may_have_another_name(call: Call) -> None:
    with HttpServer(lambda _: Reply()) as server:
        await call({"url": server.url, "method": "PUT", "idempotency": "X-Request-Id"})
    assert server.asked[0].headers["x-request-id"] == "the-key"


async def test_nobody_at_the_other_end_is_a_failure_that_may_pass(call: Call) -> None:
    with HttpServer(lambda _: Reply()) as server:
        pass
    answer = await call({"url": server.url, "retries": 0})
    assert isinstance(answer, Failed)
    assert answer.code == "TemporaryFailure"
    assert answer.message.startswith(server.url)


@pytest.mark.parametrize(
    ("flow", "header", "sent"),
    [
        ({"bearer": {"env": "KEY"}}, "authorization", f"Bearer {SECRET}"),
        (
            {"basic": {"user": "ann", "password": {"env": "KEY"}}},
            "authorization",
            "Basic YW5uOmEtc2VjcmV0LW9mLXRoaXMtdGVzdA==",
        ),
        ({"headers": {"X-Key": {"env": "KEY"}}}, "x-key", SECRET),
    ],
)
async def test_secrets_come_from_the_environment_and_are_said_to_nobody_else(
    call: Call, monkeypatch: pytest.MonkeyPatch, flow: Mapping[str, Any], header: str, sent: str
) -> None:
    monkeypatch.setenv("KEY", SECRET)
    with HttpServer(lambda asked: Reply(400, f"wrong: {asked.headers[header]}".encode())) as server:
        answer = await call({**flow, "url": server.url})
    assert server.asked[0].headers[header] == sent
    assert isinstance(answer, Failed)
    assert answer.message.endswith("***")
    assert sent not in answer.message


async def test_secrets_go_into_bodies_and_queries_as_they_are(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "{customer}")
    flow = {"method": "POST", "body": {"a": [{"key": {"env": "KEY"}}]}, "query": {"key": {"env": "KEY"}}}
    with HttpServer(lambda _: Reply()) as server:
        assert await call({**flow, "url": server.url}) == Returned({})
    assert json.loads(server.asked[0].content) == {"a": [{"key": "{customer}"}]}
    assert server.asked[0].path == "/?key=%7Bcustomer%7D"


async def test_what_is_sent_may_have_a_key_env(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", SECRET)
    body = {"at": {"\\env": "PROD", "x": 1}, "only": {"\\env": {"env": "KEY"}}, "plain": {"env": "prod", "x": 1}}
    flow = {"method": "POST", "body": body, "query": {"env": "prod"}, "headers": {"env": "a=b"}}
    with HttpServer(lambda _: Reply()) as server:
        assert await call({**flow, "url": server.url}) == Returned({})
    (asked,) = server.asked
    assert json.loads(asked.content) == {
        "at": {"env": "PROD", "x": 1}, "only": {"env": SECRET}, "plain": {"env": "prod", "x": 1}
    }  # fmt: skip
    assert (asked.path, asked.headers["env"]) == ("/?env=prod", "a=b")


async def test_a_secret_that_is_lacking_is_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KEY", raising=False)
    answer = await call({"url": "https://example.com", "bearer": {"env": "KEY"}})
    assert isinstance(answer, Failed)
    assert answer.code == "PluginError"
    assert "environment variable KEY, which is not set" in answer.message
