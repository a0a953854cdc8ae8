"""A whole store gone through: the medium and its rows first, then its runs, page by page. It is read at one instant.

Whatever is found is answered as it is found, and the check goes on; nothing is kept of what has been looked at.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from orchestra_dsl.graph.codec import BadGraph
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.runtime.applying.programs import Programs
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.invariants.of_run import broken, name_of
from orchestra_dsl.runtime.invariants.references import every_reference_resolves
from orchestra_dsl.runtime.invariants.replaying import HISTORY_CHECKS
from orchestra_dsl.runtime.invariants.stored import STORED_CHECKS, Stored
from orchestra_dsl.runtime.store.inspected import WHOLE, Found, InspectedRun
from orchestra_dsl.runtime.store.port import Inspection, Store

PAGE = 200
"""How many runs are read at once."""

UNCHECKED = "every run can be checked"


class Progress(NamedTuple):
    """How many runs have been looked at, of how many."""

    done: int
    total: int


Tell = Callable[[Progress], None]


def check_store(store: Store, tell: Tell = lambda _: None, *, replay: bool = False) -> Iterator[Found]:
    """What does not hold of a store; with `replay` every history is gone through again. Raises StoreError."""
    with store.inspecting() as inspection:
        yield from inspection.contradictions()
        yield from check_runs(inspection, Programs(store), tell, replay=replay)


def check_runs(
    inspection: Inspection, programs: Programs, tell: Tell = lambda _: None, *, replay: bool = False
) -> Iterator[Found]:
    """The same of the runs alone, without what the medium finds by itself."""
    known = _Programs(programs, inspection)
    total = 0
    try:
        total = inspection.last_run_key()
        tell(Progress(0, total))
        for first in range(1, total + 1, PAGE):
            last = min(first + PAGE - 1, total)
            for run in inspection.whole_runs(first, last):
                yield from _whole(run, known, inspection, replay=replay)
            tell(Progress(last, total))
    except StoreError as error:
        if error.kind != "damaged":
            raise
        yield Found(WHOLE, f"the last of {total} runs", error.what)


class _Programs:
    """The programs that runs are pinned to; None for one that cannot be read, which the medium has told of."""

    def __init__(self, programs: Programs, inspection: Inspection) -> None:
        self._programs = programs
        self._inspection = inspection
        self._lost: set[int] = set()

    def get(self, key: int) -> Program | None:
        """A program by its key."""
        if key in self._lost:
            return None
        try:
            return self._programs.by_key(key, self._inspection)
        except (StoreError, BadGraph):
            self._lost.add(key)
            return None


def _whole(run: InspectedRun, programs: _Programs, inspection: Inspection, *, replay: bool) -> Iterator[Found]:
    """Everything that does not hold of one run."""
    yield from run.damaged
    program = programs.get(run.graph)
    if run.state is None or program is None:
        return
    stored = Stored(run, run.state, program, inspection)
    try:
        yield from _checks(stored, replay=replay)
    except StoreError as error:
        if error.kind != "damaged":
            raise
        yield Found(UNCHECKED, f"run {run.id}", error.what)
    except Exception as error:  # noqa: BLE001 - a state that nobody has foreseen is told of, and the next run looked at
        yield Found(UNCHECKED, f"run {run.id}", f"its state contradicts itself ({type(error).__name__}: {error})")


def _checks(stored: Stored, *, replay: bool) -> Iterator[Found]:
    where, lost = f"run {stored.run.id}", False
    for each in broken(stored.subject()):
        lost = lost or each.check == name_of(every_reference_resolves)
        yield Found(each.check, where, each.what)
    if lost:
        return
    for check in (*STORED_CHECKS, *(HISTORY_CHECKS if replay else ())):
        for what in check(stored):
            yield Found(name_of(check), where, what)
