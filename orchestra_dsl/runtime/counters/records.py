"""The embedded records: written, read and deleted through the engine, so that runs start and wake as they should."""

from collections.abc import Mapping
from typing import Any

from orchestra_dsl.graph.accept import BadValue, accept_record
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.writing import Written
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.delete import Delete
from orchestra_dsl.runtime.requests.write import Write
from orchestra_dsl.runtime.store.rows import RecordRow


class Records:
    """The counter for records."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def put(self, type_: str, fields: Mapping[str, Any], by: Acting, *, event_id: str | None = None) -> Written:
        """Write a record as a whole. Raises Refusal for what does not fit its declaration."""
        declared = self._core.programs.record(type_)
        try:
            stored = accept_record(declared, fields)
        except BadValue as error:
            raise Refusal("bad value", str(error)) from error
        return self._core.carry_out(Write(declared, stored["id"], stored, by, event_id=event_id))

    def update(
        self,
        type_: str,
        id_: str,
        fields: Mapping[str, Any],
        by: Acting,
        *,
        event_id: str | None = None,
        run: str | None = None,
    ) -> Written:
        """Write some fields of a record that is there; None takes a value away. Raises Refusal.

        `run` is the run for which a flow writes.
        """
        declared = self._core.programs.record(type_)
        if fields.get("id", id_) != id_:
            raise Refusal("bad value", f"{type_}.id: a record keeps its id, here {id_}; put another record instead")
        request = Write(declared, id_, {**fields, "id": id_}, by, merge=True, event_id=event_id, run=run)
        return self._core.carry_out(request)

    def delete(self, type_: str, id_: str, by: Acting) -> bool:
        """Delete a record; answers whether it was there."""
        self._core.programs.record(type_)
        return self._core.carry_out(Delete(type_, id_, by))

    def get(self, type_: str, id_: str) -> RecordRow | None:
        """A record, as it is now."""
        with self._core.store.reading() as reads:
            return reads.record(type_, id_)

    def of_type(self, type_: str, *, after: str = "", limit: int = 50) -> list[RecordRow]:
        """A page of the records of a type, in the order of their ids."""
        with self._core.store.reading() as reads:
            return reads.records(type_, after, limit)
