"""Write a record, as somebody asks for it."""

from collections.abc import Mapping
from typing import Any

from orchestra_dsl.graph.accept import BadValue, accept_record
from orchestra_dsl.graph.model import Record
from orchestra_dsl.interpreter.triggers import RecordWrite
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.given import check_sender, own_name
from orchestra_dsl.runtime.applying.record_locks import check_unlocked, why_locked
from orchestra_dsl.runtime.applying.writing import Writing, Written
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.rows import RecordRow


class Write(Request[Written]):
    """Write a record as a whole, or, with `merge`, some of its fields. Without `triggers` it starts no run.

    `run` is the run for which a flow writes: what its own work items lock it may write, as its `update` may.
    """

    def __init__(
        self,
        declared: Record,
        id_: str,
        fields: Mapping[str, Any],
        by: Acting,
        *,
        merge: bool = False,
        triggers: bool = True,
        event_id: str | None = None,
        run: str | None = None,
    ) -> None:
        super().__init__()
        check_sender(by, event_id)
        self.run = run
        self.triggers = triggers
        self.lane = (declared.name, id_)
        self.declared = declared
        self.id = id_
        self.fields = fields
        self.by = by
        self.merge = merge
        self.event_id = event_id

    def perform(self, batch: Batch) -> Written:
        """Write the record."""
        batch.flush()
        name = own_name("write", self.event_id)
        if batch.made_by(0, name) is not None:
            return Written(self._now_there(batch).version)
        self._check_unlocked(batch)
        old = batch.transaction.record(self.declared.name, self.id)
        before = None if old is None else old.fields
        write = RecordWrite(self.declared.name, self.id, before, self._after(before))
        at = self.at = self.at or batch.now()
        written = Writing(batch, write, old.version if old else 0, self.by, at, self.triggers).perform(self.facts)
        batch.name(0, name)
        return written

    def _check_unlocked(self, batch: Batch) -> None:
        if self.run is None:
            check_unlocked(batch, self.declared.name, self.id, self.by, self.facts)
        elif (locked := why_locked(batch, self.declared.name, self.id, self.run)) is not None:
            raise Refusal("not allowed", locked)

    def _now_there(self, batch: Batch) -> RecordRow:
        found = batch.transaction.record(self.declared.name, self.id)
        if found is None:
            raise Refusal("not found", f"{self.declared.name} {self.id} was written, and has been deleted since")
        return found

    def _after(self, before: Mapping[str, Any] | None) -> dict[str, Any]:
        if not self.merge:
            return dict(self.fields)
        if before is None:
            raise Refusal("not found", f"there is no {self.declared.name} with the id {self.id}")
        try:
            return accept_record(self.declared, {**before, **self.fields})
        except BadValue as error:
            raise Refusal("bad value", str(error)) from error
