"""Work items: what people do with them, besides looking at lists. Who may is decided in the interpreter."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from orchestra_dsl.graph.accept import BadValue, accept_fields, accept_some
from orchestra_dsl.graph.statuses import CLOSED
from orchestra_dsl.graph.types import Field
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter.events import (
    Act,
    ItemClaimed,
    ItemCompleted,
    ItemDelegated,
    ItemPrioritized,
    ItemReassigned,
    ItemReleased,
    ItemResumed,
    ItemSaved,
    ItemSkipped,
    ItemSuspended,
)
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.counters.bulk import Reassigned, Which, reassign
from orchestra_dsl.runtime.counters.work_item import WorkItem
from orchestra_dsl.runtime.counters.work_lists import WorkLists, found
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.store.rows import ItemRow


class Work(WorkLists):
    """The counter for work items."""

    def get_open(self, key: int) -> WorkItem:
        """One item that is still to be done. Raises Refusal, which says what has become of it, where it is not."""
        item = self.get(key)
        if item.status in CLOSED:
            raise self._explained(Refusal("not open", f"this work item is {item.status.words}"), key)
        return item

    def claim(self, key: int, by: Acting, *, version: int | None = None, event_id: str | None = None) -> WorkItem:
        """Take the item."""
        return self._act(key, lambda item: ItemClaimed(item.ref, version), by, event_id)

    def release(self, key: int, by: Acting, *, version: int | None = None, event_id: str | None = None) -> WorkItem:
        """Give the claimed item back."""
        return self._act(key, lambda item: ItemReleased(item.ref, version), by, event_id)

    def reassign(
        self,
        key: int,
        to: Sequence[str],
        by: Acting,
        *,
        version: int | None = None,
        event_id: str | None = None,
    ) -> WorkItem:
        """Give the item to others, who replace its candidates."""
        return self._act(key, lambda item: ItemReassigned(item.ref, tuple(to), version), by, event_id)

    def delegate(
        self, key: int, to: str, by: Acting, *, version: int | None = None, event_id: str | None = None
    ) -> WorkItem:
        """Give the item to one other user; who delegates stays on record, and may do it no longer."""
        return self._act(key, lambda item: ItemDelegated(item.ref, to, version), by, event_id)

    def complete(
        self,
        key: int,
        outputs: Mapping[str, Any],
        by: Acting,
        *,
        version: int | None = None,
        event_id: str | None = None,
    ) -> WorkItem:
        """Hand in what the screen asks for. Raises Refusal for values that do not fit, and when it is too late."""

        def act(item: ItemRow) -> Act:
            return ItemCompleted(item.ref, self._accepted(item, outputs), version)

        return self._act(key, act, by, event_id)

    def skip(
        self,
        key: int,
        by: Acting,
        *,
        outputs: Mapping[str, Any] | None = None,
        version: int | None = None,
        event_id: str | None = None,
    ) -> WorkItem:
        """Pass over an item whose step says `may skip`; with all outputs that its screen asks for, or with none."""

        def act(item: ItemRow) -> Act:
            return ItemSkipped(item.ref, None if outputs is None else self._accepted(item, outputs), version)

        return self._act(key, act, by, event_id)

    def save(
        self,
        key: int,
        outputs: Mapping[str, Any],
        by: Acting,
        *,
        version: int | None = None,
        event_id: str | None = None,
    ) -> WorkItem:
        """Keep some of what the screen asks for as a draft; None takes a value back. Raises Refusal."""

        def act(item: ItemRow) -> Act:
            return ItemSaved(item.ref, self._accepted(item, outputs, accept_some), version)

        return self._act(key, act, by, event_id)

    def prioritize(
        self, key: int, priority: int, by: Acting, *, version: int | None = None, event_id: str | None = None
    ) -> WorkItem:
        """Give the item another priority: in lists the greater number comes first."""
        return self._act(key, lambda item: ItemPrioritized(item.ref, priority, version), by, event_id)

    def reassign_all(self, which: Which, to: Sequence[str], by: Acting) -> Reassigned:
        """Give many items to others, each by itself; answers which were, and why the others were not.

        Raises Refusal where nothing says which are meant.
        """
        if which == Which():
            raise Refusal("bad value", "say which work: of whom, of which step, orchestration or run")
        return reassign(self._core, self.rows(which), which, to, by)

    def suspend(
        self,
        key: int,
        by: Acting,
        *,
        until: int | None = None,
        version: int | None = None,
        event_id: str | None = None,
    ) -> WorkItem:
        """Let the item rest, until an instant (in microseconds since 1970) or until somebody resumes it."""
        return self._act(key, lambda item: ItemSuspended(item.ref, until, version), by, event_id)

    def resume(self, key: int, by: Acting, *, version: int | None = None, event_id: str | None = None) -> WorkItem:
        """Let a suspended item go on."""
        return self._act(key, lambda item: ItemResumed(item.ref, version), by, event_id)

    def _act(self, key: int, act: Callable[[ItemRow], Act], by: Acting, event_id: str | None) -> WorkItem:
        with self._core.store.reading() as reads:
            item = found(reads, key)
        try:
            self._core.carry_out(Deliver(item.run, act(item), by, event_id=event_id))
        except Refusal as refusal:
            raise self._explained(refusal, key) from refusal
        return self.get(key)

    def _explained(self, refusal: Refusal, key: int) -> Refusal:
        """Who comes too late is told what has become of the item."""
        if refusal.code != "not open":
            return refusal
        item = self.get(key)
        if item.completed_by is not None:
            return Refusal("not open", f"{principal_name(item.completed_by)} has completed this work item")
        if item.status in CLOSED:
            return Refusal("not open", f"this work item is {item.status.words}")
        return refusal

    def _accepted(
        self,
        item: ItemRow,
        outputs: Mapping[str, Any],
        accepts: Callable[[tuple[Field, ...], Mapping[str, Any]], dict[str, Any]] = accept_fields,
    ) -> dict[str, Any]:
        with self._core.store.reading() as reads:
            asked = self._shown(item, reads).outputs
        try:
            return accepts(asked, outputs)
        except BadValue as error:
            raise Refusal("bad value", str(error)) from error
