"""What must be true of the store when the long run is over. Each check answers what is not, a sentence each."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cached_property
from pathlib import Path

from orchestra_dsl.graph.statuses import UNDER_WAY, Status
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.store.rows import RunRow
from tests.invariants.whole import found_in
from tests.longrun.acting import noted
from tests.longrun.acts import LENA
from tests.longrun.process import open_engine, plugins
from tests.patience import wait_for

EVERY_RUN = 10_000_000
ROUNDS = 3
CALLS = {"prepare.price": 1, "prepare.post": 1, "counting.count": ROUNDS}
"""Under how many keys a run that has come to its end has called these steps."""
OUTCOMES = {"handle": "Done", "audit": "Audited"}
_KINDS = {"put": "write", "release": "write", "start": "start", "pay": "event"}
"""What the store notes before the names of acts; of all others `act`."""
EMPTY = ("outbox", "timer", "watch", "lock", "inbox", "put_off", "change", "view_change", "aside", "happened")


class Aftermath:
    """The store of a long run; the worker still works until `settle` has come back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = open_engine(folder, plugins(folder))

    def settle(self) -> None:
        """End every run that does not end by itself, and wait until nothing is left to do."""
        wait_for(self._is_over)

    def _is_over(self) -> bool:
        for status in UNDER_WAY:
            for row in self.engine.runs.newest(status=status, limit=1000):
                with suppress(Refusal):  # it has ended meanwhile
                    self.engine.runs.cancel(row.id, LENA, at_once=True)
        return not self.left_over()

    @cached_property
    def runs(self) -> dict[str, RunRow]:
        """All runs."""
        return {row.id: row for row in self.engine.runs.newest(limit=EVERY_RUN)}

    def complaints(self) -> list[str]:
        """Everything that is not as it must be."""
        of_acts = (self.idle, self.lost, self.done_twice, self.started_twice)
        of_rest = (self.left_over, self.untold, self.badly_sourced)
        return [line for check in of_acts + of_rest for line in check()] + found_in(self.engine.store, replay=True)

    def idle(self) -> Iterator[str]:
        """Some of each have come to their end, so that all this says something."""
        for name, outcome in OUTCOMES.items():
            if not any(row.orchestration == name and row.outcome == outcome for row in self.runs.values()):
                yield f"idle: no run of {name} has come to its end"

    def left_over(self) -> list[str]:
        """When every run has ended nothing is left in the tables of what is under way."""
        counts = {table: self._count(f"SELECT count(*) FROM {table}") for table in EMPTY}  # noqa: S608 - names of the schema
        counts["open work items"] = self._count("SELECT count(*) FROM item WHERE status <= 2")
        counts["runs under way"] = sum(self.engine.runs.count(status) for status in UNDER_WAY)
        return [f"left over: {count} in {name}" for name, count in counts.items() if count]

    def lost(self) -> Iterator[str]:
        """Whatever was acknowledged is there under its name, and what it has made."""
        with closing(self._connected()) as connection:
            applied = dict(connection.execute("SELECT id, made FROM applied"))
        for each in noted(self.folder):
            name = f"{_KINDS.get(each.act, 'act')}/{each.name}"
            if name not in applied or (each.act == "start" and applied[name] != each.about):
                yield f"lost: {each.act} {each.name} about {each.about}"
            elif each.act == "start" and each.about not in self.runs:
                yield f"lost: the run {each.about}"

    def done_twice(self) -> Iterator[str]:
        """Runs that came to their end have counted right, and called each step under as many keys as it was come to."""
        keys: dict[str, Counter[str]] = defaultdict(Counter)
        for key in set((self.folder / "effects").read_text(encoding="utf-8").split()):
            run, element, *_ = key.split("/")
            keys[run][element] += 1
        yield from (f"a flow was called for a run that is not there: {run}" for run in keys.keys() - self.runs.keys())
        for row in self.runs.values():
            if row.outcome == "Done":
                if row.outputs != {"rounds": ROUNDS, "total": ROUNDS}:
                    yield f"counted wrongly: {row.id} has {row.outputs}"
                called = {element: keys[row.id][element] for element in CALLS}
                if called != CALLS:
                    yield f"called otherwise: {row.id} has called {called}"

    def untold(self) -> Iterator[str]:
        """The observer was told of everything."""
        told = set((self.folder / "observed").read_text(encoding="utf-8").split())
        for run in self.runs:
            for entry in self.engine.runs.history(run, limit=EVERY_RUN):
                for number, _ in enumerate(entry.lines):
                    if f"{run}/{entry.sequence}/{number}" not in told:
                        yield f"untold: {run}/{entry.sequence}/{number}"

    def badly_sourced(self) -> Iterator[str]:
        """The records of the source are those of its cursor."""
        (state,) = self.engine.sources.all()
        newest = int(state.cursor or 0)
        if not newest:
            yield "the source has brought nothing"
        rows = self.engine.records.of_type("Customer", limit=1000)
        expected = {str(each % 20): each for each in range(max(1, newest - 19), newest + 1)}
        if {row.id: row.fields["change"] for row in rows} != expected:
            yield f"the records of the source are not those of its cursor {newest}"

    def started_twice(self) -> Iterator[str]:
        """No instant of the schedule has started two runs."""
        ticks = [row for row in self.runs.values() if row.orchestration == "tick"]
        labels = Counter(next(iter(self.engine.runs.events(row.id))).past.event for row in ticks)
        yield from (f"started twice: {label}" for label, times in labels.items() if times > 1)
        yield from (f"not ended: {row.id}" for row in ticks if row.status is not Status.COMPLETED)

    def _count(self, query: str) -> int:
        with closing(self._connected()) as connection:
            return int(connection.execute(query).fetchone()[0])

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{(self.folder / 'store.db').as_uri()}?mode=ro", uri=True)
