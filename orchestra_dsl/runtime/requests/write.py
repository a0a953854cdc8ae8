"""Write a record: start the runs that its triggers call for, and wake those that read what has changed."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from orchestra_dsl.graph.accept import BadValue, accept_record
from orchestra_dsl.graph.arguments import triggered_arguments
from orchestra_dsl.graph.model import Record, RecordTrigger
from orchestra_dsl.interpreter.commit import Need
from orchestra_dsl.interpreter.events import Event, RecordChanged, Started
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.triggers import RecordWrite, fired
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.batch import Batch
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.facts import Facts, look_up
from orchestra_dsl.runtime.programs import Orchestration
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.rows import Change, RecordRow

AT_ONCE = 64
"""How many runs a write wakes within its own transaction. More than that are woken in batches of their own."""


@frozen
class Written:
    """What came of a write: the record's version, the runs that it started, and triggers that met an error."""

    version: int
    started: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=())


class Write(Request[Written]):
    """Write a record as a whole, or, with `merge`, some of its fields. Without `triggers` it starts no run."""

    def __init__(
        self,
        declared: Record,
        id_: str,
        fields: Mapping[str, Any],
        by: Acting,
        *,
        merge: bool = False,
        triggers: bool = True,
        event_id: str | None = None,
    ) -> None:
        super().__init__()
        self.triggers = triggers
        self.lane = (declared.name, id_)
        self.declared = declared
        self.id = id_
        self.fields = fields
        self.by = by
        self.merge = merge
        self.event_id = event_id

    def perform(self, batch: Batch) -> Written:
        """Write the record."""
        batch.flush()
        if self.event_id is not None and batch.made_by(0, self.event_id) is not None:
            return Written(self._now_there(batch).version)
        old = batch.transaction.record(self.declared.name, self.id)
        before = None if old is None else old.fields
        write = RecordWrite(self.declared.name, self.id, before, self._after(before))
        at = self.at = self.at or batch.now()
        calls, problems = self._fired(batch, write, at)
        version = (old.version if old else 0) + (before != write.after)
        if before != write.after:
            batch.writes.records.append(RecordRow(write.record, write.id, version, at, write.after))
        batch.name(0, self.event_id)
        runs = [self._begin(batch, orchestration, trigger, at) for orchestration, trigger in calls]
        batch.flush()
        self._follow(batch, runs, write, version, at)
        return Written(version, tuple(run_id for _, run_id, _ in runs), tuple(problems))

    def _now_there(self, batch: Batch) -> RecordRow:
        found = batch.transaction.record(self.declared.name, self.id)
        if found is None:
            raise Refusal("not found", f"{self.declared.name} {self.id} was written, and has been deleted since")
        return found

    def _after(self, before: Mapping[str, Any] | None) -> dict[str, Any]:
        if not self.merge:
            return dict(self.fields)
        if before is None:
            raise Refusal("not found", f"there is no {self.declared.name} with the id {self.id}")
        try:
            return accept_record(self.declared, {**before, **self.fields})
        except BadValue as error:
            raise Refusal("bad value", str(error)) from error

    # --- triggers -----------------------------------------------------------------------------------------------

    def _fired(
        self, batch: Batch, write: RecordWrite, at: int
    ) -> tuple[list[tuple[Orchestration, RecordTrigger]], list[str]]:
        """The triggers that call for a run; a condition that has no value calls for none, and is reported."""
        calls: list[tuple[Orchestration, RecordTrigger]] = []
        problems = []
        for orchestration in batch.programs.orchestrations() if self.triggers else ():
            for index, trigger in enumerate(orchestration.graph.triggers):
                if trigger.record != write.record or self._has_had_its_run(batch, orchestration, trigger, calls):
                    continue
                try:
                    if self._holds(batch, orchestration, index, write, at):
                        calls.append((orchestration, trigger))
                except EvaluationError as error:
                    problems.append(f"{orchestration.graph.name}: {error.code}: {error.message}")
        return calls, problems

    def _has_had_its_run(
        self,
        batch: Batch,
        orchestration: Orchestration,
        trigger: RecordTrigger,
        calls: list[tuple[Orchestration, RecordTrigger]],
    ) -> bool:
        if trigger.rerun != "once per record":
            return False
        now = any(other is orchestration and each.rerun == trigger.rerun for other, each in calls)
        return now or batch.transaction.has_run_once(orchestration.key, self.declared.name, self.id)

    def _holds(self, batch: Batch, orchestration: Orchestration, index: int, write: RecordWrite, at: int) -> bool:
        known: Facts = dict(self.facts)
        while True:
            answer = fired(orchestration.program, index, write, at, known)
            if not isinstance(answer, Need):
                return answer
            look_up(answer.keys, orchestration.graph, batch.transaction, known)

    def _begin(
        self, batch: Batch, orchestration: Orchestration, trigger: RecordTrigger, at: int
    ) -> tuple[int, str, Started]:
        run = batch.new_run(orchestration, at)
        batch.add_run(orchestration, run)
        if trigger.rerun == "once per record":
            batch.writes.once.append((orchestration.key, self.declared.name, self.id))
        return run.key, run.id, Started(triggered_arguments(orchestration.graph, trigger, self.id))

    # --- what follows -------------------------------------------------------------------------------------------

    def _follow(
        self, batch: Batch, runs: list[tuple[int, str, Started]], write: RecordWrite, version: int, at: int
    ) -> None:
        label = f"record/{write.record}/{write.id}/{version}"
        for run, _, started in runs:
            batch.follow(run, Event(label, at, started, self.by.user, self.by.door))
        fields = changed_fields(write.before, write.after)
        if fields is None or fields:
            wake(batch, Change(0, write.record, write.id, fields, self._event(label, at, write, fields)))

    def _event(self, label: str, at: int, write: RecordWrite, fields: tuple[str, ...] | None) -> Event:
        return Event(label, at, RecordChanged(write.record, write.id, fields), self.by.user, self.by.door)


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
