"""Work items: what people find in their lists, and what they do with it. Who may is decided in the interpreter."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from attrs import frozen

from orchestra_dsl.graph.accept import BadValue, accept_fields
from orchestra_dsl.graph.elements import Interactive, asked_outputs
from orchestra_dsl.graph.statuses import CLOSED, ItemStatus
from orchestra_dsl.graph.types import Field
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter.events import (
    Act,
    ItemClaimed,
    ItemCompleted,
    ItemDelegated,
    ItemReassigned,
    ItemReleased,
    ItemResumed,
    ItemSuspended,
)
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.damage import intact
from orchestra_dsl.runtime.errors import FactsUnavailable, Refusal
from orchestra_dsl.runtime.ports import Directory
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.rows import ItemPlace, ItemRow
from orchestra_dsl.runtime.store import Reads

_PAGE = 50
T = TypeVar("T")


@frozen(kw_only=True)
class WorkItem:
    """A work item as people see it. `inputs` and `outputs` are what its screen shows and asks for, with their types.

    `instance` is its number among those of its step, from 1; None for a step without `for each`.
    `excluded` are those who may not do it, as of when somebody last acted (they are asked for again at every act);
    `delegated` the users who have delegated it, the first one first. Of `priority` the greater number comes first in
    lists. `until` is when a suspended one goes on by itself.
    `version` grows with every change: an act that names it is refused when somebody else was quicker.
    """

    key: int
    run: str
    orchestration: str
    element: str
    instance: int | None
    label: str | None
    screen: str
    status: ItemStatus
    version: int
    candidates: tuple[str, ...]
    excluded: tuple[str, ...]
    delegated: tuple[str, ...]
    claimed_by: str | None
    arguments: Mapping[str, Any]
    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    opened_at: int
    due_at: int | None
    completed_by: str | None
    priority: int = 0
    until: int | None = None

    def is_overdue(self, now: int) -> bool:
        """Whether it should have been done by now, and is still open."""
        return self.due_at is not None and self.due_at <= now and self.status not in CLOSED


class Work:
    """The counter for work items."""

    def __init__(self, core: Core) -> None:
        self._core = core

    # --- lists --------------------------------------------------------------------------------------------------

    def for_user(self, user: str, *, after: int = 0, limit: int = _PAGE) -> list[WorkItem]:
        """A page of the open items that the user may claim or has claimed, the most urgent first, of those the oldest.

        `after` is the key of the last item of the page before. Raises Refusal for somebody whom the directory does not
        know.
        """
        principals = [user, *self._groups_of(user)]
        with self._core.store.reading() as reads:
            lines = [_places(partial(reads.items_for, each), after) for each in principals]
            lines.append(_places(partial(reads.items_claimed_by, user), after))
            rows = (
                row for key in _distinct(heapq.merge(*lines)) if (row := intact(partial(reads.item, key))) is not None
            )
            mine = (row for row in rows if row.claimed_by in (None, user) and not self._is_barred(user, row))
            return list(islice(self._all_shown(mine, reads), limit))

    def _is_barred(self, user: str, row: ItemRow) -> bool:
        """Whether the user could not do the item, being a candidate."""
        if user in row.excluded or user in row.delegated:
            return True
        groups = [each for each in row.excluded if not each.startswith("user:")]
        return self._asked(lambda directory: any(directory.member(user, each) for each in groups))

    def all_open(self, *, after: int = 0, limit: int = _PAGE) -> list[WorkItem]:
        """A page of all open items, the most urgent first, of those the oldest."""
        with self._core.store.reading() as reads:
            return list(islice(self._all_shown(_open(reads, after, limit), reads), limit))

    def of_run(self, run_id: str) -> list[WorkItem]:
        """All items of a run, closed ones included, oldest first."""
        run = self._core.run_key(run_id)
        with self._core.store.reading() as reads:
            return [self._shown(row, reads) for row in reads.items_of_run(run)]

    def get(self, key: int) -> WorkItem:
        """One item. Raises Refusal when there is none."""
        with self._core.store.reading() as reads:
            return self._shown(_found(reads, key), reads)

    def get_open(self, key: int) -> WorkItem:
        """One item that is still to be done. Raises Refusal, which says what has become of it, where it is not."""
        item = self.get(key)
        if item.status in CLOSED:
            raise self._explained(Refusal("not open", f"this work item is {item.status.words}"), key)
        return item

    # --- acts ---------------------------------------------------------------------------------------------------

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
            item = _found(reads, key)
        try:
            self._core.submit(Deliver(item.run, act(item), by, event_id=event_id)).result()
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

    def _accepted(self, item: ItemRow, outputs: Mapping[str, Any]) -> dict[str, Any]:
        with self._core.store.reading() as reads:
            asked = self._shown(item, reads).outputs
        try:
            return accept_fields(asked, outputs)
        except BadValue as error:
            raise Refusal("bad value", str(error)) from error

    def _asked(self, question: Callable[[Directory], T]) -> T:
        try:
            return question(self._core.directory)
        except Exception as error:
            raise FactsUnavailable(f"the directory of people failed: {error}") from error

    # --- what is shown ------------------------------------------------------------------------------------------

    def _groups_of(self, user: str) -> list[str]:
        """The groups and queues with open work that the user belongs to."""
        with self._core.store.reading() as reads:
            principals = reads.principals_with_work()
        known = self._asked(lambda directory: directory.known(user))
        groups = self._asked(lambda directory: [each for each in principals if directory.member(user, each)])
        if not known:
            raise Refusal("not found", f'the directory knows no active user called "{principal_name(user)}"')
        return groups

    def _all_shown(self, rows: Iterable[ItemRow], reads: Reads) -> Iterator[WorkItem]:
        """The items of many runs: what is damaged of one of them is told of, and keeps nobody from the others."""
        shown = (intact(partial(self._shown, row, reads)) for row in rows)
        return (item for item in shown if item is not None)

    def _shown(self, row: ItemRow, reads: Reads) -> WorkItem:
        program = self._core.programs.by_key(row.graph, reads)
        element = program.elements[row.ref.element]
        assert isinstance(element, Interactive)
        return WorkItem(
            key=row.key,
            run=row.run_id,
            orchestration=program.graph.name,
            element=element.name,
            instance=None if element.each is None else row.ref.instance + 1,
            label=element.label,
            screen=element.screen,
            status=row.status,
            version=row.version,
            candidates=row.candidates,
            excluded=row.excluded,
            delegated=row.delegated,
            claimed_by=row.claimed_by,
            arguments=row.arguments,
            inputs=element.parameters,
            outputs=asked_outputs(element),
            opened_at=row.opened_at,
            due_at=row.due_at,
            completed_by=row.completed_by,
            priority=row.priority,
            until=row.until,
        )


def _found(reads: Reads, key: int) -> ItemRow:
    item = reads.item(key)
    if item is None:
        raise Refusal("not found", f"there is no work item {key}")
    return item


def _open(reads: Reads, after: int, limit: int) -> Iterator[ItemRow]:
    """The open items, read page by page as they are wanted."""
    while page := reads.open_items(after, limit):
        yield from page
        after = page[-1].key


def _places(page: Callable[[int, int], Sequence[ItemPlace]], after: int) -> Iterator[ItemPlace]:
    """The places of one line of items, read page by page as they are wanted."""
    while places := page(after, _PAGE):
        yield from places
        after = places[-1].key


def _distinct(places: Iterator[ItemPlace]) -> Iterator[int]:
    last = 0
    for place in places:
        if place.key != last:
            yield place.key
        last = place.key
