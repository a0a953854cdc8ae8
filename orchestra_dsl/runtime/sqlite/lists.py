"""The lists that people see: runs, their history, work items."""

from collections.abc import Collection

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.runtime.sqlite.codec import all_candidates, unpack_any, unpack_item, unpack_past
from orchestra_dsl.runtime.sqlite.querying import Row
from orchestra_dsl.runtime.sqlite.sources import SourceReads
from orchestra_dsl.runtime.store.rows import (
    HappenedRow,
    HistoryRow,
    ItemPlace,
    ItemRow,
    Narrow,
    ObserverRow,
    RunRow,
    ViewChange,
)

_NEWER_THAN_ALL = 2**63 - 1
_RUN = "run {1}"
_EVENT = "event {0} in the history of run {7}"
_ITEM = "work item {0} of run {2}"
_RUNS = (
    "runs",
    "runs_by_status",
    "runs_by_orchestration",
    "runs_by_orchestration_and_status",
    "runs_by_parent",
)
_VIEWED = (
    "viewed",
    "viewed_by_status",
    "viewed_by_orchestration",
    "viewed_by_orchestration_and_status",
    "viewed_by_parent",
)


class SqliteReads(SourceReads):
    """Everything that can be read from a store."""

    # --- runs ---------------------------------------------------------------------------------------------------

    def run_row(self, key: int) -> RunRow | None:
        """A run as lists show it."""
        row = self.one("run_row", key=key)
        return None if row is None else self.read(_run, row, _RUN)

    def runs(self, narrow: Narrow, before: int | None, limit: int, *, open: bool) -> list[int]:  # noqa: A002 - the column
        """The next runs, newest first, of those that are open to everybody or of the others."""
        return self._keys(_RUNS[_narrowed(narrow)], narrow, before, limit, open=open)

    def viewed(self, principal: str, narrow: Narrow, before: int | None, limit: int) -> list[int]:
        """The next runs, newest first, for which this principal is named."""
        return self._keys(_VIEWED[_narrowed(narrow)], narrow, before, limit, principal=principal)

    def told_by(self, change: ViewChange, narrow: Narrow, before: int | None, limit: int) -> list[int]:
        """The next runs, newest first, for which this record says who is named."""
        return self._keys("told_by_record_newest", narrow, before, limit, type=change.type, id=change.id)

    def _keys(self, query: str, narrow: Narrow, before: int | None, limit: int, **values: object) -> list[int]:
        """Keys of runs, below `before`."""
        name, status, parent = narrow
        orchestration = None if name is None else self.orchestration_key(name) or 0
        state = None if status is None else int(status)
        place = {"before": _NEWER_THAN_ALL if before is None else before, "limit": limit}
        return [
            key
            for (key,) in self.all(query, **values, **place, orchestration=orchestration, status=state, parent=parent)
        ]

    def viewing(self) -> list[str]:
        """All who are named for runs, but for users."""
        return self._names("next_viewer")

    def view_changes(self, limit: int) -> list[ViewChange]:
        """The records of whose writes not all runs have taken note yet; all of them where the limit is negative."""
        return [ViewChange(*row) for row in self.all("view_changes", limit=limit)]

    def count_runs(self, status: Status | None, cap: int) -> int:
        """How many runs there are; `cap` + 1 stands for more than `cap`."""
        if status is None:
            return self.number("count_runs", limit=cap + 1) or 0
        return self.number("count_runs_by_status", status=int(status), limit=cap + 1) or 0

    def history(self, run: int, after: int, limit: int) -> list[HistoryRow]:
        """A page of what happened to a run, in order."""
        rows = self.all("history", run=run, after=after, limit=limit)
        return [self.read(_past, row, _EVENT) for row in rows]

    # --- observers ----------------------------------------------------------------------------------------------

    def observers(self) -> list[ObserverRow]:
        """How far each observer has been told, by name."""
        return [ObserverRow(*row) for row in self.all("observers")]

    def last_happened(self) -> int:
        """The place of the newest event that observers are told of."""
        return self.number("last_happened") or 0

    def happened(self, after: int, limit: int) -> list[HappenedRow]:
        """The next events of which an observer is told, in order; of a damaged one the place alone."""
        rows = self.all("happened", after=after, limit=limit)
        return [HappenedRow(row[0], row[-1], row[1], self.intact(_past, row[2:], _EVENT)) for row in rows]

    # --- work items ---------------------------------------------------------------------------------------------

    def item(self, key: int) -> ItemRow | None:
        """A work item."""
        row = self.one("item", key=key)
        return None if row is None else self.read(_item, row, _ITEM)

    def items(self, keys: Collection[int]) -> list[ItemRow]:
        """Work items by their keys, oldest first; those that do not exist are left out."""
        rows = (self.one("item", key=key) for key in sorted(keys))
        found = (self.intact(_item, row, _ITEM) for row in rows if row is not None)
        return [item for item in found if item is not None]

    def items_of_run(self, run: int) -> list[ItemRow]:
        """All work items of a run, oldest first."""
        return [self.read(_item, row, _ITEM) for row in self.all("items_of_run", run=run)]

    def open_items(self, after: int, limit: int) -> list[ItemRow]:
        """A page of all open work items, the most urgent first; `after` is the key of the last one before."""
        return self.page("open_items", _item, _ITEM, limit, after=after)

    def items_about(self, record: str, after: int, limit: int) -> list[ItemRow]:
        """A page of the open work items about a record, in the same order."""
        return self.page("items_about", _item, _ITEM, limit, about=record, after=after)

    def items_locking(self, record: str) -> list[ItemRow]:
        """The open work items that lock a record, oldest first."""
        return [self.read(_item, row, _ITEM) for row in self.all("items_locking", locks=record)]

    def items_for(self, principal: str, after: int, limit: int) -> list[ItemPlace]:
        """The places of the next open work items that this principal may claim."""
        rows = self.all("items_for_principal", principal=principal, after=after, limit=limit)
        return [ItemPlace(*row) for row in rows]

    def items_claimed_by(self, user: str, after: int, limit: int) -> list[ItemPlace]:
        """The places of the next open work items that the user has claimed."""
        return [ItemPlace(*row) for row in self.all("items_claimed_by", user=user, after=after, limit=limit)]

    def has_taken_another(self, user: str, item: ItemRow) -> bool:
        """Whether the user has claimed or completed another instance of the item's step, in the same visit."""
        ref = item.ref
        place = {"run": item.run, "element": ref.element, "visit": ref.visit, "instance": ref.instance}
        return self.one("item_taken", user=user, **place) is not None

    def principals_with_work(self) -> list[str]:
        """The groups and queues that open work waits for."""
        return self._names("next_principal")

    def _names(self, query: str) -> list[str]:
        """The names in an index. Every query skips to the next one, past all rows of the last; users come last."""
        found = list[str]()
        row = self.one(query, after="")
        while row is not None and row[0] is not None and not row[0].startswith("user:"):
            found.append(row[0])
            row = self.one(query, after=row[0])
        return found


