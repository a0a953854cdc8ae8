"""Deleting a record: those that read anything of it are woken."""

from orchestra_dsl.interpreter.events import Event, RecordChanged
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.facts import Facts
from orchestra_dsl.runtime.applying.record_locks import check_unlocked
from orchestra_dsl.runtime.applying.writing import wake
from orchestra_dsl.runtime.store.rows import Change


def delete(batch: Batch, type_: str, id_: str, by: Acting, facts: Facts) -> bool:
    """Delete a record; answers whether it was there. Raises Refusal, and NeedsOutside before anything is done."""
    batch.flush()
    old = batch.transaction.record(type_, id_)
    if old is None:
        return False
    check_unlocked(batch, type_, id_, by, facts)
    batch.writes.deleted.append((type_, id_))
    batch.flush()
    label = f"record/{type_}/{id_}/{old.version + 1}"
    event = Event(label, batch.now(), RecordChanged(type_, id_, None), by.user, by.door)
    wake(batch, Change(0, type_, id_, None, event))
    return True
