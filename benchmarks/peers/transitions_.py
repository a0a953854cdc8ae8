"""transitions: a flat machine; elements are states, and a loop of the host fires what does not wait."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from transitions import Machine

from benchmarks.peers.peer import NOTES, RECORD, Peer

STATES = ["classify", "enrich", "priority", "fix", "apply", "rework", "tell", "closed"]
TRANSITIONS: list[dict[str, Any]] = [
    {"trigger": "go", "source": "classify", "dest": "enrich", "before": "work"},
    {"trigger": "go", "source": "enrich", "dest": "priority", "before": "work"},
    {"trigger": "go", "source": "priority", "dest": "fix", "conditions": "is_high"},
    {"trigger": "go", "source": "priority", "dest": "tell"},
    {"trigger": "complete", "source": "fix", "dest": "apply", "before": "take"},
    {"trigger": "go", "source": "apply", "dest": "rework", "before": "count"},
    {"trigger": "go", "source": "rework", "dest": "fix", "conditions": "is_again"},
    {"trigger": "go", "source": "rework", "dest": "tell"},
    {"trigger": "go", "source": "tell", "dest": "closed", "before": "work"},
]


class Case:
    """The model: what is known of one case."""

    state: str
    go: Callable[[], bool]
    complete: Callable[..., bool]

    def __init__(self, reworks: int, record: dict[str, Any]) -> None:
        self.reworks = reworks
        self.record = record
        self.round = 0
        self.notes: dict[str, str] | None = None

    def is_high(self) -> bool:
        """The condition of the first decision."""
        return bool(self.record["priority"] == "High")

    def is_again(self) -> bool:
        """The condition of the second."""
        return self.round <= self.reworks

    def work(self) -> None:
        """A call that does nothing."""

    def count(self) -> None:
        """Another that does nothing, and a round more."""
        self.round += 1

    def take(self, notes: dict[str, str]) -> None:
        """Keep what was handed in."""
        self.notes = notes


class Transitions(Peer):
    """One machine for all models."""

    distributions = ("transitions",)

    def __init__(self) -> None:
        self.machine = Machine(
            model=None, states=STATES, transitions=TRANSITIONS, initial="classify", auto_transitions=False
        )
        self.live: Case | None = None

    def start(self, reworks: int) -> Case:
        """A model more; the one before is taken out, or the machine would keep them all."""
        return self._drive(self._add(Case(reworks, dict(RECORD)), "classify"))

    def _add(self, case: Case, state: str) -> Case:
        if self.live is not None:
            self.machine.remove_model(self.live)
        self.machine.add_model(case, initial=state)
        self.live = case
        return case

    def _drive(self, case: Case) -> Case:
        while case.state not in ("fix", "closed"):
            case.go()
        return case

    def waits(self, run: Case) -> bool:
        """In the one state that waits."""
        return run.state == "fix"

    def complete(self, run: Case) -> Case:
        """Fire the trigger."""
        run.complete(NOTES)
        return self._drive(run)

    def dump(self, run: Case) -> bytes:
        """It stores nothing by itself: the state, and what the model knows."""
        return json.dumps([run.state, run.round, run.reworks, run.record, run.notes]).encode()

    def load(self, stored: bytes) -> Case:
        """A new model in the stored state."""
        state, round_, reworks, record, notes = json.loads(stored)
        case = Case(reworks, record)
        case.round, case.notes = round_, notes
        return self._add(case, state)

    def chain(self, steps: int) -> Callable[[], object]:
        """A state for each step."""
        names = [f"s{number}" for number in range(steps + 1)]
        moves = [{"trigger": "go", "source": a, "dest": b} for a, b in pairwise(names)]
        machine = Machine(model=None, states=names, transitions=moves, initial="s0", auto_transitions=False)
        case = Case(0, {})
        machine.add_model(case)

        def play() -> None:
            machine.set_state("s0", case)
            for _ in range(steps):
                case.go()

        return play
