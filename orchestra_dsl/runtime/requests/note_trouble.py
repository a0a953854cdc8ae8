"""Note why an effect could not be carried out yet."""

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.requests.request import Request


class NoteTrouble(Request[None]):
    """Keep the trouble of a notification beside it in the outbox, for those who look at its run."""

    def __init__(self, run: int, key: int, trouble: str) -> None:
        super().__init__()
        self.lane = run
        self.key = key
        self.trouble = trouble

    def perform(self, batch: Batch) -> None:
        """Write it down; where the effect has gone meanwhile, nothing happens."""
        batch.writes.troubled.append((self.trouble, self.key))
