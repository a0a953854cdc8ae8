"""The address that a flow calls: its host stands fast, values fill the path and the query, percent-encoded."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from attrs import frozen

from orchestra_dsl.plugin import FlowError
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_http.template import Place, Template, as_text, read_template
from orchestra_http.tree import Reveal, Secret, text_of

_ADDRESS = re.compile(
    r"(?P<server>(?P<scheme>https?)://(?P<host>[^\s/?#@{}\\]+))(?P<rest>/[^\s#\\]*|\?[^\s#\\]*|)", re.ASCII
)
_LOCAL = re.compile(r"(localhost|127\.[\d.]+|\[::1\])(:\d+)?")
_HERE = re.compile(r"(^|/)\.{1,2}(/|$)")


@frozen
class Address:
    """A server, and templates of the path and the query on it."""

    server: str
    path: Template
    query: Template | None
    pairs: Mapping[str, Any]

    @property
    def places(self) -> tuple[Place, ...]:
        """All places in the address as it is written."""
        return self.path.places + (() if self.query is None else self.query.places)

    @property
    def tells_secrets_to_all(self) -> bool:
        """Whether anybody on the way can read what is sent."""
        return self.server.startswith("http:") and not _LOCAL.fullmatch(self.server.removeprefix("http://"))

    def filled(self, values: Mapping[str, Any], reveal: Reveal) -> str:
        """The address with values in it. Raises FlowError for a value that would make it another one."""
        for place in self.path.places:
            if not as_text(place.value(values)):
                raise FlowError("BadValue", f"{place} is empty, and the address needs it")
        path = _whole(self.path, values)
        if _HERE.search(path):
            raise FlowError("BadValue", f"{path} would be another address: a part of it is made of dots alone")
        written = "" if self.query is None else _whole(self.query, values)
        named = urlencode(list(self._named(values, reveal)), doseq=True, quote_via=quote)
        query = "&".join(each for each in (written, named) if each)
        return f"{self.server}{path or '/'}{'?' if query else ''}{query}"

    def _named(self, values: Mapping[str, Any], reveal: Reveal) -> Any:
        for name, leaf in self.pairs.items():
            whole = leaf.whole.value(values) if isinstance(leaf, Template) and leaf.whole else None
            if isinstance(whole, list):
                yield name, [as_text(each) for each in whole]
            else:
                text = text_of(leaf, values, reveal) if isinstance(leaf, Template | Secret) else as_text(leaf)
                if text is not None:
                    yield name, text


def read_address(written: str, pairs: Mapping[str, Any]) -> Address:
    """The address. Raises BadPlugin."""
    found = _ADDRESS.fullmatch(written)
    if found is None or not written.isascii():
        what = f"`url` is {written!r}, in which a value could change the host, or which is no address"
        raise BadPlugin(what, 'Write it as "https://crm.example.com/customers/{customer}", the host as it is.')
    if _port_of(found["server"]) is None:
        raise BadPlugin(f"`url` is {written!r}, which has a wrong port", "Ports go from 1 to 65535.")
    path, asks, query = found["rest"].partition("?")
    if _HERE.search(path):
        raise BadPlugin(f"`url` is {written!r}, in which a part is made of dots alone", "Write the path as it is.")
    return Address(found["server"], read_template(path, "url"), read_template(query, "url") if asks else None, pairs)


def _port_of(server: str) -> int | None:
    """The port; None where it is none."""
    try:
        return urlsplit(server).port or 80
    except ValueError:
        return None


def _whole(template: Template, values: Mapping[str, Any]) -> str:
    return template.filled(values, lambda text: quote(text, safe="")) or ""
