"""A call as a whole: within its time, again where a failure is temporary, and what came is its answer."""

import asyncio
import ssl
from asyncio import sleep
from collections.abc import Mapping
from typing import Any

import httpcore

from orchestra_dsl.plugin import Context, FlowError, Later
from orchestra_http.connections import Pool, connections
from orchestra_http.declared import CALLBACK, Declared
from orchestra_http.exchange import Outgoing, exchanged
from orchestra_http.judging import Temporary, judged
from orchestra_http.mapping import BAD_RESPONSE, Message
from orchestra_http.outgoing import outgoing_for
from orchestra_http.settings import Common

FIRST_PAUSE = 0.5
"""Seconds until a call is made again where the server does not say; twice as long each time."""
BAD_CERTIFICATE = "BadCertificate"


async def called(declared: Declared, common: Common, values: Mapping[str, Any], context: Context) -> Any:
    """Make a call. Raises FlowError, under a name that `on error` catches."""
    if declared.later:
        values = {**values, CALLBACK: f"{(common.callbacks or '').rstrip('/')}/{declared.name}/{context.token}"}
    outgoing = outgoing_for(declared, values, context)
    seconds = declared.table.seconds
    try:
        async with asyncio.timeout(seconds) as limit:
            until = limit.when() or asyncio.get_running_loop().time() + seconds
            async with connections(common, shared=declared.repeatable) as pool:
                message = await _tried(declared, outgoing, pool, until)
    except TimeoutError as error:
        raise Temporary(f"{declared.address.server} has not answered within {seconds:g} s") from error
    return Later() if declared.later else declared.mapped.read(message)


async def _tried(declared: Declared, outgoing: Outgoing, pool: Pool, until: float) -> Message:
    """Send it, and again where that may help and there is time."""
    pause = FIRST_PAUSE
    left = declared.table.retries if declared.repeatable else 0
    while True:
        try:
            return await _once(declared, outgoing, pool)
        except Temporary as error:
            wait = pause if error.after is None else error.after
            if not left or asyncio.get_running_loop().time() + wait >= until:
                raise
        await sleep(wait)
        left, pause = left - 1, pause * 2


async def _once(declared: Declared, outgoing: Outgoing, pool: Pool) -> Message:
    table = declared.table
    try:
        message = await exchanged(outgoing, pool, redirects=table.redirects, largest=table.bytes)
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.RemoteProtocolError) as error:
        if (reason := _certificate(error)) is not None:
            raise FlowError(BAD_CERTIFICATE, f"{declared.address.server}: {reason}") from error
        raise Temporary(f"{declared.address.server}: {str(error) or type(error).__name__}") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise FlowError(BAD_RESPONSE, f"{declared.address.server}: {error}") from error
    return judged(message, declared)


def _certificate(error: BaseException | None) -> str | None:
    """Why the server's certificate is not taken, if that is what is wrong."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return None
