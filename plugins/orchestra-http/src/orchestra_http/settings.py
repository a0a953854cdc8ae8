"""What `[settings.http]` in `orchestra.toml` may say."""

import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
from attrs import frozen

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.tables import read_table

Network = IPv4Network | IPv6Network
Text = str | dict[str, Any]
"""A template, or `{ env = "NAME" }`."""

_FORM = 'A flow is a table such as [settings.http.flows."crm.lookup"], its name in quotes; see the README.'
LARGEST = 64 * 1024 * 1024


class Output(msgspec.Struct, forbid_unknown_fields=True):
    """An output: its type, and where it is found, as JMESPath says it within `status`, `headers`, `body` and `text`."""

    type: str | dict[str, Any]
    source: str = msgspec.field(name="from")


class Basic(msgspec.Struct, forbid_unknown_fields=True):
    """A user and a password."""

    user: Text
    password: Text


class Failure(msgspec.Struct, forbid_unknown_fields=True):
    """Where a response that came well says that the call has failed: the error's name, and a message."""

    name: str
    message: str = "''"


class Table(msgspec.Struct, forbid_unknown_fields=True):
    """One flow. See the README for what each key means."""

    url: str
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] = "GET"
    parameters: dict[str, Any] = {}
    query: dict[str, Text | int | float | bool] = {}
    headers: dict[str, Text] = {}
    bearer: Text | None = None
    basic: Basic | None = None
    body: Any = None
    outputs: dict[str, str | Output] = {}
    expect: list[int] = []
    errors: dict[str, str] = {}
    failure: Failure | None = None
    idempotency: str | bool = "Idempotency-Key"
    seconds: float = 30.0
    bytes: int = 1024 * 1024
    retries: int = 2
    redirects: int = 5


class Whole(msgspec.Struct, forbid_unknown_fields=True):
    """The whole table: the flows, and what holds for all of them."""

    flows: dict[str, dict[str, Any]] = {}
    private: list[str] = []
    authority: str | None = None
    callbacks: str | None = None


@frozen
class Common:
    """What holds for all flows.

    `private` are private networks that may be called, `authority` is a file of those who vouch for servers, `callbacks`
    the address below which calls are answered from outside.
    """

    private: tuple[Network, ...] = ()
    authority: Path | None = None
    callbacks: str | None = None


def read_whole(table: Mapping[str, Any]) -> Whole:
    """The table as it is written. Raises BadPlugin."""
    return read_table(table, Whole, "[settings.http]", _FORM)


def read_common(whole: Whole, folder: Path) -> Common:
    """What holds for all flows. Raises BadPlugin."""
    try:
        private = tuple(ip_network(each) for each in whole.private)
    except ValueError as error:
        raise BadPlugin(f"`private` in [settings.http]: {error}", 'Write networks, as "10.1.0.0/16".') from error
    base = whole.callbacks
    if base is not None and (urlsplit(base).scheme not in ("http", "https") or re.search(r"[?#{}\s]", base)):
        what = f"`callbacks` in [settings.http] is {base!r}, below which no call can be answered"
        raise BadPlugin(what, 'Write an address, as "https://flows.example.com/callbacks".')
    return Common(private, None if whole.authority is None else folder / whole.authority, base)


def read_flow(table: Mapping[str, Any]) -> Table:
    """One flow. Raises BadPlugin."""
    flow = read_table(table, Table, "its table", _FORM)
    if not 0 < flow.seconds <= 3600:  # noqa: PLR2004 - an hour
        raise BadPlugin(f"`seconds` is {flow.seconds:g}", "Write how long the call may take, up to 3600.")
    if not 0 < flow.bytes <= LARGEST:
        raise BadPlugin(f"`bytes` is {flow.bytes}", f"Write how large a response may be, up to {LARGEST}.")
    for key, most in (("retries", 10), ("redirects", 20)):
        if not 0 <= getattr(flow, key) <= most:
            raise BadPlugin(f"`{key}` is {getattr(flow, key)}", f"Write a number from 0 to {most}.")
    return flow
