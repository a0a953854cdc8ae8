"""Note how far a call has come."""

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.requests.request import Request


class NoteProgress(Request[None]):
    """Keep the newest progress of a call beside it in the outbox, for those who look at its run."""

    patient = True

    def __init__(self, run: int, key: int, fraction: float | None, doing: str) -> None:
        super().__init__()
        self.lane = run
        self.progress = (fraction, doing, key)

    def perform(self, batch: Batch) -> None:
        """Write it down; where the call has been answered meanwhile, nothing happens."""
        batch.writes.progress.append(self.progress)
