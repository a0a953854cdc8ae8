"""Note that a call is answered from outside: its flow has returned, and is not called again."""

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.requests.request import Request


class NoteLater(Request[None]):
    """Keep beside a call that its flow has returned `Later()`: no worker sends it again."""

    patient = True
    stays = True

    def __init__(self, run: int, key: int) -> None:
        super().__init__()
        self.lane = run
        self.key = key

    def perform(self, batch: Batch) -> None:
        """Write it down; where the call has been answered meanwhile, nothing happens."""
        batch.writes.postponed.append((batch.now(), self.key))
