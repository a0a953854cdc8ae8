"""What the engine asks of a plugin's function, and what it offers to it: records to read and to write."""

import itertools
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import attrs

from orchestra_dsl.graph import model
from orchestra_dsl.graph.accept import BadValue, accept
from orchestra_dsl.graph.values import Stored, Value
from orchestra_dsl.plugin.context import FlowError
from orchestra_dsl.plugin.convert import plain
from orchestra_dsl.plugin.flow import Flow
from orchestra_dsl.plugin.loading import Fetch
from orchestra_dsl.plugin.progress import Report, unheard
from orchestra_dsl.plugin.records import Record
from orchestra_dsl.plugin.supplied import Supplied

Update = Callable[[str, str, Mapping[str, Stored], str], None]
"""Write fields of a record, in stored form, by record type and id. The last is the name of the write: one of the same
name has been done already. Raises FlowError where the record is gone."""


Token = Callable[[], str]
"""What the call is answered with from outside. It is made where somebody wants it."""


def no_token() -> str:
    """What stands for the token where nobody can answer from outside."""
    return ""


def cannot_update(type_: str, _id: str, _fields: Mapping[str, Stored], _name: str) -> None:
    """What stands for the records where none can be written."""
    raise FlowError("NoRecords", f"the record {type_} cannot be written from here")


@attrs.frozen(kw_only=True)
class Request:
    """One call: of what, as the run's graph declares it, with stored arguments by name, and for which step.

    `records` are the record types as the graph declares them; `fetch` reads a record, and what it raises passes;
    `update` writes fields of one. `acting_for` is the user (`user:ann`) whom the step acts for. `token` is what a flow
    that returns `Later()` is answered with, `report` hears of its progress.
    """

    declared: model.Signature
    arguments: Mapping[str, Stored]
    records: Mapping[str, model.Record]
    fetch: Fetch
    update: Update = cannot_update
    key: str
    run: str
    step: str
    attempt: int = 1
    deadline: datetime | None = None
    cancelled: threading.Event = attrs.field(factory=threading.Event)
    acting_for: str | None = None
    token: Token = no_token
    report: Report = unheard


class RecordWriter:
    """What `context.update` does in one call: fields that the flow says it writes, checked against the declaration.

    A write of a call that is made again has the same name, and is not done twice.
    """

    def __init__(self, request: Request, supplied: Supplied[..., Any]) -> None:
        self._request = request
        self._supplied = supplied
        self._count = itertools.count(1)

    def __call__(self, record: Record, fields: Mapping[str, Value]) -> None:
        """Write fields of a record."""
        name = record.record_name
        if self._request.cancelled.is_set():
            raise FlowError("Cancelled", f"nobody waits for this call any more, and the {name} stays as it is")
        stored = self._stored(name, fields)
        content = sha256(repr((name, record["id"], sorted(stored.items()))).encode()).hexdigest()[:16]
        self._request.update(name, record["id"], stored, f"{self._request.key}/{next(self._count)}/{content}")

    def _stored(self, name: str, fields: Mapping[str, Value]) -> dict[str, Stored]:
        said = self._supplied.writes if isinstance(self._supplied, Flow) else ()
        about = f"the {self._supplied.kind} {self._supplied.name}"
        types = {each.name: each.type for each in self._request.records[name].fields}
        stored = {}
        for field, value in fields.items():
            if field not in types:
                raise FlowError("BadValue", f"the record {name} has no field {field}")
            if f"{name}.{field}" not in said:
                raise FlowError("WritesUnsaid", f"{about} does not say that it writes {name}.{field}")
            try:
                stored[field] = accept(types[field], plain(value), f"{name}.{field}")
            except BadValue as error:
                raise FlowError("BadValue", str(error)) from error
        return stored
