"""The pump: what a worker does, done in one fixed order on a clock that stands still until it is moved.

Who answers effects is none of its concern: a scenario says what they answer, and the tests of plugins call them.
At an instant, effects are answered first, then runs are woken, then answers arrive that took their time, then runs
start by schedules, then timers fire; after every event it begins anew, until nothing is left to do.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from attrs import frozen

from orchestra_dsl.graph.model import Graph
from orchestra_dsl.interpreter.events import Act
from orchestra_dsl.runtime.applying.starts import NoCall
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.direct import DirectEngine
from orchestra_dsl.runtime.requests.of_rows import answered, fired, from_inbox
from orchestra_dsl.runtime.requests.request import AnyRequest
from orchestra_dsl.runtime.requests.set_schedules import SetSchedules
from orchestra_dsl.runtime.requests.start_scheduled import StartScheduled
from orchestra_dsl.runtime.requests.wake_more import WakeMore
from orchestra_dsl.runtime.store.rows import OutboxRow
from orchestra_dsl.scenario.result import ScenarioFailed

MOST = 10_000
"""How many events one line may lead to before it is taken for a loop without end."""
_FOR_EVER = 2**63 - 1


@frozen
class Reply:
    """What an effect comes to, and the instant when that is known."""

    act: Act
    due: int


Respond = Callable[[OutboxRow, Graph], Reply | None]
"""Answers an effect of a run with this graph; None where the answer comes by itself."""


class Pump:
    """Carries out what is to be done, and lets time pass."""

    def __init__(self, engine: DirectEngine, clock: VirtualClock, respond: Respond) -> None:
        self._engine = engine
        self._clock = clock
        self._respond = respond
        self._sent = 0
        self._number = count()
        self._under_way: list[tuple[int, int, OutboxRow, Act]] = []
        self._left = MOST

    def begin_line(self) -> None:
        """A line of the scenario begins."""
        self._left = MOST

    def set_schedules(self) -> None:
        """Schedules begin now."""
        self._engine.submit(SetSchedules()).result()

    def settle(self) -> None:
        """Do all that there is to do at this instant. Raises ScenarioFailed."""
        while (request := self._next()) is not None:
            self._left -= 1
            if self._left < 0:
                message = f"this line leads to more than {MOST:,} events: the orchestration does not come to rest"
                raise ScenarioFailed(message, hint="Let the loop wait for something, or advance by less.")
            answer = self._engine.submit(request).result()
            if isinstance(answer, NoCall) and not answer.unfound:
                raise ScenarioFailed(f"a start has met an error: {answer.sentence}")
        self._check_put_aside()

    def advance(self, until: int) -> None:
        """Let time pass until this instant, its events included."""
        self.settle()
        while (due := self._next_instant()) is not None and due <= until:
            self._move_to(due)
            self.settle()
        self._move_to(until)

    # --- what is next -------------------------------------------------------------------------------------------

    def _next(self) -> AnyRequest | None:
        self._call()
        with self._engine.store.reading() as reads:
            inbox = reads.inbox(0, 1)
            if inbox:
                return from_inbox(inbox[0])
            if reads.oldest_change() is not None:
                return WakeMore()
            now = self._clock.now()
            while self._under_way and self._under_way[0][0] <= now:
                _, _, row, act = heappop(self._under_way)
                if reads.outbox_has(row.key):
                    return answered(row, act)
            starts = reads.schedules_due(now, 1)
            if starts:
                return StartScheduled(starts[0], "once")
            due = reads.timers_due(now, 1)
            return fired(due[0]) if due else None

    def _next_instant(self) -> int | None:
        with self._engine.store.reading() as reads:
            timer = reads.next_due()
        answer = self._under_way[0][0] if self._under_way else None
        return min((each for each in (timer, answer) if each is not None), default=None)

    def _move_to(self, instant: int) -> None:
        self._clock.advance(max(0, instant - self._clock.now()))

    # --- calls --------------------------------------------------------------------------------------------------

    def _call(self) -> None:
        """Make the calls that the last event asked for; the answers are fixed now, and come when they are due."""
        with self._engine.store.reading() as reads:
            rows = reads.outbox(self._sent, _FOR_EVER, MOST)
            graphs = [self._engine.programs.by_key(row.graph, reads).graph for row in rows]
        for row, graph in zip(rows, graphs, strict=True):
            self._sent = row.key
            reply = self._respond(row, graph)
            if reply is not None:
                heappush(self._under_way, (reply.due, next(self._number), row, reply.act))

    def _check_put_aside(self) -> None:
        broken = self._engine.troubles.oldest(limit=1)
        if broken:
            raise RuntimeError(f"an event broke down: {broken[0].error}")
