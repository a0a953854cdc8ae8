"""The requests of a scenario, recorded, to be carried out again in batches."""

from concurrent.futures import Future
from copy import copy
from typing import Any

from attrs import define, field, frozen

from orchestra_dsl.graph.model import Package
from orchestra_dsl.graph.scenario import Scenario
from orchestra_dsl.runtime.applying.allocating import Allocation
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.states import States
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.request import AnyRequest, Request
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.writer import Writer
from orchestra_dsl.scenario.people import THE_ADMINISTRATOR, GivenPeople
from orchestra_dsl.scenario.play import Play, _cast
from orchestra_dsl.scenario.player import _lines
from orchestra_dsl.scenario.policies import policy_named
from tests.runtime.contents import contents


class Again(Request[Any]):
    """A request that is carried out once more, at its own instant; new runs get the ids that they had."""

    def __init__(self, made: "Made", clock: VirtualClock, ids: "Ids", policies: dict[str, str]) -> None:
        super().__init__()
        self.inner = copy(made.request)
        self.inner.answer = Future()
        self.lane = self.inner.lane
        self.made, self.clock, self.ids, self.policies = made, clock, ids, policies
        if isinstance(self.inner, Deliver):  # the rows were read in another store
            self.inner.inbox = self.inner.timer = self.inner.outbox = None

    def perform(self, batch: Batch) -> Any:
        """Do what was done."""
        self.clock.advance(self.made.at - self.clock.now())
        self.ids.last = self.made.last_id
        self.policies |= self.made.policies
        return self.inner.perform(batch)


@define
class Ids:
    """The ids of new runs, as scenarios count them."""

    last: int = 0

    def new(self) -> str:
        """The next one."""
        self.last += 1
        return f"run{self.last}"


@frozen
class Made:
    """A request with its instant, the last id given out before it, and the allocation policies in force."""

    request: AnyRequest
    at: int
    last_id: int
    policies: dict[str, str]


@define
class Recorded:
    """A scenario that was played: its requests, and what was left."""

    package: Package
    requests: list[Made] = field(factory=list)
    refused: int = 0
    left: dict[str, list[Any]] = field(factory=dict)


def record(package: Package, scenario: Scenario) -> Recorded:
    """Play a scenario on the direct engine, which has to hold."""
    play = Play(package, scenario)
    recorded = Recorded(_cast(package, scenario))
    submit = play.engine._direct.submit

    def submitted(request: Request[Any]) -> Future[Any]:
        perform, at, begun = request.perform, play.clock.now(), [play._ids]

        def performed(batch: Batch) -> Any:
            begun[0] = play._ids
            return perform(batch)

        request.perform = performed  # type: ignore[method-assign]  # the last time it is carried out is the one
        answer = submit(request)
        del request.perform
        recorded.refused += answer.exception() is not None
        recorded.requests.append(Made(request, at, begun[0], dict(play.policies)))
        return answer

    play.engine._direct.submit = submitted  # type: ignore[method-assign]  # noted, then done
    try:
        failure = _lines(play)
        assert failure is None, failure
        recorded.left = contents(play.engine.store)
    finally:
        play.close()
    return recorded


def carry_out(recorded: Recorded, store: Store, size: int, *, keep: int = 256) -> dict[str, list[Any]]:
    """Carry the requests out again, `size` to a transaction, with so many states kept; answers what the store holds."""
    clock, ids, policies = VirtualClock(recorded.requests[0].at), Ids(), dict[str, str]()
    allocation = Allocation(policies, policy_named)
    engine = Engine(
        store,
        directory=GivenPeople(),
        administrators=[THE_ADMINISTRATOR],
        allocation=allocation,
        clock=clock,
        new_id=ids.new,
    )
    writer = engine._writer
    assert isinstance(writer, Writer)
    writer._states = States(keep)
    engine.install(recorded.package)
    refused = 0
    wanted = [Again(made, clock, ids, policies) for made in recorded.requests]
    try:
        for first in range(0, len(wanted), size):
            outcomes = writer._commit(list(wanted[first : first + size]))
            assert not outcomes.parked, "what was fetched from outside is recorded"
            refused += len(outcomes.failed)
        assert refused == recorded.refused
        return contents(store)
    finally:
        engine.close()
