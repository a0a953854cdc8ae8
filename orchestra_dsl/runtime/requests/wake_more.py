"""Wake the next of the many runs that watch a record which was written."""

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.requests.request import Request

IN_ONE_BATCH = 100
"""How many are woken by one request: few enough that whoever acts meanwhile does not notice."""


class WakeMore(Request[bool]):
    """Put an event into the inbox of the next watchers of the oldest write; answers whether there may be more to do.

    Where it has come to is stored with it, so that it goes on after a crash, and other work comes in between. Of the
    writes those from the key `since` on are meant.
    """

    lane = "wake"
    patient = True
    stays = True

    def __init__(self, since: int = 0) -> None:
        super().__init__()
        self.since = since

    def perform(self, batch: Batch) -> bool:
        """Wake the next ones."""
        batch.flush()
        change = batch.transaction.oldest_change(self.since - 1)
        if change is None:
            return False
        runs = batch.transaction.watchers(change, IN_ONE_BATCH)
        batch.writes.inbox.extend((run, change.event) for run in runs)
        batch.writes.woken.append((change.key, runs[-1] if len(runs) == IN_ONE_BATCH else None))
        return True
