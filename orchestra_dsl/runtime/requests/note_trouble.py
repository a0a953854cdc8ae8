"""Note why an effect could not be carried out yet."""

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.requests.request import Request


class NoteTrouble(Request[None]):
    """Keep the trouble of a notification, or of a call's answer, beside it in the outbox, for who looks at its run.

    It changes no run, so it has no lane: the answer that is in trouble may be waiting there. None: all is well.
    """

    def __init__(self, key: int, trouble: str | None) -> None:
        super().__init__()
        self.key = key
        self.trouble = trouble

    def perform(self, batch: Batch) -> None:
        """Write it down; where the effect has gone meanwhile, nothing happens."""
        batch.writes.troubled.append((self.trouble, self.key))
