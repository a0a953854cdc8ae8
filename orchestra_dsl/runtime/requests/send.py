"""Send an event from outside: it starts runs, and is given to every run that listens."""

from functools import partial
from typing import Any

import msgspec
from msgspec import Struct

from orchestra_dsl.interpreter.commit import listening
from orchestra_dsl.interpreter.events import Event, MessageArrived
from orchestra_dsl.interpreter.starting import by_event
from orchestra_dsl.interpreter.state import Message
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.given import check_sender, own_name
from orchestra_dsl.runtime.applying.starts import Call, NoCall, call_for
from orchestra_dsl.runtime.applying.writing import wake
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.rows import Change


class Sent(Struct, frozen=True):
    """What came of an event: how many runs it was given to, and the ids of those that it started.

    `unfound` says which orchestrations did not start for want of a record that they look for, `problems` which did
    not as their conditions or arguments met errors.
    """

    given: int
    started: tuple[str, ...] = ()
    unfound: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Send(Request[Sent]):
    """Send an event with its stored fields.

    First it starts runs, in the order of the orchestrations and of their sources; then it is given to the runs that
    listened when it came, the oldest first: a run that it starts does not hear it once more. The second one under an
    `event_id` starts nothing, is given to nobody, and answers what the first has.
    """

    def __init__(self, event: str, fields: dict[str, Any], by: Acting, *, event_id: str | None = None) -> None:
        super().__init__()
        check_sender(by, event_id)
        self.lane = ("event", event)
        self.event = event
        self.fields = fields
        self.by = by
        self.event_id = event_id

    def perform(self, batch: Batch) -> Sent:
        """Send the event."""
        batch.flush()
        name = own_name("event", self.event_id)
        made = batch.made_by(0, name)
        if made is not None:
            return msgspec.json.decode(made[0] or "", type=Sent)
        at = self.at = self.at or batch.now()
        answers = self._called_for(batch, at)
        message = self.event_id or f"event/{self.event}/{batch.new_id()}"
        event = self._event(message, at)
        type_, id_, _ = listening(self.event)
        listeners = Change(0, type_, id_, None, event, until=batch.newest_run())
        given = batch.transaction.count_watchers(listeners)
        started = tuple(each.begin(batch, message, at, self.by) for each in answers if isinstance(each, Call))
        wake(batch, listeners)
        kept = [each for each in answers if isinstance(each, NoCall)]
        source = f"event {self.event}"
        batch.writes.unstarted += ((each.orchestration, source, at, each.sentence) for each in kept)
        unfound = tuple(each.sentence for each in kept if each.unfound)
        sent = Sent(given, started, unfound, tuple(each.sentence for each in kept if not each.unfound))
        batch.name(0, name, msgspec.json.encode(sent).decode())
        return sent

    def _called_for(self, batch: Batch, at: int) -> list[Call | NoCall]:
        """The runs that triggers call for, and why others can call for none. Raises NeedsOutside."""
        message, cause = Message(self.event, self.fields), f"on the event {self.event}"
        asked = (
            call_for(batch, each, partial(by_event, each.program, index, message, at), self.facts, cause)
            for each, index in batch.programs.starts("event", self.event)
        )
        return [each for each in asked if each is not None]

    def _event(self, message: str, at: int) -> Event:
        by = self.by
        act = MessageArrived(self.event, message, self.fields)
        return Event(message, at, act, by.user, by.door, by.administrator)
