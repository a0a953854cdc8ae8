"""Small programs, played by hand on both sides: each act is compared, so who comes to the end has seen them agree."""

from typing import Any

from tests.model.agreement import acts
from tests.model.agreement.pair import Pair
from tests.model.agreement.phrases import DECLARATIONS
from tests.model.agreement.playing import compiled, started

MINUTE = 60_000_000


def play(body: str) -> Pair:
    """A run of an orchestration with this body, about a case of omar's."""
    graph = compiled(f"{DECLARATIONS}\norchestration process(case: Case) {{\n{body}\n}}\n")
    assert graph is not None
    return started(graph)


def element(pair: Pair, name: str) -> int:
    """The index of an element."""
    return next(index for index, each in enumerate(pair.graph.elements) if each.name == name)


def does(pair: Pair, user: str, what: str, instance: int = 0, **more: Any) -> None:
    """Somebody acts on an item of the step s.a."""
    acts.on_item(pair, what, element(pair, "s.a"), instance, f"user:{user}", **more)
