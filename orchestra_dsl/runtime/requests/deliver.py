"""Deliver an event to a run."""

from typing import TYPE_CHECKING

from orchestra_dsl.interpreter.acts import KINDS
from orchestra_dsl.interpreter.commit import Commit, PutOff
from orchestra_dsl.interpreter.events import Act, Event, RecordUpdateWanted
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.interpreter.updating import is_wanted
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.given import check_act, check_sender, own_name
from orchestra_dsl.runtime.applying.posts import update
from orchestra_dsl.runtime.applying.states import Loaded
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.port import Reads

if TYPE_CHECKING:
    from orchestra_dsl.runtime.store.rows import TimerRow


class Deliver(Request[bool]):
    """Apply an act to a run; answers whether it changed anything (an answer that comes too late does not).

    `event_id` is the sender's name for it: the second delivery under one name changes nothing and is no error.
    `inbox`, `aside`, `timer` and `outbox` name the row from which it comes; with one that has gone meanwhile it was
    applied already. An act of the engine itself that breaks down is put aside; people are told instead,
    and may try again.
    """

    def __init__(
        self,
        run: int,
        act: Act,
        by: Acting,
        *,
        event_id: str | None = None,
        label: str = "",
        internal: bool = False,
    ) -> None:
        super().__init__()
        if not internal:
            check_sender(by, event_id)
            check_act(act)
        self.lane = run
        self.run = run
        self.act = act
        self.by = by
        self.name = own_name("act", event_id)
        self.label = event_id or label
        self.internal = self.patient = internal
        self.inbox: int | None = None
        self.aside: int | None = None
        self.timer: TimerRow | None = None
        self.outbox: int | None = None

    def perform(self, batch: Batch) -> bool:
        """Apply the act."""
        if batch.made_by(self.run, self.name) is not None:
            return False
        if self._has_gone(batch):
            return False
        loaded = batch.load(self.run)
        if self.at is None:
            self.at = batch.now(loaded)
        if isinstance(self.act, RecordUpdateWanted):
            wanted = is_wanted(decode_state(loaded.state), self.act)
            if wanted:
                update(batch, self.run, self.at, self.act, self.facts)
            self._take(batch)
            return wanted
        event = self._event(max(self.at, loaded.at))
        commit = self._attempt(batch, loaded, event)
        batch.apply(loaded, event, commit)
        batch.name(self.run, self.name)
        self._take(batch)
        return commit is not None

    def _attempt(self, batch: Batch, loaded: Loaded, event: Event) -> Commit | PutOff | None:
        """What the event does. Nobody can be told that one of the inbox is refused: it has come too late."""
        try:
            return batch.attempt(loaded, event, self.facts)
        except Refusal as refusal:
            if self.inbox is None:
                raise
            if refusal.code == "not open":
                return None
            raise RuntimeError(f"what was certain to be applied is refused: {refusal}") from refusal

    def break_down(self, batch: Batch, fault: Exception) -> None:
        """Put an act of the engine aside."""
        if self.internal and self.aside is None:
            batch.put_aside(self.run, self._event(self.at or batch.now()), fault)
            self._take(batch)

    def entitled(self, reads: Reads) -> str:
        """The kind of the event, and its run."""
        row = reads.run_row(self.run)
        return f'the event "{KINDS[type(self.act)]}" of run {self.run if row is None else row.id}'

    def _event(self, at: int) -> Event:
        by = self.by
        return Event(self.label, at, self.act, by.user, by.door, by.administrator)

    def _has_gone(self, batch: Batch) -> bool:
        """Whether the row was read just before the commit that took it: the event has been applied by then."""
        if self.timer is not None and not _is_set(self.timer, batch):
            return True
        if self.outbox is not None and not batch.transaction.outbox_has(self.outbox):
            return True
        return self.inbox is not None and not batch.transaction.in_inbox(self.inbox)

    def _take(self, batch: Batch) -> None:
        if self.inbox is not None:
            batch.writes.taken.append(self.inbox)
        if self.aside is not None:
            batch.writes.resumed.append(self.aside)


def _is_set(timer: "TimerRow", batch: Batch) -> bool:
    """Whether a timer is still set for its instant, after what this batch has done and has not written yet."""
    place = timer.kind, timer.ref
    for each in reversed(batch.writes.applied):
        if each.run == timer.run:
            commit = each.commit
            for new in commit.timers:
                if (new.kind, new.ref) == place:
                    return new.due == timer.due
            if place in commit.timers_cleared or timer.ref.element in commit.cleared:
                return False
    return batch.transaction.has_timer(timer)
