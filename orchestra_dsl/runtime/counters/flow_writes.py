"""What a flow writes to records, carried out by the engine under the flow's run."""

from collections.abc import Mapping
from typing import Any

from orchestra_dsl.plugin.context import FlowError
from orchestra_dsl.runtime.acting import ENGINE
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.records import Records
from orchestra_dsl.runtime.errors import Refusal

_REFUSED = {"not found": "RecordGone", "not allowed": "RecordLocked"}
"""The names of the errors that a flow meets whose write of a record is refused; else it is a BadValue."""


def write_for_flow(core: Core, run: str, type_: str, id_: str, fields: Mapping[str, Any], name: str) -> None:
    """Write fields of a record; `name` is the same when the flow is called again, and then nothing is done.

    Raises FlowError where the write is refused, and StoreError.
    """
    try:
        Records(core).update(type_, id_, fields, ENGINE, event_id=name, run=run)
    except Refusal as refusal:
        raise FlowError(_REFUSED.get(refusal.code, "BadValue"), refusal.message) from refusal
