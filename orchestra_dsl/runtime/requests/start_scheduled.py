"""Start a run because it is time."""

from functools import partial

from msgspec.structs import replace

from orchestra_dsl.interpreter.starting import by_schedule
from orchestra_dsl.runtime.acting import ENGINE
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.programs import Orchestration
from orchestra_dsl.runtime.applying.scheduling import Passed, Policy, passed
from orchestra_dsl.runtime.applying.starts import Call, NoCall, call_for
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.rows import ScheduleRow


class StartScheduled(Request[str | NoCall | None]):
    """Start the run of a schedule that is due, and set its next instant; answers its id, or why it could not start.

    The run and the next instant are written together, and nothing is done where the schedule is not at this instant
    any more: so each instant starts one run, whoever asks and however often. What keeps a run from starting is kept
    with the schedule, for people, and the schedule goes on.
    """

    patient = True

    def __init__(self, row: ScheduleRow, policy: Policy) -> None:
        super().__init__()
        self.lane = ("schedule", row.key)
        self.title = f'the schedule "{row.cron}" of {row.name}'
        self.row = row
        self.policy = policy

    def perform(self, batch: Batch) -> str | NoCall | None:
        """Start the run. Raises NeedsOutside for what its arguments have to know."""
        batch.flush()
        row = self._due(batch)
        if row is None or row.next is None:
            return None
        at = self.at = max(self.at or batch.now(), row.next)
        past = passed(row.cron, row.zone, row.next, at)
        starts = past.just_now or self.policy == "once"
        called = self._called_for(batch, row, at) if starts else None
        run = called.begin(batch, f"schedule/{row.name}/{row.next}", at, ENGINE) if isinstance(called, Call) else None
        gone_on = _gone_on(row, past, missed=past.instants - starts)
        if run is not None:
            gone_on = replace(gone_on, started_at=at, run=run)
        elif isinstance(called, NoCall):
            gone_on = replace(gone_on, trouble=called.sentence)
        batch.writes.schedules.append(gone_on)
        return called if isinstance(called, NoCall) else run

    def break_down(self, batch: Batch, fault: Exception) -> None:
        """The schedule goes on without this run, and says why there is none."""
        batch.flush()
        row = self._due(batch)
        if row is not None and row.next is not None:
            past = passed(row.cron, row.zone, row.next, max(self.at or batch.now(), row.next))
            batch.writes.schedules.append(replace(_gone_on(row, past, missed=past.instants), trouble=_why(fault)))

    def _due(self, batch: Batch) -> ScheduleRow | None:
        """The schedule, if it still waits for this instant."""
        assert self.row.key is not None
        row = batch.transaction.schedule(self.row.key)
        return row if row is not None and row.next == self.row.next else None

    def _called_for(self, batch: Batch, row: ScheduleRow, at: int) -> Call | NoCall | None:
        program = batch.programs.by_key(row.graph, batch.transaction)
        orchestration = Orchestration(program, row.graph, row.orchestration)
        cause = f'by its schedule "{row.cron}" in {row.zone}'
        return call_for(batch, orchestration, partial(by_schedule, program, row.trigger, at), self.facts, cause)


def _why(fault: Exception) -> str:
    """Why there is no run: what of the store is damaged, or the fault of the program."""
    if isinstance(fault, StoreError):
        return str(fault)
    return f"it broke down inside Orchestra ({type(fault).__name__}: {fault})"


def _gone_on(row: ScheduleRow, past: Passed, *, missed: int) -> ScheduleRow:
    """The schedule at its next instant; what it has passed over is noted."""
    gone_on = replace(row, next=past.coming.next, trouble=past.coming.trouble, since=row.next or row.since)
    return replace(gone_on, missed=missed, missed_since=row.next) if missed else gone_on
