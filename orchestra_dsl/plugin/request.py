"""What the engine asks of a plugin's function, and what it offers to it: records to read and to write."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import attrs

from orchestra_dsl.graph import model
from orchestra_dsl.graph.accept import BadValue, accept
from orchestra_dsl.graph.values import Stored, Value
from orchestra_dsl.plugin.context import FlowError
from orchestra_dsl.plugin.convert import plain
from orchestra_dsl.plugin.flow import Flow
from orchestra_dsl.plugin.loading import Fetch
from orchestra_dsl.plugin.records import Record
from orchestra_dsl.plugin.supplied import Supplied

Update = Callable[[str, str, Mapping[str, Stored]], None]
"""Write fields of a record, in stored form, by record type and id."""


def cannot_update(type_: str, _id: str, _fields: Mapping[str, Stored]) -> None:
    """What stands for the records where none can be written."""
    raise FlowError("NoRecords", f"the record {type_} cannot be written from here")


@attrs.frozen(kw_only=True)
class Request:
    """One call: of what, as the run's graph declares it, with stored arguments by name, and for which step.

    `records` are the record types as the graph declares them; `fetch` reads a record, and what it raises passes;
    `update` writes fields of one.
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


def write_record(request: Request, supplied: Supplied[..., Any], record: Record, fields: Mapping[str, Value]) -> None:
    """Write fields that the flow says it writes, checked against the record's declaration."""
    name = record.record_name
    said = supplied.writes if isinstance(supplied, Flow) else ()
    silent = [f"{name}.{field}" for field in fields if f"{name}.{field}" not in said]
    if silent:
        raise FlowError("WritesUnsaid", f"the {supplied.kind} {supplied.name} does not say that it writes {silent[0]}")
    declared = {field.name: field.type for field in request.records[name].fields} if name in request.records else {}
    unknown = [field for field in fields if field not in declared]
    if unknown:
        raise FlowError("BadValue", f"the record {name} has no field {unknown[0]}")
    try:
        stored = {field: accept(declared[field], plain(value), f"{name}.{field}") for field, value in fields.items()}
    except BadValue as error:
        raise FlowError("BadValue", str(error)) from error
    request.update(name, record["id"], stored)
