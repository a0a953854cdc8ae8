"""Who observes runs, and how far each has been told."""

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.rows import ObserverRow


class SetObservers(Request[None]):
    """Have the store keep what happens for these observers.

    One that is new begins with what happens from then on. Those that are not named are forgotten, unless these are
    known not to be all.
    """

    lane = "observers"

    def __init__(self, names: tuple[str, ...], *, complete: bool) -> None:
        super().__init__()
        self.names = names
        self.complete = complete

    def perform(self, batch: Batch) -> None:
        """Compare those that there are with those that are named."""
        batch.flush()
        transaction = batch.transaction
        there = {row.name for row in transaction.observers()}
        last = transaction.last_happened()
        for name in self.names:
            if name not in there:
                transaction.put_observer(ObserverRow(name, last))
        if self.complete:
            for name in there.difference(self.names):
                transaction.delete_observer(name)
        transaction.watch_histories(watched=bool(transaction.observers()))


class NoteTold(Request[None]):
    """Keep how far an observer has been told."""

    patient = True

    def __init__(self, row: ObserverRow) -> None:
        super().__init__()
        self.lane = ("observer", row.name)
        self.row = row

    def perform(self, batch: Batch) -> None:
        """Write it; an observer that has been forgotten meanwhile stays so."""
        if any(row.name == self.row.name for row in batch.transaction.observers()):
            batch.transaction.put_observer(self.row)
