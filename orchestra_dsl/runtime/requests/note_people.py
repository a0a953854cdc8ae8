"""Note by which fingerprint the directory of people is known, and have open work counted again where it is another."""

from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.requests.count_again import CountAgain
from orchestra_dsl.runtime.requests.request import Request

_BY = Acting(None, "a change of the directory", administrator=True)


class NotePeople(Request[None]):
    """Remember the fingerprint. The first one that a store gets to know changes nothing."""

    lane = "people"
    stays = True
    title = "noting that people have come or gone"

    def __init__(self, fingerprint: str) -> None:
        super().__init__()
        self.fingerprint = fingerprint

    def perform(self, batch: Batch) -> None:
        """Compare it with the one before."""
        batch.flush()
        known = batch.transaction.fingerprint()
        if known == self.fingerprint:
            return
        batch.writes.fingerprint = self.fingerprint
        if known is not None:
            CountAgain(_BY).perform(batch)
