"""The open work items are those of open steps, and say the same; a lock is that of the stage that asked for it."""

from collections.abc import Iterator

from orchestra_dsl.graph.statuses import NOT_CLOSED
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.items import shown_status
from orchestra_dsl.interpreter.names import item_name
from orchestra_dsl.interpreter.state import Instance
from orchestra_dsl.runtime.invariants.subject import Subject


def no_work_item_is_open_for_a_finished_step(run: Subject) -> Iterator[str]:
    """Whoever would do it would be told that it is too late."""
    expected = _expected(run)
    for name, item in run.rows.items.items():
        if item.status in NOT_CLOSED and name not in expected:
            yield f"the work item {name} is {item.status.words}, and its step does not wait for it"


def every_open_step_has_its_work_item(run: Subject) -> Iterator[str]:
    """The item that people see says what the state says."""
    for name, (step, instance) in _expected(run).items():
        item = run.rows.items.get(name)
        if item is None or item.status not in NOT_CLOSED:
            yield f"the step {step} waits for the work item {name}, which is not open"
            continue
        said = (item.status, item.version, item.claimed_by, item.candidates, item.priority)
        assert instance.item is not None
        shown = shown_status(run.state, instance, instance.item)
        if said != (shown, instance.version, instance.claimed_by, instance.candidates, instance.priority):
            yield f"the work item {name} of the step {step} says something else than the run's state"


def _expected(run: Subject) -> dict[str, tuple[str, Instance]]:
    return {
        item_name(Ref(index, step.visit, number)): (run.name(index), instance)
        for index, step in run.state.steps.items()
        for number, instance in step.instances.items()
        if instance.item in NOT_CLOSED
    }


def no_item_is_open_in_error(run: Subject) -> Iterator[str]:
    """An instance that has met an error has no open item: an administrator's retry opens a new one."""
    for index, step in run.state.steps.items():
        for number, instance in step.instances.items():
            if instance.failure is not None and instance.item in NOT_CLOSED:
                yield f"instance {number} of the step {run.name(index)} is in error, and its work item is open"


def locks_are_those_of_open_stages(run: Subject) -> Iterator[str]:
    """Each open stage with a lock stands in its line, and nobody else does."""
    wanted = {(Ref(index, each.visit), each.lock) for index, each in run.state.stages.items() if each.lock is not None}
    for ref, name in sorted(wanted - run.rows.lines):
        yield f"the stage {run.name(ref.element)} counts on the lock `{name}`, and does not stand in its line"
    for ref, name in sorted(run.rows.lines - wanted):
        where = run.name(ref.element) if run.element(ref.element) is not None else f"element {ref.element}"
        yield f"{where} stands in the line for the lock `{name}`, and does not want it"
