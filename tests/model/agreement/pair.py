"""Both interpreters side by side in one world. `story` is what has happened, for whoever studies a disagreement."""

from typing import Any

from attrs import Factory, define

from orchestra_dsl.graph.model import Graph
from tests.model.agreement.fast import Fast
from tests.model.state import Run
from tests.model.world import World


class Disagreement(AssertionError):
    """The two do not agree; the message says on what, and how they came there."""


@define
class Pair:
    """A run in the interpreter and in the model.

    `calls` pairs what they ask of the world: numbers in the lists of both. `done` are those of records and locks that
    have been done, `unasked` those of the model that it gave up before anybody was asked. `keys` are idempotency keys
    by what the model says that they stand for, `told` counts the notifications that have been compared.
    """

    graph: Graph
    world: World = Factory(World)
    fast: Fast = Factory(lambda self: Fast(self.graph, self.world), takes_self=True)
    run: Run = Factory(lambda self: Run(self.graph, "run", self.world.now), takes_self=True)
    calls: list[tuple[int, int]] = Factory(list)
    done: set[int] = Factory(set)
    unasked: set[int] = Factory(set)
    keys: dict[tuple[Any, ...], str] = Factory(dict)
    told: int = 0
    story: list[str] = Factory(list)

    def name(self, element: int) -> str:
        """The name of an element."""
        return self.graph.elements[element].name

    def disagree(self, what: str, fast: Any, model: Any) -> None:
        """Say on what the two do not agree. Raises Disagreement."""
        fast, model = _difference(fast, model), _difference(model, fast)
        story = "\n  ".join(self.story)
        raise Disagreement(f"{what}\n  interpreter: {fast}\n  model:       {model}\nstory:\n  {story}")


def _difference(one: Any, other: Any) -> Any:
    """Of two dicts only what differs."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: value for key, value in one.items() if key not in other or other[key] != value}
    return one
