"""One exchange: a request is sent, redirects are followed as far as that is safe, and what comes is read in bounds."""

from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

import attrs

from orchestra_dsl.plugin import FlowError
from orchestra_dsl.plugin.masking import masked
from orchestra_http.connections import Pool
from orchestra_http.mapping import BAD_RESPONSE, Message

TOO_LARGE = "TooLarge"
_REDIRECTS = (301, 302, 303, 307, 308)
_KEEPING = (307, 308)
_ALWAYS = [("Accept", "application/json, */*;q=0.5"), ("Accept-Encoding", "identity"), ("User-Agent", "orchestra-http")]


@attrs.frozen
class Outgoing:
    """A request. `headers` are for the server that it names, and for no other."""

    method: str
    url: str
    headers: Sequence[tuple[str, str]]
    content: bytes | None = None


async def exchanged(outgoing: Outgoing, pool: Pool, *, redirects: int, largest: int) -> Message:
    """Send a request, and read what comes. Raises FlowError, and what httpcore raises."""
    for _ in range(redirects + 1):
        message = await _sent(pool, outgoing, largest)
        target = message.headers.get("location")
        if message.status not in _REDIRECTS or target is None:
            return message
        outgoing = _redirected(outgoing, message.status, target)
    raise FlowError(BAD_RESPONSE, f"{_server(outgoing.url)} redirects more than {redirects} times")


async def _sent(pool: Pool, outgoing: Outgoing, largest: int) -> Message:
    given = {name.lower() for name, _ in outgoing.headers}
    always = [each for each in _ALWAYS if each[0].lower() not in given]
    headers = [(name.encode(), value.encode()) for name, value in [*always, *outgoing.headers]]
    async with pool.stream(outgoing.method, outgoing.url, headers=headers, content=outgoing.content) as response:
        came = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        content = bytearray()
        async for chunk in response.aiter_stream():
            content += chunk
            if len(content) > largest:
                what = f"the response of {_server(outgoing.url)} is larger than {largest:,} bytes"
                raise FlowError(TOO_LARGE, f"{what}, which `bytes` of the flow allows")
    if came.get("content-encoding", "identity").lower() != "identity" and content:
        what = f"{_server(outgoing.url)} answers in the encoding {came['content-encoding']}, for which nobody asked"
        raise FlowError(BAD_RESPONSE, what)
    return Message(response.status, came, bytes(content))


def _redirected(outgoing: Outgoing, status: int, target: str) -> Outgoing:
    """Where a redirect leads. Raises FlowError where it would do something else than what was meant."""
    try:
        url = urljoin(outgoing.url, target)
    except ValueError:
        url = target
    said = f"{_server(outgoing.url)} redirects to {masked(url):.200}"
    if not _is_address(url):
        raise FlowError(BAD_RESPONSE, f"{said}, which is no address")
    if urlsplit(url).scheme == "http" and urlsplit(outgoing.url).scheme == "https":
        raise FlowError(BAD_RESPONSE, f"{said}, where anybody can read what is sent")
    same = _server(url) == _server(outgoing.url)
    if outgoing.method in ("GET", "HEAD") or status in _KEEPING:
        if outgoing.method not in ("GET", "HEAD") and not same:
            raise FlowError(BAD_RESPONSE, f"{said}, another server, which is not given what was for this one")
        return attrs.evolve(outgoing, url=url, headers=outgoing.headers if same else ())
    if status != 303:  # noqa: PLR2004 - See Other
        raise FlowError(BAD_RESPONSE, f"{said}, and a {outgoing.method} is not sent anew")
    kept = [each for each in outgoing.headers if each[0].lower() != "content-type"] if same else []
    return Outgoing("GET", url, kept)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return url.isascii() and parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _server(url: str) -> str:
    """The scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
