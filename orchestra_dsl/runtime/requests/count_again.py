"""Tell all runs with open work that the directory of people has changed."""

from orchestra_dsl.interpreter.events import Event, PeopleChanged
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.given import check_sender
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.rows import PEOPLE, Change


class CountAgain(Request[None]):
    """Have every run with open work count again whom it is for. A worker tells them, many at a time."""

    lane = "people"

    def __init__(self, by: Acting) -> None:
        super().__init__()
        check_sender(by)
        self.by = by

    def perform(self, batch: Batch) -> None:
        """Note what the runs are to be told."""
        by = self.by
        if not by.administrator:
            raise Refusal("not allowed", "only an administrator may have open work counted again")
        event = Event(f"people/{batch.new_id()}", batch.now(), PeopleChanged(), by.user, by.door, administrator=True)
        batch.writes.changes.append(Change(0, PEOPLE, "", None, event, until=batch.newest_run()))
