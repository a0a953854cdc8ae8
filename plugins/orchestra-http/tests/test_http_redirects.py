"""Redirects are followed as far as that is safe, and take nothing along to another server."""

import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import trustme
from orchestra_http.testing import LOCAL, Asked, HttpServer, Reply

from orchestra_dsl.plugin.invocation import Failed, Returned
from orchestra_dsl.plugin.later import Later

Call = Callable[..., Awaitable[Returned | Later | Failed]]


def to(place: str, status: int = 302) -> Reply:
    return Reply(status, b"", (("Location", place),))


def only_from(path: str, reply: Reply) -> Callable[[Asked], Reply]:
    return lambda asked: reply if asked.path == path else Reply(200, b'{"name": "Ada"}')


FLOW = {"headers": {"X-Key": "k"}, "bearer": {"env": "CRM_TOKEN"}, "outputs": {"name": "text"}}


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_TOKEN", "a-token-that-nobody-knows")


async def test_a_redirect_on_the_same_server_is_followed_with_all_that_was_said(call: Call) -> None:
    with HttpServer(only_from("/a", to("/b?x=1"))) as server:
        assert await call({**FLOW, "url": server.url + "/a"}) == Returned({"name": "Ada"})
    assert [each.path for each in server.asked] == ["/a", "/b?x=1"]
    assert {each.headers["authorization"] for each in server.asked} == {"Bearer a-token-that-nobody-knows"}


async def test_another_server_is_not_given_what_was_for_this_one(call: Call) -> None:
    with HttpServer(only_from("", Reply())) as other, HttpServer(lambda _: to(other.url + "/x")) as server:
        assert await call({**FLOW, "url": server.url}) == Returned({"name": "Ada"})
    (asked,) = other.asked
    assert {"authorization", "x-key"}.isdisjoint(asked.headers)


async def test_what_has_a_body_is_not_repeated_to_another_server(call: Call) -> None:
    flow = {**FLOW, "method": "POST", "body": {"secret": {"env": "CRM_TOKEN"}}}
    with HttpServer(lambda _: Reply()) as other, HttpServer(lambda _: to(other.url, 307)) as server:
        answer = await call({**flow, "url": server.url})
    assert isinstance(answer, Failed)
    assert answer.code == "BadResponse"
    assert "another server, which is not given what was for this one" in answer.message
    assert other.asked == []


async def test_what_has_a_body_is_repeated_only_where_the_server_says_so(call: Call) -> None:
    flow = {**FLOW, "method": "POST", "body": {"a": 1}}
    for status, method in ((307, "POST"), (308, "POST"), (303, "GET")):
        with HttpServer(only_from("/a", to("/b", status))) as server:
            assert await call({**flow, "url": server.url + "/a"}) == Returned({"name": "Ada"})
        assert [each.method for each in server.asked] == ["POST", method]
        assert (server.asked[1].content == b'{"a":1}') is (method == "POST")
    with HttpServer(only_from("/a", to("/b", 301))) as server:
        answer = await call({**flow, "url": server.url + "/a"})
    assert isinstance(answer, Failed)
    assert "a POST is not sent anew" in answer.message


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nothing_is_sent_where_anybody_can_read_it_that_was_to_be_encrypted(
    call: Call, tmp_path: Path, status: int
) -> None:
    """From https to http no redirect is followed, not even on the same host; from http to https it is."""
    authority = trustme.CA()
    certificate = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(certificate)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    allowed = {"private": [LOCAL, "::1/128"], "authority": str(tmp_path / "ca.pem")}
    with HttpServer(only_from("", Reply())) as plain:
        target = f"http://localhost:{plain.port}/"
        with HttpServer(lambda _: to(target, status), certificate) as server:
            answer = await call({**FLOW, "url": server.url}, **allowed)
    assert answer == Failed("BadResponse", f"{server.url} redirects to {target}, where anybody can read what is sent")
    assert plain.asked == []
    with (
        HttpServer(only_from("", Reply()), certificate) as encrypted,
        HttpServer(lambda _: to(encrypted.url, status)) as server,
    ):
        assert await call({"url": server.url, "outputs": {"name": "text"}}, **allowed) == Returned({"name": "Ada"})


@pytest.mark.parametrize("place", ["ftp://example.com/", "file:///etc/passwd", "http://[x", "http://a:99999/"])
async def test_a_redirect_leads_to_an_address_or_nowhere(call: Call, place: str) -> None:
    with HttpServer(lambda _: to(place)) as server:
        answer = await call({**FLOW, "url": server.url})
    assert isinstance(answer, Failed)
    assert answer.code == "BadResponse"
    assert "which is no address" in answer.message


async def test_redirects_come_to_an_end(call: Call) -> None:
    with HttpServer(lambda _: to("/again")) as server:
        answer = await call({**FLOW, "url": server.url, "redirects": 3})
    assert answer == Failed("BadResponse", f"{server.url} redirects more than 3 times")
    assert len(server.asked) == 4
