"""The call: values in their places, the answer as outputs, within limits."""

import asyncio
import json
import ssl
import threading
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import orchestra_http
import pytest
import trustme
from orchestra_http.testing import LOCAL, Asked, HttpServer, Reply

from orchestra_dsl.plugin.invocation import Failed, Returned
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import Registry

RegistryOf = Callable[..., Registry]
Call = Callable[..., Awaitable[Returned | Later | Failed]]


def json_of(value: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


CUSTOMER = {"customer": {"name": "Ada", "limit": 12.50, "since": "2026-01-02", "tags": ["a", "b"]}}
LOOKUP = {
    "parameters": {"customer": "text", "at_most": "integer?", "tags": "list<text>?"},
    "query": {"limit": "{at_most}", "tag": "{tags}", "v": 2},
    "headers": {"X-Trace": "of {customer}"},
    "outputs": {
        "name": {"type": "text", "from": "body.customer.name"},
        "limit": {"type": "decimal", "from": "body.customer.limit"},
        "since": {"type": "date?", "from": "body.customer.since"},
        "tags": {"type": "list<text>", "from": "body.customer.tags[]"},
        "kind": {"type": "text", "from": 'headers."content-type"'},
        "status": {"type": "integer", "from": "status"},
    },
}


async def test_values_go_to_their_places_and_the_answer_becomes_outputs(call: Call) -> None:
    with HttpServer(lambda _: json_of(CUSTOMER)) as server:
        flow = {**LOOKUP, "url": server.url + "/customers/{customer}?x={customer}"}
        answer = await call(flow, {"customer": "a/b ?&#é", "at_most": 3, "tags": ["x y", "z"]})
    assert answer == Returned(
        {"name": "Ada", "limit": "12.5", "since": "2026-01-02", "tags": ["a", "b"], "kind": "application/json"}
        | {"status": 200}
    )
    (asked,) = server.asked
    encoded = "a%2Fb%20%3F%26%23%C3%A9"
    assert asked.path == f"/customers/{encoded}?x={encoded}&limit=3&tag=x%20y&tag=z&v=2"
    assert asked.headers["x-trace"].encode("latin-1").decode() == "of a/b ?&#é"
    assert "idempotency-key" not in asked.headers


async def test_what_is_missing_is_left_out(call: Call) -> None:
    flow = {
        "method": "POST",
        "parameters": {"id": "text", "at": "datetime?", "lines": "list<text>", "who": "user", "price": "decimal"},
        "query": {"at": "{at}"},
        "headers": {"X-At": "at {at}"},
        "body": {"id": "{id}", "at": "{at}", "lines": "{lines}", "who": "by {who}", "price": "{price}", "n": [1, True]},
    }
    with HttpServer(lambda _: Reply(204)) as server:
        values = {"id": "{x}", "lines": ["1", "2"], "who": "ann", "price": Decimal("12345678901234567890.10")}
        answer = await call({**flow, "url": server.url}, values)
    assert answer == Returned({})
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/")
    assert "x-at" not in asked.headers
    assert asked.headers["idempotency-key"] == "the-key"
    body = json.loads(asked.content, parse_float=Decimal)
    price = Decimal("12345678901234567890.1")
    assert body == {"id": "{x}", "lines": ["1", "2"], "who": "by ann", "price": price, "n": [1, True]}


async def test_objects_and_records_are_taken_too(call: Call) -> None:
    flow = {
        "method": "PUT",
        "parameters": {"order": {"no": "integer", "at": {"city": "text", "zip": "text?"}}, "buyer": "Account"},
        "query": {"zip": "{order.at.zip}", "buyer": "{buyer}"},
        "body": {"order": "{order}", "where": "in {order.at.city}", "brace": "{{}}"},
    }
    with HttpServer(lambda _: Reply()) as server:
        values = {"order": {"no": 7, "at": {"city": "Oslo"}}, "buyer": "A-1"}
        assert await call({**flow, "url": server.url + "/orders/{order.no}"}, values) == Returned({})
    (asked,) = server.asked
    assert asked.path == "/orders/7?buyer=A-1"
    order = {"no": 7, "at": {"city": "Oslo"}}
    assert json.loads(asked.content) == {"order": order, "where": "in Oslo", "brace": "{}"}


@pytest.mark.parametrize("value", [".", "..", ""])
async def test_no_value_makes_another_address_of_it(call: Call, value: str) -> None:
    flow = {"url": "http://127.0.0.1:1/customers/{customer}", "method": "DELETE", "parameters": {"customer": "text"}}
    answer = await call(flow, {"customer": value})
    assert isinstance(answer, Failed)
    assert answer.code == "BadValue"


async def test_no_value_makes_another_header(call: Call) -> None:
    flow = {"url": "http://127.0.0.1:1/", "parameters": {"x": "text"}, "headers": {"X-A": "{x}"}}
    answer = await call(flow, {"x": "a\r\nX-B: b"})
    assert answer == Failed("BadValue", "the header X-A would hold what no header can: a line break, or the like")


@pytest.mark.parametrize(
    ("reply", "code", "said"),
    [
        (Reply(200, b"x" * 1001), "TooLarge", "is larger than 1,000 bytes"),
        (Reply(200, b"{no"), "BadResponse", "says that it is JSON, and is not"),
        (Reply(200, b"[" * 990), "BadResponse", "says that it is JSON, and is not"),
        (Reply(200, b"x", (("Content-Encoding", "gzip"),)), "BadResponse", "for which nobody asked"),
        (json_of({"name": 7}), "BadResult", "text is expected, not 7"),
        (json_of({}), "BadResult", "name: it is missing"),
        (json_of([]), "BadResult", "name: it is missing"),
        (Reply(200, b"Ada", ()), "BadResult", "name: it is missing"),
        (Reply(200, b"", (("Content-Length", "5"),)), "TemporaryFailure", "127.0.0.1"),
    ],
)
async def test_an_answer_that_is_not_as_it_should_be_has_a_name(call: Call, reply: Reply, code: str, said: str) -> None:
    with HttpServer(lambda _: reply) as server:
        answer = await call({"url": server.url, "outputs": {"name": "text"}, "bytes": 1000, "retries": 0})
    assert isinstance(answer, Failed)
    assert answer.code == code
    assert said in answer.message


async def test_a_call_has_a_limit_in_all(call: Call) -> None:
    with HttpServer(lambda _: Reply(200, b"", (("Content-Length", "5"),))) as server:
        answer = await call({"url": server.url, "seconds": 0.000_001})
    assert isinstance(answer, Failed)
    assert answer == Failed("TemporaryFailure", f"{server.url} has not answered within 1e-06 s")


def test_a_name_that_is_wrong_as_a_whole_and_one_that_is_wrong_alone() -> None:
    good = {"url": "https://example.com"}
    table = {"flows": {"good": good, "bad": {"url": "https://{x}.example.com/"}}}
    project = Project(folder=Path(), settings={"http": table})
    registry = load_plugins(project, installed=False, given=[("http", orchestra_http)])
    assert registry.problems == ()
    assert [(problem.name, problem.where) for problem in registry.check()] == [
        ("bad", 'orchestra.toml, [settings.http.flows."bad"]')
    ]
    assert registry.flow("good").signature.outputs == ()


HTTPS = "https://example.com/"


@pytest.mark.parametrize(
    ("flow", "said"),
    [
        ({"url": "https://{host}/x", "parameters": {"host": "text"}}, "in which a value could change the host"),
        ({"url": "https://example.com{x}", "parameters": {"x": "text"}}, "in which a value could change the host"),
        ({"url": "https://example.com:{x}/", "parameters": {"x": "text"}}, "in which a value could change the host"),
        ({"url": "https://ann:secret@example.com/"}, "which is no address"),
        ({"url": "ftp://example.com/"}, "which is no address"),
        ({"url": "https://example.com:99999/"}, "which has a wrong port"),
        ({"url": "https://example.com/a/../b"}, "made of dots alone"),
        ({"url": HTTPS + "{x}"}, "there is nothing for {x}"),
        ({"url": HTTPS + "{x}", "parameters": {"x": "text?"}}, "{x} in `url` may be missing"),
        ({"url": HTTPS + "{x}", "parameters": {"x": "list<text>"}}, "which cannot stand within a text"),
        ({"url": HTTPS + "{x"}, "has a { that belongs to nothing"),
        ({"url": HTTPS, "parameters": {"x": "texts"}}, "parameters.x is 'texts', which is no type"),
        ({"url": HTTPS, "parameters": {"context": "text"}}, "which is taken"),
        ({"url": HTTPS, "outputs": {"x": {"type": "text", "from": "body["}}}, "outputs.x.from is 'body['"),
        ({"url": HTTPS, "outputs": {"a-b": "text"}}, "which no source can write"),
        ({"url": HTTPS, "methud": "GET"}, "there is no key `methud`"),
        ({"url": HTTPS, "body": {"a": 1}}, "a GET has a body"),
        ({"url": HTTPS, "seconds": 0}, "`seconds` is 0"),
        ({"url": HTTPS, "bytes": 10**9}, "`bytes` is 1000000000"),
        ({"url": HTTPS, "errors": {"4o4": "NotFound"}}, "`errors` says that '4o4' is 'NotFound'"),
        ({"url": HTTPS, "errors": {"404": "NotFound"}, "expect": [404]}, "`expect` names 404"),
        ({"url": HTTPS, "headers": {"Host": "x"}}, "'Host' cannot be a header"),
        ({"url": HTTPS, "headers": {"A b": "x"}}, "'A b' cannot be a header"),
        ({"url": HTTPS, "headers": {"A": {"x": "y"}}}, "A in `headers` is neither a text nor a variable"),
        ({"url": HTTPS, "bearer": {"token": "x"}}, "bearer in `bearer` is neither a text nor a variable"),
        ({"url": HTTPS, "bearer": {"env": ["A"]}}, "http.flows.crm.call.bearer is read from the environment, and its"),
        ({"url": HTTPS, "bearer": {"env": "A=B"}}, "http.flows.crm.call.bearer is read from the environment, and its"),
        ({"url": HTTPS, "bearer": {"env": " A"}}, "http.flows.crm.call.bearer is read from the environment, and its"),
        ({"url": HTTPS, "headers": {"X": {"env": {}}}}, "call.headers.X is read from the environment, and its env"),
        ({"url": HTTPS, "query": {"x": {"env ": "A"}}}, 'call.query.x has "env ", where env stands for'),
        ({"url": HTTPS, "body": {"x": [{"env": ["A"]}]}}, "call.body.x is read from the environment, and its env"),
        ({"url": HTTPS, "body": {"x": {"env": "A", "y": 1}}}, "from the environment variable A, and says y as well"),
        ({"url": HTTPS, "basic": {"user": "a", "password": {"x": "y"}}}, "password in `basic` is neither a text nor"),
        ({"url": HTTPS, "bearer": "x", "basic": {"user": "a", "password": "b"}}, "says more than once who calls"),
        ({"url": "http://example.com/", "bearer": {"env": "X"}}, "by which anybody can read the secret"),
        ({"url": HTTPS + "{callback}"}, "nothing says where calls are answered from outside"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(registry_of: RegistryOf, flow: dict[str, Any], said: str) -> None:
    (problem,) = registry_of(flow).check()
    assert said in problem.what
    assert problem.hint


@pytest.mark.parametrize(
    ("common", "said"),
    [
        ({"private": ["10.0.0.1/8"]}, "`private` in [settings.http]"),
        ({"callbacks": "flows.example.com"}, "`callbacks` in [settings.http] is 'flows.example.com'"),
        ({"flows_": {}}, "there is no key `flows_`"),
    ],
)
def test_what_is_wrong_with_the_settings_as_a_whole_is_said(
    registry_of: RegistryOf, common: dict[str, Any], said: str
) -> None:
    assert said in registry_of({"url": HTTPS}, **common).check()[0].what


async def test_only_those_who_are_vouched_for_are_called(call: Call, tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(certificate)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with HttpServer(lambda _: json_of({"name": "Ada"}), certificate) as server:
        flow = {"url": server.url, "outputs": {"name": "text"}}
        unknown = await call(flow, private=[LOCAL, "::1/128"])
        known = await call(flow, private=[LOCAL, "::1/128"], authority=str(tmp_path / "ca.pem"))
        lacking = await call(flow, authority="none.pem")
    assert isinstance(unknown, Failed)
    assert unknown.code == "BadCertificate"
    assert known == Returned({"name": "Ada"})
    assert isinstance(lacking, Failed)
    assert lacking.code == "PluginError"
    assert "none.pem, cannot be read" in lacking.message


async def test_two_hundred_wait_at_once(call: Call) -> None:
    together = threading.Barrier(200)

    def answer(_: Asked) -> Reply:
        together.wait(60)
        return json_of({"name": "Ada"})

    with HttpServer(answer) as server:
        flow = {"url": server.url, "outputs": {"name": "text"}, "seconds": 120}
        answers = await asyncio.gather(*(call(flow) for _ in range(200)))
    assert answers == [Returned({"name": "Ada"})] * 200
