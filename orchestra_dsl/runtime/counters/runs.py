"""Runs: lists of them, one with everything that is open in it, its history, and what administrators do with it."""

import threading
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from orchestra_dsl.graph.accept import BadValue, accept_fields
from orchestra_dsl.graph.elements import ROOT, AnyStep, asked_outputs
from orchestra_dsl.graph.model import Origins
from orchestra_dsl.graph.statuses import ENDED, Status
from orchestra_dsl.graph.types import Field, Type
from orchestra_dsl.interpreter.events import ElementRetried, ElementSkipped, RunCanceled, RunResumed, RunSuspended
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.clock import POLL
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.adding import Adding
from orchestra_dsl.runtime.counters.replay import Replayed, replay
from orchestra_dsl.runtime.counters.run_lists import RunLists
from orchestra_dsl.runtime.counters.stage_locks import Locks
from orchestra_dsl.runtime.counters.viewing import Viewing
from orchestra_dsl.runtime.counters.views import Entry, Line, RunView, entry_of, view_of
from orchestra_dsl.runtime.errors import Refusal, ValueDamaged
from orchestra_dsl.runtime.store.rows import HistoryRow, Narrow, RunRow

_PAGE = 50
_CAP = 1000
_FOLLOWED = 200


class Runs:
    """The counter for runs.

    Reads that say for whom (`by`) answer what that one may look at (`allow view by E`); without it they answer all.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._viewing = Viewing(core)
        self._lists = RunLists(core)
        self._locks = Locks(core)
        self._adding = Adding(core)

    # --- lists --------------------------------------------------------------------------------------------------

    def newest(
        self,
        *,
        orchestration: str | None = None,
        status: Status | None = None,
        before: int | None = None,
        limit: int = _PAGE,
        by: Acting | None = None,
    ) -> list[RunRow]:
        """A page of runs, newest first; `before` is the key of the last run of the page before."""
        self._viewing.check_known(by)
        with self._core.store.reading() as reads:
            rows = self._lists.rows(Narrow(orchestration, status), before, limit, by, reads)
            return list(islice(rows, limit))

    def of_parent(
        self, run_id: str, *, before: int | None = None, limit: int = _PAGE, by: Acting | None = None
    ) -> list[RunRow]:
        """A page of the runs that are steps of a run, newest first."""
        self._viewing.check_known(by)
        key = self._core.run_key(run_id)
        with self._core.store.reading() as reads:
            return list(islice(self._lists.rows(Narrow(parent=key), before, limit, by, reads), limit))

    def count(self, status: Status | None = None, *, cap: int = _CAP) -> int:
        """How many runs there are; `cap` + 1 stands for more than `cap`."""
        with self._core.store.reading() as reads:
            return reads.count_runs(status, cap)

    def find(self, prefix: str) -> str:
        """The id of the one run whose id begins like this. Raises Refusal where there is none, or more than one.

        Runs that are steps of others are asked for with a dash, as `3k7w…-1`.
        """
        with self._core.store.reading() as reads:
            found = reads.run_ids(prefix, 3)
        if len(found) == 1 or prefix in found:
            return prefix if prefix in found else found[0]
        if not found:
            raise Refusal("not found", f"there is no run {prefix}")
        raise Refusal("not found", f"several runs begin with {prefix}: {', '.join(found)}; give more of its id")

    # --- one run ------------------------------------------------------------------------------------------------

    def check_view(self, run_id: str, by: Acting | None) -> None:
        """Refuse whoever may not look at a run. Raises Refusal."""
        self._viewing.check(self._core.run_key(run_id), by)

    def get(self, run_id: str, *, by: Acting | None = None) -> RunView:
        """A run, with what is open in it and what it waits for."""
        key = self._core.run_key(run_id)
        self._viewing.check(key, by)
        with self._core.store.reading() as reads:
            row, run = reads.run_row(key), reads.run(key)
            if row is None or run is None:  # none is ever deleted
                raise ValueDamaged(self._core.store.where, f"run {run_id} is damaged (its row is missing)")
            program = self._core.programs.by_key(row.graph, reads)
            timers, outbox = reads.timers_of(key), reads.outbox_of(key)
            state = decode_state(run.state)
            children = islice(self._lists.rows(Narrow(parent=key), None, _PAGE, by, reads), _PAGE)
            locks = self._locks.awaited(reads, key, state, by)
            return view_of(row, state, program, timers, outbox, children=tuple(children), locks=locks)

    def history(self, run_id: str, *, after: int = 0, limit: int = _FOLLOWED, by: Acting | None = None) -> list[Entry]:
        """A page of what happened to a run, event by event; `after` is the sequence number of the last one seen."""
        key = self._core.run_key(run_id)
        self._viewing.check(key, by)
        program = self._program(key)
        with self._core.store.reading() as reads:
            return [entry_of(row, program) for row in reads.history(key, after, limit)]

    def timeline(self, run_id: str, *, after: int = 0, limit: int = _FOLLOWED, by: Acting | None = None) -> list[Line]:
        """The same page line by line: what happened to which element, with what."""
        return [line for entry in self.history(run_id, after=after, limit=limit, by=by) for line in entry.lines]

    def events(self, run_id: str) -> Iterator[HistoryRow]:
        """The whole history as it is stored, for a replay."""
        key, after = self._core.run_key(run_id), 0
        while True:
            with self._core.store.reading() as reads:
                page = reads.history(key, after, _FOLLOWED)
            yield from page
            if len(page) < _FOLLOWED:
                return
            after = page[-1].sequence

    def replayed(self, run_id: str) -> Iterator[Replayed]:
        """Every event of a run with the conditions that it asked: what they read, and what came out."""
        return replay(run_id, self._program(self._core.run_key(run_id)), self.events(run_id))

    def origins(self, run_id: str) -> Origins:
        """Where the elements of a run's graph stand in its source, and what its conditions say there."""
        key = self._core.run_key(run_id)
        with self._core.store.reading() as reads:
            row = reads.run_row(key)
            return Origins() if row is None else self._core.programs.origins(row.graph, reads)

    def follow(
        self, run_id: str, *, after: int = 0, timeout: float | None = None, by: Acting | None = None
    ) -> Iterator[Entry]:
        """What happens to a run, as it happens, in whichever process; until the run has ended, or `timeout` seconds.

        The time limit is for each wait: it ends the iteration when nothing happens for so long.
        """
        key = self._core.run_key(run_id)
        self._viewing.check(key, by)
        program = self._program(key)
        changed = threading.Event()
        stop = self._core.listen(lambda runs: changed.set() if key in runs else None)
        try:
            since = time.monotonic()
            while timeout is None or time.monotonic() - since < timeout:
                changed.clear()
                with self._core.store.reading() as reads:
                    rows, run = reads.history(key, after, _FOLLOWED), reads.run_row(key)
                for row in rows:
                    after, since = row.sequence, time.monotonic()
                    yield entry_of(row, program)
                if not rows and (run is None or run.status in ENDED):
                    return
                if not rows:
                    changed.wait(POLL)
        finally:
            stop()

    # --- acts ---------------------------------------------------------------------------------------------------

    def cancel(
        self,
        run_id: str,
        by: Acting,
        *,
        reason: str | None = None,
        at_once: bool = False,
        event_id: str | None = None,
    ) -> Status:
        """End a run; answers how it stands then: one that has something to do on cancel ends when that is done.

        `at_once` ends it without that. Raises Refusal for who may not, and when it has ended, or is being canceled.
        """
        changed = self._core.deliver(run_id, RunCanceled(reason, at_once), by, event_id=event_id)
        if not changed and event_id is None:
            raise Refusal("not open", f"run {run_id} is being canceled already; it can be ended at once")
        with self._core.store.reading() as reads:
            row = reads.run_row(self._core.run_key(run_id))
        return Status.CANCELED if row is None else row.status

    def suspend(self, run_id: str, by: Acting, *, reason: str | None = None, event_id: str | None = None) -> None:
        """Let a run stand still, and the runs of its steps. Raises Refusal for who may not."""
        self._core.deliver(run_id, RunSuspended(reason), by, event_id=event_id)

    def resume(self, run_id: str, by: Acting, *, event_id: str | None = None) -> None:
        """Let a suspended run go on. Raises Refusal for who may not, and where nobody has suspended it."""
        self._core.deliver(run_id, RunResumed(), by, event_id=event_id)

    def retry(self, run_id: str, by: Acting, *, element: str | None = None, event_id: str | None = None) -> str:
        """Try again what is in error: `element`, or the only one that is; answers its name. Raises Refusal."""
        key = self._core.run_key(run_id)
        self._viewing.check(key, by)  # whoever may not look is not told what is in error, either
        program = self._program(key)
        index = _in_error(program, self._failing(key), run_id, element)
        self._core.deliver(run_id, ElementRetried(index), by, event_id=event_id)
        return program.elements[index].name

    def skip(
        self,
        run_id: str,
        by: Acting,
        *,
        element: str | None = None,
        outputs: Mapping[str, Any] | None = None,
        event_id: str | None = None,
    ) -> str:
        """Go on without what is in error, `element` or the only one that is; answers its name.

        With outputs the step is completed by hand: they are what later elements read. Raises Refusal, also for a step
        without outputs that later elements read, and for outputs that do not fit.
        """
        key = self._core.run_key(run_id)
        self._viewing.check(key, by)
        program = self._program(key)
        index = _in_error(program, self._failing(key), run_id, element)
        stored = None if outputs is None else _accepted(program, index, outputs)
        self._core.deliver(run_id, ElementSkipped(index, stored), by, event_id=event_id)
        return program.elements[index].name

    def add(self, run_id: str, step: str, item: Any, by: Acting, *, event_id: str | None = None) -> None:
        """Give a `for each` that says `may add` one item more. Raises Refusal."""
        self._adding.add(run_id, step, item, by, event_id)

    def end_adding(self, run_id: str, step: str, by: Acting, *, event_id: str | None = None) -> None:
        """Say that nothing more will be added to such a step. Raises Refusal."""
        self._adding.end(run_id, step, by, event_id)

    def added_type(self, run_id: str, step: str) -> Type:
        """The type of what may be added to a step. Raises Refusal."""
        return self._adding.type_of(run_id, step)

    def asked_outputs(self, run_id: str, element: str | None = None, *, by: Acting | None = None) -> tuple[Field, ...]:
        """What completing by hand asks for: the outputs of the step in error. Raises Refusal."""
        key = self._core.run_key(run_id)
        self._viewing.check(key, by)
        program = self._program(key)
        return _asked(program, _in_error(program, self._failing(key), run_id, element))

    def _failing(self, key: int) -> list[int]:
        with self._core.store.reading() as reads:
            run = reads.run(key)
        return [] if run is None else decode_state(run.state).failing

    def _program(self, key: int) -> Program:
        with self._core.store.reading() as reads:
            run = reads.run_row(key)
            if run is None:
                raise Refusal("not found", "this run is not there any more")
            return self._core.programs.by_key(run.graph, reads)


def _asked(program: Program, index: int) -> tuple[Field, ...]:
    """The outputs of a step without those that the engine sets itself."""
    element = program.elements[index]
    return asked_outputs(element) if isinstance(element, AnyStep) else ()


def _accepted(program: Program, index: int, outputs: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return accept_fields(_asked(program, index), outputs)
    except BadValue as error:
        raise Refusal("bad value", str(error)) from error


def _in_error(program: Program, failing: list[int], run_id: str, element: str | None) -> int:
    names = {program.elements[index].name: index for index in failing if index != ROOT}
    listed = ", ".join(names)
    if element is not None:
        if element not in names:
            known = f"in error: {listed}" if names else "nothing in it is in error"
            raise Refusal("not open", f"{element} is not in error in run {run_id}; {known}")
        return names[element]
    if not names:
        raise Refusal("not open", f"nothing is in error in run {run_id}")
    if len(names) > 1:
        raise Refusal("bad value", f"several elements are in error in run {run_id}; name one of: {listed}")
    return next(iter(names.values()))