def _narrowed(narrow: Narrow) -> int:
    """Which of the queries narrows like this."""
    if narrow.parent is not None:
        return 4
    return 2 * (narrow.orchestration is not None) + (narrow.status is not None)


def _run(row: Row) -> RunRow:
    key, id_, orchestration, graph, status, outcome, error, outputs, *rest = row
    decoded = None if outputs is None else unpack_any(outputs)
    return RunRow(key, id_, orchestration, graph, Status(status), outcome, error, decoded, *rest)


def _past(row: Row) -> HistoryRow:
    sequence, at, kind, element, actor, door, data, _ = row
    return HistoryRow(sequence, at, kind, element, actor, door, unpack_past(data))


def _item(row: Row) -> ItemRow:
    key, run, run_id, graph, element, visit, instance, status, version, *stands, data = row
    claimed, opened, due, completed, rank, about, locks, first = stands
    ref, state = Ref(element, visit, instance), ItemStatus(status)
    arguments, rest, excluded, delegated, until, draft, acting_for, pool = unpack_item(data)
    place = (key, run, run_id, graph, ref, state, version)
    people = (all_candidates(first, rest), excluded, delegated)
    named = (claimed, opened, due, completed, ~rank, about, locks)
    return ItemRow(*place, *named, arguments, *people, until, draft, acting_for, pool)
