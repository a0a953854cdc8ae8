"""Where an expression is looked at from: a run, the world outside, and one place in the run."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.types import Type
from orchestra_dsl.graph.values import encoder, records_in
from tests.model.errors import Unanswered
from tests.model.state import Place, Run, Stored
from tests.model.world import World


@frozen
class Scene:
    """`place` is whose expression it is; `item` is what the name of a `for each` stands for there.

    `asked` collects the questions to plugins' predicates that come up.
    """

    run: Run
    world: World
    place: Place
    item: Stored = None
    asked: list[tuple[str, tuple[Stored, ...]]] = field(factory=list, eq=False)

    @property
    def graph(self) -> Graph:
        """The orchestration."""
        return self.run.graph

    @property
    def zone(self) -> str:
        """In which times are meant and shown: that of the calendar that is used."""
        return self.run.zone

    def step(self, index: int) -> el.AnyStep:
        """A step of the graph."""
        step = self.graph.elements[index]
        assert isinstance(step, el.Step)
        return step

    def completed(self, index: int) -> list[Mapping[str, Stored]]:
        """The outputs of a step's completed instances in its present visit, in list order (rules 1, 5 and 8).

        Its own `finish when` sees those of a step that has done its work.
        """
        step, alone = self.run.steps.get(index), self.step(index).each is None
        return [
            each.outputs or {}
            for each in (() if step is None else step.instances)
            if each.status == "completed" or (alone and self.place == (index, each.number) and each.outputs is not None)
        ]

    def status(self, index: int) -> str:
        """Where a stage or a step stands: in error while that is left to an administrator (section 6)."""
        holder = self.run.stages.get(index) or self.run.steps.get(index)
        failures = (
            [] if holder is None else [holder.failure, *(each.failure for each in getattr(holder, "instances", ()))]
        )
        if any(each is not None and each.left for each in failures):
            return "error"
        return "not started" if holder is None else holder.status

    def message(self, await_: int) -> tuple[str, Mapping[str, Stored]]:
        """The event that an await has taken in its present visit, and its fields."""
        return self.run.messages[await_]

    def run_fact(self, fact: str) -> Any:
        """`run.id` and the like."""
        run = self.run
        facts = {"id": run.name, "started_by": run.started_by, "error": run.error}
        return DateTime(run.started_at, self.zone) if fact == "started_at" else facts[fact]

    def ask(self, predicate: str, arguments: tuple[Any, ...], types: tuple[Type, ...]) -> bool:
        """The answer that is kept for the place; raises Unanswered while there is none (rule 9)."""
        question = (predicate, tuple(map(stored_of, types, arguments)))
        self.asked.append(question)
        answer = self.run.answers.get(self.place, {}).get(question)
        if answer is None or answer.value is None:
            about = (
                each for type_, stored in zip(types, question[1], strict=True) for each in records_in(type_, stored)
            )
            raise Unanswered(question, frozenset(about))
        return answer.value


def stored_of(type_: Type, value: Any) -> Stored:
    """The stored form of a value."""
    encode = encoder(type_)
    return value if value is None or encode is None else encode(value)
