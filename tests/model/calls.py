"""What background steps ask of the world: calls of flows, and runs of other orchestrations (rules 11, 13 and 19)."""

from collections.abc import Mapping

from attrs import evolve

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.types import Field
from tests.model.amounts import duration
from tests.model.conditions import work_out
from tests.model.errors import Failed
from tests.model.leaving import with_instance
from tests.model.scene import stored_of
from tests.model.state import Call, Instance, Run, Stored
from tests.model.world import World


def named(
    run: Run,
    world: World,
    place: tuple[int, Instance],
    arguments: tuple[Expression, ...],
    parameters: tuple[Field, ...],
) -> Mapping[str, Stored]:
    """Arguments in stored form by their parameters' names; those that are missing are left out."""
    index, instance = place
    values = [work_out(run, world, (index, instance.number), each, instance.item) for each in arguments]
    stored = {each.name: stored_of(each.type, value) for each, value in zip(parameters, values, strict=True)}
    return {name: value for name, value in stored.items() if value is not None}


def acts_for(run: Run, world: World, index: int, element: el.AnyStep, instance: Instance) -> str | None:
    """`as E`: the user for whom the step acts, found out with its arguments (rule 11). Raises Failed."""
    if isinstance(element, el.Interactive) or element.acting_for is None:
        return None
    user: str | None = work_out(run, world, (index, instance.number), element.acting_for, instance.item)
    if user is None:
        raise Failed("MissingValue", "the user is missing for whom the step acts")
    if user in world.strangers:
        raise Failed("Nobody", "the directory knows no such user")
    return user


def make(run: Run, world: World, index: int, element: el.Background | el.Child, instance: Instance) -> Run:
    """An attempt: its timeout begins with it (rule 13); its idempotency key is that of the instance (section 6).

    What is called `without waiting` has nothing to do with the step any more: it is called whatever becomes of that,
    and outlives the run (rule 19).
    """
    place = (index, instance.number)
    limit = None if element.timeout is None else duration(run, world, place, element.timeout, instance.item)
    identity = (run.steps[index].visit, *place)
    kind, name = ("child", element.orchestration) if isinstance(element, el.Child) else ("flow", element.flow)
    attempt = instance.attempt + 1
    call = Call(kind, *place, attempt, name, instance.arguments or {}, identity, limit)
    call = evolve(call, waits=element.waits, acts_for=instance.acts_for)
    due = None if limit is None else run.now + limit
    number = len(run.calls) if element.waits else None
    instance = evolve(instance, call=number, attempt=attempt, timeout_at=due)
    return with_instance(evolve(run, calls=(*run.calls, call)), index, instance)
