"""A flow as its table declares it, read and checked: what it takes and gives, and what is sent."""

import re
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from orchestra_dsl.graph.error_names import LONGEST_NAME
from orchestra_dsl.graph.types import TEXT, Field, Optional, Type
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_http.address import Address, read_address
from orchestra_http.kinds import checked_name, read_fields, read_type
from orchestra_http.mapping import Mapped, read_mapped
from orchestra_http.settings import Common, Output, Table, read_flow
from orchestra_http.template import Template, check_in_text
from orchestra_http.tree import Secret, leaves, places, read_named, read_tree

CALLBACK = "callback"
"""The place of the address at which the call is answered from outside."""
_OWN = (CALLBACK, "context")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_STATUS = re.compile(r"[1-5]\d\d", re.ASCII)
_RESERVED = ("host", "content-length", "transfer-encoding", "connection", "accept-encoding", "upgrade", "expect", "te")
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@frozen
class Declared:
    """One flow. `headers`, `sign` and `body` are trees (tree.py). `later` is whether it is answered from outside."""

    name: str
    table: Table
    parameters: tuple[Field, ...]
    address: Address
    headers: Mapping[str, Any]
    sign: Mapping[str, Any]
    body: Any
    mapped: Mapped
    later: bool

    @property
    def idempotency(self) -> str | None:
        """The header that carries the key under which the server does it once."""
        said = self.table.idempotency
        if self.table.method not in _UNSAFE or said is False:
            return None
        return said if isinstance(said, str) else "Idempotency-Key"

    @property
    def repeatable(self) -> bool:
        """Whether the call may be made again where nobody knows whether the server has done it."""
        return self.table.method not in ("POST", "PATCH") or self.idempotency is not None


def read_declared(name: str, written: Mapping[str, Any], common: Common) -> Declared:
    """Read the table of a flow. Raises BadPlugin for all that can be wrong with it."""
    table = read_flow(written)
    parameters = read_fields(table.parameters, "parameters")
    if any(each.name in _OWN for each in parameters):
        raise BadPlugin(f"a parameter has the name {' or '.join(_OWN)}, which is taken", "Give it another name.")
    query = read_named(written.get("query", {}), ("query",), name)
    declared = Declared(
        name=name,
        table=table,
        parameters=parameters,
        address=read_address(table.url, query),
        headers=read_named(written.get("headers", {}), ("headers",), name),
        sign={key: read_tree(written[key], (key,), name) for key in ("bearer", "basic") if key in written},
        body=read_tree(written.get("body"), ("body",), name),
        mapped=read_mapped(table, _outputs(table)),
        later=False,
    )
    return _checked(declared, common)


def _outputs(table: Table) -> tuple[Field, ...]:
    written = {name: each.type if isinstance(each, Output) else each for name, each in table.outputs.items()}
    return tuple(
        Field(checked_name(name, "outputs"), read_type(each, f"outputs.{name}")) for name, each in written.items()
    )


def _checked(declared: Declared, common: Common) -> Declared:
    """Check that all places have something to go there, and that no secret can be read by others."""
    types: dict[str, Type] = {CALLBACK: TEXT, **{each.name: each.type for each in declared.parameters}}
    address = declared.address
    for place in address.places:
        type_ = place.type_in(types)
        check_in_text(type_, f"{place} in `url`")
        if isinstance(type_, Optional):
            what = f"{place} in `url` may be missing"
            raise BadPlugin(what, "Put it into `query`, where what is missing is left out.")
    for key, tree in (("headers", declared.headers), ("query", address.pairs), *declared.sign.items()):
        _check_texts(key, tree, types)
        _check_leaves(declared.name, key, tree)
    _check_body(declared.body, types)
    _check_headers(declared)
    _check_statuses(declared.table)
    _check_secrets(declared)
    trees = (declared.headers, address.pairs, declared.body)
    used = [*address.places, *(place for tree in trees for place in places(tree))]
    later = any(place.path == (CALLBACK,) for place in used)
    if later and common.callbacks is None:
        what = "it sends {callback}, and nothing says where calls are answered from outside"
        raise BadPlugin(what, 'Write callbacks = "https://…" below [settings.http].')
    return evolve(declared, later=later)


def _check_texts(key: str, tree: Any, types: Mapping[str, Type]) -> None:
    for leaf in leaves(tree):
        for place in leaf.places if isinstance(leaf, Template) else ():
            alone = key == "query" and leaf.whole is not None
            check_in_text(place.type_in(types), f"{place} in `{key}`", lists=alone)


def _check_leaves(flow: str, key: str, tree: Any) -> None:
    """Check that there is a text or a variable where a text is sent."""
    for name, each in {key: tree}.items() if key == "bearer" else tree.items():
        if isinstance(each, Mapping | list):
            what = f"{name} in `{key}` is neither a text nor a variable"
            hint = f'Write {name} = "…" or {name} = {{ env = "NAME" }}.'
            raise BadPlugin(what, hint, keys=("http", "flows", flow, key, name))


def _check_body(tree: Any, types: Mapping[str, Type]) -> None:
    for leaf in leaves(tree):
        for place in leaf.places if isinstance(leaf, Template) else ():
            type_ = place.type_in(types)
            if leaf.whole is None:
                check_in_text(type_, f"{place} in a longer text in `body`")


def _check_headers(declared: Declared) -> None:
    names = [*declared.headers, *([declared.idempotency] if declared.idempotency else [])]
    for name in names:
        if not _TOKEN.fullmatch(name) or name.lower() in _RESERVED:
            hint = "Take it out: it is made from what is sent." if name.lower() in _RESERVED else "Use letters and -."
            raise BadPlugin(f"{name!r} cannot be a header of a request here", hint)
    if len(declared.sign) > 1 or (declared.sign and "authorization" in map(str.lower, declared.headers)):
        raise BadPlugin("it says more than once who calls", "Use one of `bearer`, `basic` and headers.Authorization.")


def _check_statuses(table: Table) -> None:
    for status, name in table.errors.items():
        if not _STATUS.fullmatch(status) or not name.strip() or len(name) > LONGEST_NAME:
            what = f"`errors` says that {status!r} is {name!r:.60}, which is no status or no name"
            raise BadPlugin(what, 'Write errors = { 404 = "NotFound" }.')
    for status in map(str, table.expect):
        if not _STATUS.fullmatch(status) or status in table.errors:
            what = f"`expect` names {status}, which is no status, or is one of `errors`"
            raise BadPlugin(what, "Write expect = [200, 404].")


def _check_secrets(declared: Declared) -> None:
    trees = (declared.headers, declared.address.pairs, declared.body)
    secret = declared.sign or any(isinstance(leaf, Secret) for tree in trees for leaf in leaves(tree))
    if secret and declared.address.tells_secrets_to_all:
        raise BadPlugin(f"`url` is {declared.table.url!r}, by which anybody can read the secret", "Write https.")
    if declared.body is not None and declared.table.method in ("GET", "HEAD"):
        raise BadPlugin(f"a {declared.table.method} has a body", 'Write method = "POST", or use `query`.')
