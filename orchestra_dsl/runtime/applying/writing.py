"""Writing a record: the runs that its triggers call for are started, and those that read what has changed are woken."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from attrs import field, frozen

from orchestra_dsl.graph.arguments import triggered_arguments
from orchestra_dsl.graph.model import RecordTrigger
from orchestra_dsl.interpreter.events import Act, Event, RecordChanged, Started
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.triggers import RecordWrite, fired
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.programs import Orchestration
from orchestra_dsl.runtime.applying.starts import settled
from orchestra_dsl.runtime.store.rows import Change, RecordRow

AT_ONCE = 64
"""How many runs a write wakes within its own transaction. More than that are woken in batches of their own."""


_Problem = tuple[int, str]
"""An orchestration, and why its trigger could not be asked."""


@frozen
class Written:
    """What came of a write: the record's version, the runs that it started, and triggers that met an error."""

    version: int
    started: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=())


@frozen
class Writing:
    """One write of a record within a batch. `version` is that of the record before it.

    Without `triggers` no run is started.
    """

    batch: Batch
    write: RecordWrite
    version: int
    by: Acting
    at: int
    triggers: bool = True

    def perform(self, facts: Mapping[Any, Any]) -> Written:
        """Write it. Raises NeedsOutside, before anything is written, for what a trigger has to know."""
        calls, problems = self._fired(facts)
        write, batch = self.write, self.batch
        version = self.version + (write.before != write.after)
        if write.before != write.after:
            batch.writes.records.append(RecordRow(write.record, write.id, version, self.at, write.after))
        runs = [self._begin(orchestration, trigger) for orchestration, trigger in calls]
        batch.writes.unstarted += ((key, f"record {write.record}", self.at, problem) for key, problem in problems)
        batch.flush()
        self._follow(runs, version)
        return Written(version, tuple(run_id for _, run_id, _ in runs), tuple(problem for _, problem in problems))

    # --- triggers -----------------------------------------------------------------------------------------------

    def _fired(self, facts: Mapping[Any, Any]) -> tuple[list[tuple[Orchestration, RecordTrigger]], list[_Problem]]:
        """The triggers that call for a run; a condition that has no value calls for none, and is reported."""
        calls: list[tuple[Orchestration, RecordTrigger]] = []
        problems: list[_Problem] = []
        starts = self.batch.programs.starts("record", self.write.record) if self.triggers else ()
        for orchestration, index in starts:
            trigger = orchestration.graph.triggers[index]
            assert isinstance(trigger, RecordTrigger)
            if self._has_had_its_run(orchestration, trigger, calls):
                continue
            try:
                if self._holds(orchestration, index, facts):
                    calls.append((orchestration, trigger))
            except EvaluationError as error:
                sentence = f"{orchestration.graph.name}: {error.code}: {error.message}"
                problems.append((orchestration.key, sentence))
        return calls, problems

    def _has_had_its_run(
        self, orchestration: Orchestration, trigger: RecordTrigger, calls: list[tuple[Orchestration, RecordTrigger]]
    ) -> bool:
        if trigger.rerun != "once per record":
            return False
        now = any(other is orchestration and each.rerun == trigger.rerun for other, each in calls)
        return now or self.batch.transaction.has_run_once(orchestration.key, self.write.record, self.write.id)

    def _holds(self, orchestration: Orchestration, index: int, facts: Mapping[Any, Any]) -> bool:
        asked = partial(fired, orchestration.program, index, self.write, self.at)
        return settled(self.batch, orchestration, asked, facts)

    def _begin(self, orchestration: Orchestration, trigger: RecordTrigger) -> tuple[int, str, Started]:
        run = self.batch.new_run(orchestration, self.at)
        self.batch.add_run(orchestration, run)
        if trigger.rerun == "once per record":
            self.batch.writes.once.append((orchestration.key, self.write.record, self.write.id))
        arguments = triggered_arguments(orchestration.graph, trigger, self.write.id)
        return run.key, run.id, Started(arguments, cause=f"on a write of {self.write.record} {self.write.id}")

    # --- what follows -------------------------------------------------------------------------------------------

    def _follow(self, runs: list[tuple[int, str, Started]], version: int) -> None:
        write = self.write
        label = f"record/{write.record}/{write.id}/{version}"
        for run, _, started in runs:
            self.batch.follow(run, self._event(label, started))
        fields = changed_fields(write.before, write.after)
        if fields is None or fields:
            event = self._event(label, RecordChanged(write.record, write.id, fields))
            wake(self.batch, Change(0, write.record, write.id, fields, event))

    def _event(self, label: str, act: Act) -> Event:
        return Event(label, self.at, act, self.by.user, self.by.door)


def changed_fields(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The names of the fields that differ, sorted; None (all of them) for a record that was not there."""
    if before is None:
        return None
    return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def wake(batch: Batch, change: Change) -> None:
    """Wake the runs that read what has changed: at once, or later where they are many."""
    runs = batch.transaction.watchers(change, AT_ONCE + 1)
    if len(runs) > AT_ONCE:
        batch.writes.changes.append(change)
        return
    for run in runs:
        batch.follow(run, change.event)
