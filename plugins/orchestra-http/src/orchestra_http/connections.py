"""The connections that calls share: those that are idle are used again, as long as servers commonly keep them.

A connection is opened by the guard, to an address that it has checked, and stays with that address. So one that is used
again leads nowhere where a new one would not; and calls under other settings share none. Connections belong to an event
loop, and are closed with it.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path

import httpcore
from attrs import frozen

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_http.guard import Guard
from orchestra_http.settings import Common, Network

IDLE = 4.0
"""Seconds for which a connection is kept that nobody uses: servers close theirs after five, or later."""
MOST_IDLE = 32
"""How many connections are kept that nobody uses."""

Pool = httpcore.AsyncConnectionPool


@frozen
class _Kept:
    """A pool, and what closes it: the loop ends what still generates."""

    pool: Pool
    keeping: AsyncGenerator[Pool, None]


_Key = tuple[asyncio.AbstractEventLoop, tuple[Network, ...], Path | None]
_kept: dict[_Key, _Kept] = {}


@asynccontextmanager
async def connections(common: Common, *, shared: bool) -> AsyncIterator[Pool]:
    """The connections for a call. Raises BadPlugin.

    What may not be sent twice gets one of its own: of one that has been idle nobody knows, when it breaks, whether the
    server has closed it before it has read what was sent.
    """
    if shared:
        yield await _shared(common)
        return
    async with _pool(common) as pool:
        yield pool


async def _shared(common: Common) -> Pool:
    key = (asyncio.get_running_loop(), common.private, common.authority)
    found = _kept.get(key)
    if found is None:
        for other in [each for each in _kept if each[0].is_closed()]:
            _kept.pop(other, None)
        keeping = _keep(key, common)
        found = _kept[key] = _Kept(await anext(keeping), keeping)
    return found.pool


async def _keep(key: _Key, common: Common) -> AsyncGenerator[Pool, None]:
    async with _pool(common) as pool:
        try:
            yield pool
        finally:
            _kept.pop(key, None)


def _pool(common: Common) -> Pool:
    return Pool(
        ssl_context=trust(common.authority),
        network_backend=Guard(common.private),
        max_connections=None,
        max_keepalive_connections=MOST_IDLE,
        keepalive_expiry=IDLE,
    )


@lru_cache(maxsize=8)
def trust(authority: Path | None) -> ssl.SSLContext:
    """Whose certificates are taken: those of the known authorities, or of one's own too. Raises BadPlugin."""
    context = httpcore.default_ssl_context()
    if authority is not None:
        try:
            context.load_verify_locations(authority)
        except (OSError, ssl.SSLError) as error:
            what = f"`authority` in [settings.http], {authority}, cannot be read: {error}"
            raise BadPlugin(what, "Name a file of certificates (PEM).") from error
    return context
