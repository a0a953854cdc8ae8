"""python-statemachine: a StateChart with two regions beside each other, guards, and transitions without events."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from statemachine import State, StateChart

from benchmarks.peers.peer import NOTES, RECORD, Peer


class Case:
    """The model: what is known of one case."""

    def __init__(self, reworks: int, record: dict[str, Any], state: Any = None) -> None:
        self.reworks = reworks
        self.record = record
        self.state = state
        self.round = 0
        self.notes: dict[str, str] | None = None


class Chart(StateChart):
    """The case."""

    catch_errors_as_events = False

    class triage(State.Parallel):  # noqa: N801 - states are named as in a diagram
        """Two calls beside each other."""

        class left(State.Compound):  # noqa: N801 - the same
            """The first."""

            classify = State(initial=True)
            classified = State(final=True)
            classify.to(classified, on="work")

        class right(State.Compound):  # noqa: N801 - the same
            """The second."""

            enrich = State(initial=True)
            enriched = State(final=True)
            enrich.to(enriched, on="work")

    priority = State()
    fix = State()
    apply = State()
    rework = State()
    tell = State()
    closed = State(final=True)

    done_state_triage = triage.to(priority)
    priority.to(fix, cond="is_high")
    priority.to(tell, unless="is_high")
    complete = fix.to(apply, on="take")
    apply.to(rework, on="count")
    rework.to(fix, cond="is_again")
    rework.to(tell, unless="is_again")
    tell.to(closed, on="work")

    def is_high(self) -> bool:
        """The condition of the first decision."""
        return bool(self.model.record["priority"] == "High")

    def is_again(self) -> bool:
        """The condition of the second."""
        return bool(self.model.round <= self.model.reworks)

    def work(self) -> None:
        """A call that does nothing."""

    def count(self) -> None:
        """Another that does nothing, and a round more."""
        self.model.round += 1

    def take(self, notes: dict[str, str]) -> None:
        """Keep what was handed in."""
        self.model.notes = notes


class Statemachine(Peer):
    """A chart for each run."""

    distributions = ("python-statemachine",)

    def start(self, reworks: int) -> Any:
        """A chart goes on by itself as far as it can."""
        return Chart(Case(reworks, dict(RECORD)))

    def waits(self, run: Any) -> bool:
        """It has not ended."""
        return not run.is_terminated

    def complete(self, run: Any) -> Any:
        """Send the event."""
        run.send("complete", notes=NOTES)
        return run

    def dump(self, run: Any) -> bytes:
        """It stores nothing by itself: its configuration, and what the model knows."""
        case = run.model
        return json.dumps([list(run.configuration_values), case.round, case.reworks, case.record, case.notes]).encode()

    def load(self, stored: bytes) -> Any:
        """A chart on a model that is in its state already."""
        states, round_, reworks, record, notes = json.loads(stored)
        case = Case(reworks, record, states[0] if len(states) == 1 else set(states))
        case.round, case.notes = round_, notes
        return Chart(case)

    def chain(self, steps: int) -> Callable[[], object]:
        """A state for each step, left without an event; the first one waits for its event."""
        body: dict[str, Any] = {f"s{number}": State(initial=not number) for number in range(steps)}
        body["end"] = State(final=True)
        names = list(body)
        body["go"] = body["s0"].to(body[names[1]])
        for here, there in pairwise(names[1:]):
            body[here].to(body[there])
        chart: Any = type(f"Chain{steps}", (StateChart,), body)

        def play() -> None:
            run = chart(Case(0, {}))
            run.send("go")
            if not run.is_terminated:
                raise RuntimeError("the chain has not come to its end")

        return play
