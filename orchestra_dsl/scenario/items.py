"""Work items: which one a line means, and who may do what with it."""

from collections.abc import Callable

from orchestra_dsl.graph.scenario import ElementPath
from orchestra_dsl.graph.statuses import NOT_CLOSED
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.store.rows import ItemRow
from orchestra_dsl.scenario.children import runs_of
from orchestra_dsl.scenario.people import THE_ADMINISTRATOR
from orchestra_dsl.scenario.play import Play
from orchestra_dsl.scenario.result import ScenarioFailed
from orchestra_dsl.scenario.standing import described

_WHO = "Say who is there: `given members of …`, `given manager of …`."
MakeAct = Callable[[ItemRow], ev.Act]


def items_of(play: Play, path: ElementPath) -> list[ItemRow]:
    """The work items of a step, oldest first; of a step of children those of all of them."""
    runs = [play.engine.run_key(run) for run in runs_of(play, path)]
    with play.engine.store.reading() as reads:
        items = [each for run in runs for each in reads.items_of_run(run)]
        programs = [play.engine.programs.by_key(each.graph, reads) for each in items]
    named = zip(items, programs, strict=True)
    return [each for each, program in named if program.elements[each.ref.element].name == path.element]


def open_items(play: Play, path: ElementPath) -> list[ItemRow]:
    """Those of the work items of a step that are still to be done, now or later."""
    return [each for each in items_of(play, path) if each.status in NOT_CLOSED]


def why_not(play: Play, item: ItemRow, act: ev.Act, by: Acting) -> Refusal | None:
    """Why an act on an item would be refused; None if it would not be."""
    return play.engine.would(Deliver(item.run, act, by))


def the_item(play: Play, path: ElementPath, doing: str, make: MakeAct, by: Acting) -> ItemRow:
    """The one open item of a step on which somebody may act. Raises ScenarioFailed where that is not one."""
    items = open_items(play, path)
    if not items:
        message = f"{path.text} has no open work item: the step {described(play, path)}"
        hint = _WHO if "Nobody: " in message else None
        raise ScenarioFailed(message, hint=hint)
    refusals = [why_not(play, item, make(item), by) for item in items]
    fitting = [item for item, refusal in zip(items, refusals, strict=True) if refusal is None]
    if len(fitting) > 1:
        raise ScenarioFailed(f"{path.text} has {len(fitting)} open work items that may be {doing}: which one is meant?")
    if not fitting:
        first = next(each for each in refusals if each is not None)
        raise ScenarioFailed(first.message, hint=_hint(play, items))
    return fitting[0]


def _hint(play: Play, items: list[ItemRow]) -> str | None:
    """A group of which no members are given may be what is missing; work that nobody may do is the administrator's."""
    if all(item.candidates == (THE_ADMINISTRATOR,) for item in items):
        return f"It is the administrator's, because nobody else may do it. {_WHO}"
    groups = (each for item in items for each in item.candidates if not each.startswith("user:"))
    empty = next((name for each in groups if (name := each.partition(":")[2]) not in play.people.groups), None)
    return None if empty is None else f'Say who is in it: `given members of "{empty}" are "ann"`.'
