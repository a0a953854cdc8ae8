"""Start a run by hand."""

from orchestra_dsl.graph.values import Stored
from orchestra_dsl.interpreter.events import Event, Started
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.arguments import missing_record
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.given import check_sender, own_name
from orchestra_dsl.runtime.applying.programs import Orchestration
from orchestra_dsl.runtime.errors import Refusal
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
        check_sender(by, event_id)
        self.orchestration = orchestration
        self.arguments = arguments
        self.by = by
        self.event_id = event_id

    def perform(self, batch: Batch) -> str:
        """Begin the run."""
        name = own_name("start", self.event_id)
        made = batch.made_by(0, name)
        if made is not None:
            return str(made[0])
        missing = missing_record(self.orchestration.graph.parameters, self.arguments, batch.transaction)
        if missing is not None:
            raise Refusal("not found", missing)
        at = self.at = self.at or batch.now()
        run = batch.new_run(self.orchestration, at)
        by = self.by
        act = Started(self.arguments, by_hand=True)
        event = Event(self.event_id or "", at, act, by.user, by.door, by.administrator)
        commit = batch.attempt(run, event, self.facts)
        batch.add_run(self.orchestration, run)
        batch.apply(run, event, commit)
        batch.name(0, name, run.id)
        return run.id
