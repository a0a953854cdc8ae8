"""The record that a work item is about, and the one that it locks: worked out when it is opened (section 3, rule 4)."""

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.types import RecordOf, required
from orchestra_dsl.graph.values import record_name
from tests.model import people
from tests.model.conditions import work_out
from tests.model.errors import Failed
from tests.model.state import OPEN_WORK, Instance, Run
from tests.model.world import World


def about(run: Run, world: World, index: int, element: el.Interactive, instance: Instance) -> str | None:
    """What `about` names; without it the first of the screen's arguments that is a record. Raises Failed."""
    if element.about is not None:
        return named(run, world, index, element.about, instance)
    for field in element.parameters:
        type_ = required(field.type)
        if isinstance(type_, RecordOf):
            id_ = (instance.arguments or {}).get(field.name)
            return None if id_ is None else record_name(type_.name, id_)
    return None


def named(run: Run, world: World, index: int, subject: el.Subject, instance: Instance) -> str:
    """The record that a clause names. Raises Failed."""
    id_ = work_out(run, world, (index, instance.number), subject.record, instance.item)
    if id_ is None:
        raise Failed("MissingValue", f"the {subject.type} is missing")
    return record_name(subject.type, id_)


def may_write(run: Run, world: World, record: str, user: str | None) -> bool:
    """Whether somebody outside of the run may write a record: no open work item locks it, or each lets them.

    With `except assignees` those may write who could do the work now.
    """
    return all(
        _lets(run, world, number, user)
        for number, item in enumerate(run.work)
        if item.locks == record and item.status in OPEN_WORK
    )


def _lets(run: Run, world: World, number: int, user: str | None) -> bool:
    item = run.work[number]
    element = run.graph.elements[item.step]
    assert isinstance(element, el.Interactive)
    return element.assignees_may_write and user is not None and people.may_do(world, item, item.excluded, user)
