"""Whole runs, made of the rows that a page of them has in each table."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter.commit import Effect
from orchestra_dsl.interpreter.events import Event, Ref
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.runtime.sqlite.codec import BadBlob, all_candidates, unpack_effect, unpack_event, unpack_item
from orchestra_dsl.runtime.sqlite.compressed import unseal_state
from orchestra_dsl.runtime.sqlite.inspection import SqliteInspection
from orchestra_dsl.runtime.sqlite.querying import Row
from orchestra_dsl.runtime.store.inspected import VALUES, Found, InspectedItem, InspectedRun
from orchestra_dsl.runtime.store.rows import TimerRow, Viewers

T = TypeVar("T")
Tables = Mapping[str, Mapping[int, list[Row]]]

_TABLES = (
    "runs_between",
    "timers_between",
    "watches_between",
    "effects_between",
    "items_between",
    "further_candidates_between",
    "lines_between",
    "coming_between",
    "viewers_between",
    "view_reads_between",
)


class WholeRuns(SqliteInspection):
    """Reads of a whole store, its runs included."""

    def whole_runs(self, first: int, last: int) -> list[InspectedRun]:
        """The runs with keys from `first` to `last`."""
        tables = {query: self.rows_between(query, first, last) for query in _TABLES}
        return [_Maker(key, tables).run(row) for key, (row,) in tables["runs_between"].items()]


class _Maker:
    """Makes one run, and notes what is damaged."""

    def __init__(self, key: int, tables: Tables) -> None:
        self._key = key
        self._tables = tables
        self._damaged: list[Found] = []
        self._unsure = False

    def _rows(self, query: str) -> list[Row]:
        return self._tables[query].get(self._key, [])

    def run(self, row: Row) -> InspectedRun:
        id_, graph, status, outcome, error, sequence, started_at, updated_at, parent, open_, data = row
        named = f"the state of run {id_}"
        encoded = self._read(named, unseal_state, data) or b""
        return InspectedRun(
            key=self._key,
            id=id_,
            graph=graph,
            status=status,
            outcome=outcome,
            error=error,
            sequence=sequence,
            started_at=started_at,
            updated_at=updated_at,
            parent=parent,
            open=bool(open_),
            encoded=encoded,
            state=None if not encoded else self._read(named, decode_state, encoded),
            timers=[_timer(self._key, each) for each in self._rows("timers_between")],
            watches=[(*each,) for each in self._rows("watches_between")],
            effects={
                name: (element, self._effect(name, data)) for name, element, data in self._rows("effects_between")
            },
            items=self._items(),
            lines=[(Ref(element, visit), name, at) for element, visit, name, at in self._rows("lines_between")],
            coming=self._coming(),
            viewers=self._viewers(),
            damaged=self._damaged,
            unsure=self._unsure,
        )

    def _read(self, name: str, unpack: Callable[[Any], T], data: Any) -> T | None:
        try:
            return unpack(data)
        except (BadBlob, msgspec.DecodeError, UnicodeDecodeError) as error:
            self._damaged.append(Found(VALUES, name, f"it is damaged ({error})"))
            return None

    def _effect(self, name: str, data: object) -> Effect | None:
        return self._read(f"the call {name}", unpack_effect, data)

    def _items(self) -> list[InspectedItem]:
        further: dict[int, list[str]] = {}
        for item, principal in self._rows("further_candidates_between"):
            further.setdefault(item, []).append(principal)
        found = []
        for element, visit, instance, *stands, holder, key, first, data in self._rows("items_between"):
            status, version, claimed_by, rank = stands
            said = self._read(f"work item {key}", unpack_item, data)
            names = tuple(sorted(all_candidates(first, tuple(further.get(key, ())))))
            candidates = names if said is None else all_candidates(first, said[1])
            place = (key, Ref(element, visit, instance), ItemStatus(status), version)
            found.append(InspectedItem(*place, claimed_by, ~rank, holder, candidates, names))
        return found

    def _coming(self) -> list[Event]:
        """What is damaged here is named where the values of these tables are looked at."""
        found = []
        for (data,) in self._rows("coming_between"):
            try:
                found.append(unpack_event(data))
            except BadBlob:
                self._unsure = True
        return found

    def _viewers(self) -> Viewers:
        principals = frozenset(principal for (principal,) in self._rows("viewers_between"))
        return Viewers(principals, frozenset((type_, id_) for type_, id_ in self._rows("view_reads_between")))


def _timer(run: int, row: Row) -> TimerRow:
    element, visit, instance, attempt, kind, due = row
    return TimerRow(run, kind, Ref(element, visit, instance, attempt), due)
