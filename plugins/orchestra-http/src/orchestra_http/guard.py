"""The guard of private networks: it opens connections, to addresses that it has checked and to no others.

A name is looked up once for each connection, and the connection goes to an address that came of it. So neither a name
that answers otherwise the next time (DNS rebinding) nor a redirect leads into a private network.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore

from orchestra_dsl.plugin import FlowError
from orchestra_http.settings import Network

BLOCKED = "Blocked"
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a name, best first. Raises OSError."""
_EMBEDDING = IPv6Network("64:ff9b::/96")
"""Addresses by which a gateway (NAT64) passes on to the IPv4 address in their last 32 bits."""
_UNKNOWN = tuple(
    map(IPv6Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "fec0::/10", "5f00::/16", "3fff::/20"))
)
"""Networks that are not public, as not every version of Python knows; some lead on to IPv4 addresses."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the machine's own resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for _, _, _, _, address in found]


def permitted(text: str, private: Iterable[Network]) -> bool:
    """Whether an address may be called: it is public, or in a network that the settings allow."""
    address = ip_address(text)
    if any(address in network for network in private):
        return True
    inner = _inner(address)
    if inner is not None:
        return permitted(str(inner), private)
    return address.is_global and not address.is_multicast and not any(address in network for network in _UNKNOWN)


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, by any of the ways in which one may."""
    if isinstance(address, IPv4Address):
        return None
    if address in _EMBEDDING:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


class Guard(httpcore.AsyncNetworkBackend):
    """What opens connections."""

    def __init__(self, private: Sequence[Network], find: Resolve | None = None) -> None:
        self._private = private
        self._find = find or resolve
        self._opens = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is that of httpcore
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to an address of the host that may be called. Raises FlowError where there is none."""
        try:
            found = await self._find(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} is not found: {error}") from error
        allowed = [address for address in dict.fromkeys(found) if permitted(address, self._private)]
        if not allowed:
            what = f"{host} is in a private network ({', '.join(found) or 'it has no address'}), which is not called"
            raise FlowError(BLOCKED, f"{what} unless `private` in [settings.http] allows it")
        for address in allowed[:-1]:
            try:
                return await self._opens.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._opens.connect_tcp(allowed[-1], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the same
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - the same
    ) -> httpcore.AsyncNetworkStream:
        """There is nothing to be called by a path."""
        raise httpcore.ConnectError(f"{path} is not called")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
