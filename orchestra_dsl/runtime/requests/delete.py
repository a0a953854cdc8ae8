"""Delete a record."""

from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.deleting import delete
from orchestra_dsl.runtime.applying.given import check_sender
from orchestra_dsl.runtime.requests.request import Request


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
        return delete(batch, self.type, self.id, self.by, self.facts)
