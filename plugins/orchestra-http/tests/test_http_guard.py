"""Private networks are not called: not by name, not by a redirect, not by a name that changes its mind."""

from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_network

import httpcore
import orchestra_http.guard
import pytest
from orchestra_http.guard import Guard, permitted
from orchestra_http.testing import LOCAL, HttpServer, Reply

from orchestra_dsl.plugin import FlowError
from orchestra_dsl.plugin.invocation import Failed, Returned
from orchestra_dsl.plugin.later import Later

Call = Callable[..., Awaitable[Returned | Later | Failed]]


def resolver(*answers: Sequence[str]) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    """A resolver that gives these answers, one after the other."""
    left = list(answers)

    async def find(_host: str, _port: int) -> Sequence[str]:
        return left.pop(0)

    return find


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - it is refused
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b:1::a00:1", False),
        ("::7f00:1", False),
        ("::ffff:0:7f00:1", False),
        ("fec0::1", False),
    ],
)
def test_public_addresses_may_be_called(address: str, may: bool) -> None:  # noqa: FBT001 - a parameter
    assert permitted(address, ()) is may


def test_a_private_network_may_be_allowed() -> None:
    allowed = (ip_network("10.1.0.0/16"),)
    assert permitted("10.1.2.3", allowed)
    assert permitted("::ffff:10.1.2.3", allowed)
    assert not permitted("10.2.2.3", allowed)


async def test_a_name_of_a_private_network_is_blocked() -> None:
    guard = Guard((), resolver(["10.0.0.7", "::1"]))
    with pytest.raises(FlowError, match=r"intern.example.com is in a private network \(10.0.0.7, ::1\)") as found:
        await guard.connect_tcp("intern.example.com", 80)
    assert found.value.name == "Blocked"


async def test_only_the_address_that_was_checked_is_connected_to() -> None:
    with HttpServer(lambda _: Reply()) as server:
        guard = Guard([ip_network(LOCAL)], resolver(["10.0.0.7", "127.0.0.1"]))
        stream = await guard.connect_tcp("crm.example.com", server.port)
        assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
        await stream.aclose()


async def test_a_name_that_answers_otherwise_the_next_time_leads_nowhere(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HttpServer(lambda _: Reply(503, b"", (("Retry-After", "0"), ("Connection", "close")))) as server:
        monkeypatch.setattr(orchestra_http.guard, "resolve", resolver(["127.0.0.1"], ["127.1.0.1"]))
        answer = await call({"url": f"http://crm.example.com:{server.port}/"}, private=["127.0.0.1/32"])
    assert isinstance(answer, Failed)
    assert (answer.code, len(server.asked)) == ("Blocked", 1)
    assert "crm.example.com is in a private network (127.1.0.1)" in answer.message


async def test_an_address_in_the_settings_is_checked_as_well(call: Call) -> None:
    for host in ("127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f.1"):
        answer = await call({"url": f"http://{host}/"}, private=[])
        assert isinstance(answer, Failed)
        assert answer.code == "Blocked", host


async def test_a_redirect_into_a_private_network_is_blocked(call: Call) -> None:
    with HttpServer(lambda _: Reply(302, b"", (("Location", "http://127.9.9.9/secrets"),))) as server:
        answer = await call({"url": server.url}, private=["127.0.0.1/32"])
    assert isinstance(answer, Failed)
    assert answer.code == "Blocked"
    assert "127.9.9.9 is in a private network" in answer.message


async def test_nothing_is_called_by_a_path() -> None:
    with pytest.raises(httpcore.ConnectError):
        await Guard(()).connect_unix_socket("/run/docker.sock")
