"""What must be true of a store after every run on it has ended, however often its processes were killed."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter.events import ItemCompleted
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime import Engine, SqliteStore
from tests.crash.clerk import is_triggered, noted, own
from tests.crash.process import package
from tests.invariants.whole import check_whole

Results = dict[int, tuple[Status, str | None, Any]]
Effects = dict[str, int]

EMPTY = {
    "outbox": "FROM outbox",
    "timers": "FROM timer",
    "watches": "FROM watch",
    "locks": "FROM lock",
    "inbox": "FROM inbox",
    "changes": "FROM change",
    "changes of who may look": "FROM view_change",
    "events put aside": "FROM aside",
    "open work items": "FROM item WHERE status <= 2",
    "runs that have not ended": f"FROM run WHERE status NOT IN ({Status.COMPLETED:d})",
}


class Aftermath:
    """A store when everything is over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "store.db"
        self.engine = Engine(SqliteStore.open(self.path, create=False), directory=People({}))
        self.engine.install(package())
        self._runs = self.engine.runs.newest(limit=10_000)
        self._cases = {row.id: int(self.engine.runs.get(row.id).arguments["case"]) for row in self._runs}

    def close(self) -> None:
        """Let the store go."""
        self.engine.close()

    def results(self) -> Results:
        """How the run of each case has ended. A case with two runs is none that this process makes."""
        assert len(set(self._cases.values())) == len(self._runs), "a case has two runs"
        return {self._cases[row.id]: (row.status, row.outcome, row.outputs) for row in self._runs}

    def effects(self) -> Effects:
        """The effects by case, element and attempt, each with the number of its idempotency keys."""
        lines = (self.folder / "effects").read_text(encoding="utf-8").splitlines()
        counted: Counter[str] = Counter()
        for line in set(lines):
            key, attempt = line.split()
            run, element, _, instance = key.split("/")
            counted[f"{self._cases[run]} {element} {instance} attempt {attempt}"] += 1
        return dict(counted)

    def repeated(self) -> int:
        """How many effects were had again."""
        lines = (self.folder / "effects").read_text(encoding="utf-8").splitlines()
        return len(lines) - len(set(lines))

    def leftovers(self) -> dict[str, int]:
        """What is still in a table that has to be empty."""
        with sqlite3.connect(self.path) as connection:
            counts = {name: connection.execute(f"SELECT count(*) {rows}").fetchone()[0] for name, rows in EMPTY.items()}
        connection.close()
        return {name: count for name, count in counts.items() if count}

    def stuck(self) -> tuple[set[int], set[int]]:
        """The cases whose runs have not ended, and those whose runs wait for an answer to what is in the outbox."""
        with self.engine.store.reading() as reads:
            waiting = {row.run_id for row in reads.outbox(0, 2**62, 10_000)}
        open_ = {self._cases[row.id] for row in self._runs if row.status is not Status.COMPLETED}
        return open_, {self._cases[run] for run in waiting}

    def missing(self) -> list[str]:
        """Acts that were acknowledged and are not in the store."""
        with sqlite3.connect(self.path) as connection:
            applied = {own(name): made for name, made in connection.execute("SELECT id, made FROM applied")}
        connection.close()
        by_case = {case: run for run, case in self._cases.items()}
        found = []
        for name, answer in noted(self.folder).items():
            kind, _, rest = name.partition("/")
            lost = name not in applied
            if kind == "start":
                lost |= applied.get(name) != answer or by_case.get(int(rest)) != answer
            elif kind == "put":
                record = self.engine.records.get("Case", rest)
                lost |= record is None or (is_triggered(int(rest)) and int(rest) not in by_case)
            elif kind == "complete":
                lost |= not self._has_completed(name)
            if lost:
                found.append(name)
        return found

    def _has_completed(self, name: str) -> bool:
        run = name.rpartition("/")[2]
        return any(
            row.past.event == name and isinstance(row.past.act, ItemCompleted) for row in self.engine.runs.events(run)
        )

    def check_store(self) -> None:
        """Everything holds that must hold of a store; every history leads to the stored state, byte for byte."""
        check_whole(self.engine.store, replay=True)


class StandsStill:
    """Asked now and then: whether every case has its run, and nothing in the store has changed for a good while."""

    LOOKS = 8

    def __init__(self, folder: Path, cases: int) -> None:
        self._path = folder / "store.db"
        self._cases = cases
        self._seen: list[tuple[int, ...]] = []

    def __call__(self) -> bool:
        """Look once more."""
        try:
            with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as connection:
                seen = connection.execute(
                    "SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM history), (SELECT count(*) FROM outbox)"
                ).fetchone()
        except sqlite3.OperationalError:  # nobody has made the store yet
            return False
        self._seen = [*self._seen, seen][-self.LOOKS :]
        return seen[0] == self._cases and self._seen == [seen] * self.LOOKS
