"""People add to a `for each` that says `may add`, or say that nothing more comes: the same on both sides."""

from typing import Any

from orchestra_dsl.graph.elements import ForEach, Step
from orchestra_dsl.interpreter import events as ev
from tests.model import adding
from tests.model.agreement.both import happens
from tests.model.agreement.pair import Pair
from tests.model.settle import settle
from tests.model.state import Run
from tests.model.world import World

NO_MORE = object()
"""In the place of an item: somebody says that nothing more comes."""


def steps(pair: Pair) -> list[int]:
    """The steps to which something may be added some time."""
    elements = enumerate(pair.graph.elements)
    return [index for index, each in elements if isinstance(each, Step) and each.each is not None and each.each.may_add]


def list_of(pair: Pair, index: int) -> ForEach:
    """The `for each` of a step."""
    step = pair.graph.elements[index]
    assert isinstance(step, Step)
    assert step.each is not None
    return step.each


def add(pair: Pair, index: int, item: Any, user: str, *, administrator: bool = False) -> None:
    """Somebody adds an item, or with NO_MORE says that nothing more comes."""
    is_last = item is NO_MORE
    act: ev.Act = ev.AddingEnded(index) if is_last else ev.InstanceAdded(index, item)

    def model(run: Run, world: World) -> Run:
        if is_last:
            return settle(adding.ended(run, world, index, user, administrator=administrator), world)
        return settle(adding.added(run, world, index, item, user, administrator=administrator), world)

    what = "ends adding" if is_last else f"adds {item}"
    happens(
        pair,
        f"{user}{' (administrator)' if administrator else ''} {what} to {pair.name(index)}",
        lambda fast: fast.apply(act, user, administrator=administrator),
        model,
    )
