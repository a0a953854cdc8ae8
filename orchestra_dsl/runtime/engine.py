"""The engine: applies events to runs, durably. What it has answered is on the disk.

    engine = Engine(store, directory=people)
    engine.install(package)
    run = engine.start("case_management", {"case": "5001"}, by=Acting("user:ann", "cli"))
    item, = engine.work.for_user("user:ann")
    engine.work.complete(item.key, {"resolution": "Restarted"}, by=Acting("user:ann", "cli"))

It decides nothing itself: the interpreter does. All methods may be called from any thread, and wait until the commit;
`submit` answers a future instead. Flows are called and time is kept by a `Worker`, in this process or another.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from orchestra_dsl.graph.accept import BadValue, accept_fields
from orchestra_dsl.graph.arguments import accept_arguments
from orchestra_dsl.graph.model import Package
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.allocating import NONE, Allocation
from orchestra_dsl.runtime.applying.scheduling import Policy
from orchestra_dsl.runtime.clock import Clock
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.open_calls import OpenCalls
from orchestra_dsl.runtime.counters.records import Records
from orchestra_dsl.runtime.counters.runs import Runs
from orchestra_dsl.runtime.counters.schedules import Schedules
from orchestra_dsl.runtime.counters.sources import Sources
from orchestra_dsl.runtime.counters.stage_locks import Locks
from orchestra_dsl.runtime.counters.troubles import Troubles
from orchestra_dsl.runtime.counters.work import Work
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.identity import new_run_id
from orchestra_dsl.runtime.ports import Directory
from orchestra_dsl.runtime.requests.count_again import CountAgain
from orchestra_dsl.runtime.requests.send import Send, Sent
from orchestra_dsl.runtime.requests.start import Start
from orchestra_dsl.runtime.store.port import Store


class Engine(Core):
    """The engine of one store in one process.

    `work`, `runs`, `calls`, `locks`, `records`, `sources`, `schedules` and `troubles` are its counters.
    `administrators` are the users and groups to whom work goes that nobody else may do; `allocation` says to whom of
    several people a work item goes. `missed_starts` says what a worker does about starts by schedules that were missed:
    one run for all of them, or none.
    """

    def __init__(
        self,
        store: Store,
        *,
        directory: Directory,
        administrators: Collection[str] = (),
        allocation: Allocation = NONE,
        clock: Clock | None = None,
        new_id: Callable[[], str] = new_run_id,
        missed_starts: Policy = "once",
    ) -> None:
        super().__init__(
            store,
            directory=directory,
            administrators=administrators,
            allocation=allocation,
            clock=clock,
            new_id=new_id,
            missed_starts=missed_starts,
        )
        self.work = Work(self)
        self.runs = Runs(self)
        self.calls = OpenCalls(self)
        self.locks = Locks(self)
        self.records = Records(self)
        self.schedules = Schedules(self)
        self.sources = Sources(self)
        self.troubles = Troubles(self)

    def install(self, package: Package) -> None:
        """Say which orchestrations may be started, and which record types and events there are. Raises StoreError."""
        self.programs.install(package)

    def start(
        self,
        orchestration: str,
        arguments: Mapping[str, Any],
        by: Acting,
        *,
        event_id: str | None = None,
    ) -> str:
        """Start a run by hand; answers its id. Raises Refusal where it may not be, or an argument does not fit.

        A parameter that `arguments` leaves out has its default.
        `event_id` is the caller's own name for this start: the second one of that name answers the run of the first.
        """
        found = self.programs.orchestration(orchestration)
        try:
            values = accept_arguments(found.graph.parameters, arguments)
        except BadValue as error:
            raise Refusal("bad value", str(error)) from error
        return self.carry_out(Start(found, values, by, event_id=event_id))

    def send(self, event: str, fields: Mapping[str, Any], by: Acting, *, event_id: str | None = None) -> Sent:
        """Send an event from outside: it starts runs, and goes to every run that listens; answers what came of it.

        `event_id` is the sender's own name for it: the second one of that name changes nothing, and answers what the
        first has. Raises Refusal for an event that is not declared, and for fields that do not fit its declaration.
        """
        declared = self.programs.event(event)
        try:
            stored = accept_fields(declared.fields, fields)
        except BadValue as error:
            raise Refusal("bad value", str(error)) from error
        return self.carry_out(Send(event, stored, by, event_id=event_id))

    def people_changed(self, by: Acting) -> None:
        """Say that the directory of people has changed: whom open work is for is counted again (rule 16).

        Raises Refusal for who is no administrator. A worker does it, many runs at a time.
        """
        self.carry_out(CountAgain(by))
