"""Lists of work items: what each person finds in theirs, and what may be seen of others'."""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.statuses import CLOSED
from orchestra_dsl.interpreter.people import unknown
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.given import check_user
from orchestra_dsl.runtime.applying.substitution import stands_in_for
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.bulk import Which
from orchestra_dsl.runtime.counters.viewing import Viewing
from orchestra_dsl.runtime.counters.work_item import WorkItem, shown
from orchestra_dsl.runtime.errors import Refusal, directory_failed
from orchestra_dsl.runtime.ports import Directory
from orchestra_dsl.runtime.store.damage import intact
from orchestra_dsl.runtime.store.port import Reads
from orchestra_dsl.runtime.store.rows import ItemPlace, ItemRow

_PAGE = 50
_MANY = 500
T = TypeVar("T")


class WorkLists:
    """What can be read of work items.

    Reads that say for whom (`by`) answer what that one may look at; without it they answer all.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._viewing = Viewing(core)

    def for_user(self, user: str, *, about: str | None = None, after: int = 0, limit: int = _PAGE) -> list[WorkItem]:
        """A page of the open items that the user may claim or has claimed, the most urgent first, of those the oldest.

        `about` is a record (`Case/5001`) that they are about, `after` the key of the last item of the page before.
        Raises Refusal for somebody whom the directory does not know, and for what names no user or no record.
        """
        check_user(user)
        of = {each: {each, *self._groups_of(each)} for each in (user, *self._stood_in_for(user))}
        with self._core.store.reading() as reads:
            rows = self._lines_of(of, after, reads) if about is None else self._open(about, after, limit, reads)
            mine = (row for row in rows if self._may_do(user, row, of, reads))
            return list(islice(self._all_shown(mine, reads), limit))

    def _lines_of(self, of: Mapping[str, Collection[str]], after: int, reads: Reads) -> Iterator[ItemRow]:
        """The open items of all of these in one line: those for whom each is, and those that each has claimed."""
        lines = [_places(partial(reads.items_for, each), after) for each in sorted(set().union(*of.values()))]
        lines += [_places(partial(reads.items_claimed_by, each), after) for each in of]
        rows = (intact(partial(reads.item, key)) for key in _distinct(heapq.merge(*lines)))
        return (row for row in rows if row is not None)

    def _open(self, about: str | None, after: int, limit: int, reads: Reads) -> Iterator[ItemRow]:
        """The open items, those about a record if one is named, read page by page as they are wanted."""
        if about is None:
            return _pages(reads.open_items, after, limit)
        type_, _, id_ = about.partition("/")
        if not (type_ and id_):
            raise Refusal("bad value", f'"{about}" names no record: write its type and its id, such as Case/5001')
        return _pages(partial(reads.items_about, about), after, limit)

    def _may_do(self, user: str, row: ItemRow, of: Mapping[str, Collection[str]], reads: Reads) -> bool:
        """Whether the item is for the user, or for one of `of`, in whose place they may act; it has whom each is."""
        if self._is_barred(user, row, reads):
            return False
        if row.claimed_by is not None:
            return row.claimed_by in of and not self._is_barred(row.acting_for or row.claimed_by, row, reads)
        able = [each for each, counts_as in of.items() if any(one in counts_as for one in row.candidates)]
        return any(each == user or not self._is_barred(each, row, reads) for each in able)

    def _stood_in_for(self, user: str) -> list[str]:
        """The people in whose place the user may act now."""
        return self._asked(lambda directory: stands_in_for(directory, user, self._core.clock.now()))

    def _is_barred(self, user: str, row: ItemRow, reads: Reads) -> bool:
        """Whether the user could not do the item, being a candidate."""
        if user in row.excluded or user in row.delegated or self._does_another(user, row, reads):
            return True
        groups = [each for each in row.excluded if not each.startswith("user:")]
        return self._asked(lambda directory: any(directory.member(user, each) for each in groups))

    def _does_another(self, user: str, row: ItemRow, reads: Reads) -> bool:
        """Whether it is one of those that `different people` do, and the user has another one."""
        program = intact(lambda: self._core.programs.by_key(row.graph, reads))
        element = None if program is None else program.elements[row.ref.element]
        return isinstance(element, Interactive) and element.different and reads.has_taken_another(user, row)

    def all_open(
        self, *, about: str | None = None, after: int = 0, limit: int = _PAGE, by: Acting | None = None
    ) -> list[WorkItem]:
        """A page of all open items, or of those about a record, the most urgent first, of those the oldest."""
        self._viewing.check_known(by)
        with self._core.store.reading() as reads:
            rows = (row for row in self._open(about, after, limit, reads) if self._may_see(row, by, reads))
            return list(islice(self._all_shown(rows, reads), limit))

    def of_run(self, run_id: str, *, by: Acting | None = None) -> list[WorkItem]:
        """All items of a run, closed ones included, oldest first."""
        run = self._core.run_key(run_id)
        self._viewing.check(run, by)
        with self._core.store.reading() as reads:
            return [self._shown(row, reads) for row in reads.items_of_run(run)]

    def get(self, key: int, *, by: Acting | None = None) -> WorkItem:
        """One item. Raises Refusal when there is none, and for who may look at neither the item nor its run."""
        self._viewing.check_known(by)
        with self._core.store.reading() as reads:
            row = found(reads, key)
            refusal = None if self._is_involved(row, by) else self._viewing.refusal(row.run, by, reads)
            if refusal is not None:
                raise refusal
            return self._shown(row, reads)

    def _may_see(self, row: ItemRow, by: Acting | None, reads: Reads) -> bool:
        return self._is_involved(row, by) or self._viewing.refusal(row.run, by, reads) is None

    def _is_involved(self, row: ItemRow, by: Acting | None) -> bool:
        """Whether it is, or was, this user's work: whoever does the work sees what it is about."""
        if by is None or by.user is None:
            return by is None
        if self._is_of(by.user, row):
            return True
        return any(self._is_of(each, row) for each in self._stood_in_for(by.user))

    def _is_of(self, user: str, row: ItemRow) -> bool:
        if user in (row.claimed_by, row.completed_by, row.acting_for, *row.candidates, *row.delegated):
            return True
        groups = [each for each in row.candidates if not each.startswith("user:")]
        return self._asked(lambda directory: any(directory.member(user, each) for each in groups))

    def rows(self, which: Which) -> Iterator[ItemRow]:
        """The open items that are meant: those that there are now, each as it is when it is come to."""
        for key in self._keys(which.of):
            with self._core.store.reading() as reads:
                row = intact(partial(reads.item, key))
                meant = row is not None and row.status not in CLOSED and self._fits(row, which, reads)
            if row is not None and meant:
                yield row

    def _keys(self, of: str | None) -> list[int]:
        """The keys of all open items, or of those that somebody may claim or has claimed."""
        with self._core.store.reading() as reads:
            if of is None:
                return [row.key for row in _pages(reads.open_items, 0, _MANY)]
            lines = [_places(partial(read, of), 0) for read in (reads.items_for, reads.items_claimed_by)]
            return list(_distinct(heapq.merge(*lines)))

    def _fits(self, row: ItemRow, which: Which, reads: Reads) -> bool:
        graph = self._core.programs.by_key(row.graph, reads).graph
        return (
            which.run in (None, row.run_id)
            and which.orchestration in (None, graph.name)
            and which.step in (None, graph.elements[row.ref.element].name)
        )

    # --- what they are made of ----------------------------------------------------------------------------------

    def _asked(self, question: Callable[[Directory], T]) -> T:
        try:
            return question(self._core.directory)
        except Exception as error:
            raise directory_failed(error) from error

    def _groups_of(self, user: str) -> list[str]:
        """The groups and queues with open work that the user belongs to."""
        with self._core.store.reading() as reads:
            principals = reads.principals_with_work()
        known = self._asked(lambda directory: directory.known(user))
        groups = self._asked(lambda directory: [each for each in principals if directory.member(user, each)])
        if not known:
            raise Refusal("not found", unknown(user))
        return groups

    def _all_shown(self, rows: Iterable[ItemRow], reads: Reads) -> Iterator[WorkItem]:
        """The items of many runs: what is damaged of one of them is told of, and keeps nobody from the others."""
        shown = (intact(partial(self._shown, row, reads)) for row in rows)
        return (item for item in shown if item is not None)

    def _shown(self, row: ItemRow, reads: Reads) -> WorkItem:
        return shown(row, self._core.programs.by_key(row.graph, reads))


def found(reads: Reads, key: int) -> ItemRow:
    """The row of an item. Raises Refusal when there is none."""
    item = reads.item(key)
    if item is None:
        raise Refusal("not found", f"there is no work item {key}")
    return item


def _pages(page: Callable[[int, int], Sequence[ItemRow]], after: int, limit: int) -> Iterator[ItemRow]:
    while rows := page(after, limit):
        yield from rows
        after = rows[-1].key


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
