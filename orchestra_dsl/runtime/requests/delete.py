"""Delete a record."""

from orchestra_dsl.interpreter.events import Event, RecordChanged
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.batch import Batch
from orchestra_dsl.runtime.given import check_sender
from orchestra_dsl.runtime.record_locks import check_unlocked
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.rows import Change
from orchestra_dsl.runtime.writing import wake


class Delete(Request[bool]):
    """Delete a record, and wake everybody who reads anything of it; answers whether it was there."""

    def __init__(self, type_: str, id_: str, by: Acting) -> None:
        super().__init__()
        check_sender(by)
        self.lane = (type_, id_)
        self.type = type_
        self.id = id_
        self.by = by

    def perform(self, batch: Batch) -> bool:
        """Delete the record."""
        batch.flush()
        old = batch.transaction.record(self.type, self.id)
        if old is None:
            return False
        check_unlocked(batch, self.type, self.id, self.by, self.facts)
        batch.writes.deleted.append((self.type, self.id))
        batch.flush()
        label = f"record/{self.type}/{self.id}/{old.version + 1}"
        event = Event(label, batch.now(), RecordChanged(self.type, self.id, None), self.by.user, self.by.door)
        wake(batch, Change(0, self.type, self.id, None, event))
        return True
