"""Read who may look at the next of the many runs for which a record says so that was written."""

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.rows import ViewChange

IN_ONE_BATCH = 100
"""For how many runs one request reads it. Until all are done, lists ask about each run for which the record says so."""


class NoteViewers(Request[bool]):
    """Take note of the next write; answers whether there may be more to do. Where it has come to is stored."""

    lane = "viewers"
    patient = True
    stays = True

    def perform(self, batch: Batch) -> bool:
        """Read it for the next runs."""
        batch.flush()
        changes = batch.transaction.view_changes(1)
        for type_, id_, done in changes:
            runs = batch.transaction.told_by_record(type_, id_, done or 0, IN_ONE_BATCH)
            for run in runs:
                batch.note_viewers(run)
            last = runs[-1] if len(runs) == IN_ONE_BATCH else None
            batch.writes.view_changes.append(ViewChange(type_, id_, last))
        return bool(changes)
