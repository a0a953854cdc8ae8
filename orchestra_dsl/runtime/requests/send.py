"""Send an event from outside to every run that listens."""

from typing import Any

from orchestra_dsl.interpreter.commit import listening
from orchestra_dsl.interpreter.events import Event, MessageArrived
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.batch import Batch
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.rows import Change
from orchestra_dsl.runtime.writing import wake


class Send(Request[int]):
    """Give an event, with its stored fields, to every run that listens now; answers how many they are.

    The second one under an `event_id` is given to nobody, and answers what the first has.
    """

    def __init__(self, event: str, fields: dict[str, Any], by: Acting, *, event_id: str | None = None) -> None:
        super().__init__()
        self.lane = ("event", event)
        self.event = event
        self.fields = fields
        self.by = by
        self.event_id = event_id

    def perform(self, batch: Batch) -> int:
        """Send the event."""
        batch.flush()
        made = batch.made_by(0, self.event_id)
        if made is not None:
            return int(made[0] or 0)
        message = self.event_id or f"event/{self.event}/{batch.new_id()}"
        act = MessageArrived(self.event, message, self.fields)
        event = Event(message, batch.now(), act, self.by.user, self.by.door, self.by.administrator)
        type_, id_, _ = listening(self.event)
        listeners = Change(0, type_, id_, None, event)
        given = batch.transaction.count_watchers(listeners)
        wake(batch, listeners)
        batch.name(0, self.event_id, str(given))
        return given
