"""The locks that stages of runs have or stand in line for, as people see them: who has each, and how many wait."""

from collections.abc import Iterator
from itertools import islice

from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.state import State
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.viewing import Viewing
from orchestra_dsl.runtime.counters.views import MOST_COUNTED, Lock
from orchestra_dsl.runtime.store.port import Reads
from orchestra_dsl.runtime.store.rows import LockRow

_PAGE = 50


class Locks:
    """The counter for locks. `by` is who looks: of runs that they may not look at they see nothing."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._viewing = Viewing(core)

    def held(self, *, after: str = "", limit: int = _PAGE, by: Acting | None = None) -> list[Lock]:
        """A page of the locks that somebody has, in the order of their names; `after` is the last name seen."""
        self._viewing.check_known(by)
        with self._core.store.reading() as reads:
            seen = (row for row in _all(reads, after, limit) if self._viewing.refusal(row.run, by, reads) is None)
            rows = list(islice(seen, limit))
            return [self._shown(reads, row, reads.line(row.name, MOST_COUNTED + 1) - 1) for row in rows]

    def awaited(self, reads: Reads, run: int, state: State, by: Acting | None) -> dict[int, Lock]:
        """The locks that stages of a run stand in line for, each with who has it and how many stand between."""
        found = {}
        for index, stage in state.stages.items():
            row = reads.lock(stage.lock) if stage.lock is not None and not stage.begun else None
            ref = Ref(index, stage.visit)
            if row is not None and (row.run, row.ref) != (run, ref):  # else it has it, and is about to hear of it
                before = reads.place_in_line(row.name, run, ref, MOST_COUNTED + 1)
                lock = self._shown(reads, row, max(before - 1, 0))
                found[index] = lock if self._viewing.refusal(row.run, by, reads) is None else lock.of_somebody()
        return found

    def _shown(self, reads: Reads, row: LockRow, others: int) -> Lock:
        element = self._core.programs.by_key(row.graph, reads).elements[row.ref.element].name
        return Lock(row.name, row.run_id, element, row.status, row.held_at, others)


def _all(reads: Reads, after: str, page: int) -> Iterator[LockRow]:
    while rows := reads.locks(after, page):
        yield from rows
        after = rows[-1].name
