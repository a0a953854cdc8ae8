"""Start a run by hand."""

from orchestra_dsl.graph.types import RecordOf, required
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.interpreter.events import Event, Started
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.batch import Batch
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.programs import Orchestration
from orchestra_dsl.runtime.requests.request import Request


class Start(Request[str]):
    """Start an orchestration with stored arguments, one for each parameter; answers the id of the run.

    The run and what its first event does are written together. A second start under one `event_id` answers the run
    of the first.
    """

    def __init__(
        self,
        orchestration: Orchestration,
        arguments: tuple[Stored, ...],
        by: Acting,
        *,
        event_id: str | None = None,
    ) -> None:
        super().__init__()
        self.orchestration = orchestration
        self.arguments = arguments
        self.by = by
        self.event_id = event_id

    def perform(self, batch: Batch) -> str:
        """Begin the run."""
        made = batch.made_by(0, self.event_id) if self.event_id is not None else None
        if made is not None:
            return str(made[0])
        self._check_records(batch)
        at = self.at = self.at or batch.now()
        run = batch.new_run(self.orchestration, at)
        by = self.by
        act = Started(self.arguments, by_hand=True)
        event = Event(self.event_id or "", at, act, by.user, by.door, by.administrator)
        commit = batch.attempt(run, event, self.facts)
        batch.add_run(self.orchestration, run)
        batch.apply(run, event, commit)
        batch.name(0, self.event_id, run.id)
        return run.id

    def _check_records(self, batch: Batch) -> None:
        """A run about a record that is not there would fail at its first step: better not to begin it."""
        for field, argument in zip(self.orchestration.graph.parameters, self.arguments, strict=True):
            type_ = required(field.type)
            if not isinstance(type_, RecordOf) or argument is None:
                continue
            if batch.transaction.record(type_.name, argument) is None:
                raise Refusal("not found", f"{field.name}: there is no {type_.name} with the id {argument}")
