"""One doing of a step: its arguments, its attempts, what it gives, and its end (rules 11, 12 and 13)."""

from collections.abc import Mapping

from attrs import evolve

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.values import Stored
from tests.model import calls, guards, undoing, work_items
from tests.model.amounts import duration
from tests.model.conditions import ask, drop_unanswered, forget_answers
from tests.model.errors import Failed
from tests.model.leaving import with_instance
from tests.model.state import Done, Failure, Instance, Run
from tests.model.world import World


def advance(run: Run, world: World, index: int, element: el.AnyStep, number: int) -> Run:
    """What an open instance does next: it begins, tries again, or finishes; else it waits for an answer."""
    instance = run.steps[index].instances[number]
    if instance.status != "active" or instance.failure is not None:
        return run
    if instance.outputs is not None:
        return run if instance.waits else _finish_when(run, world, index, element, instance)
    if instance.call is None and instance.work is None and instance.retry_at is None and not instance.held:
        return _begin_unless_withdrawn(run, world, index, element, number)
    return run


def ask_again(run: Run, world: World, index: int, element: el.AnyStep, number: int) -> Run:
    """Something may have changed: an instance is asked again whether it goes on, or is finished."""
    instance = run.steps[index].instances[number]
    if instance.status != "active" or instance.failure is not None:
        return run
    if instance.outputs is None and instance.held:
        return _begin_unless_withdrawn(run, world, index, element, number)
    if instance.outputs is None:
        return guards.ask_guards(run, world, index, element, number)[0]
    return run if not instance.waits else _finish_when(run, world, index, element, instance)


def _begin_unless_withdrawn(run: Run, world: World, index: int, element: el.AnyStep, number: int) -> Run:
    run, withdraws = guards.ask_guards(run, world, index, element, number)
    instance = run.steps[index].instances[number]
    if withdraws is None and not instance.held:
        return with_instance(run, index, evolve(instance, held=True))
    if withdraws is not False:
        return run
    instance = evolve(instance, held=False)
    return _begin(with_instance(run, index, instance), world, index, element, instance)


def _begin(run: Run, world: World, index: int, element: el.AnyStep, instance: Instance) -> Run:
    """Arguments are evaluated once, and reused by every retry (rule 11)."""
    try:
        if instance.arguments is None:
            arguments = calls.named(run, world, (index, instance), element.arguments, element.parameters)
            acts_for = calls.acts_for(run, world, index, element, instance)
            run = with_instance(run, index, evolve(instance, arguments=arguments, acts_for=acts_for))
        instance = run.steps[index].instances[instance.number]
        if isinstance(element, el.Interactive):
            return work_items.open_item(run, world, index, element, instance)
        run = calls.make(run, world, index, element, instance)
    except Failed as failed:
        return fail(run, index, instance.number, Failure(failed.code, str(failed)))
    return run if element.waits else gave(run, index, instance.number, {})  # nobody waits for what comes of it


def gave(run: Run, index: int, number: int, outputs: Mapping[str, Stored]) -> Run:
    """The work is done; the instance is completed once `finish when` holds."""
    run = drop_unanswered(run, (index, number))
    instance = run.steps[index].instances[number]
    return with_instance(
        run, index, evolve(instance, outputs=outputs, call=None, retry_at=None, timeout_at=None, failure=None)
    )


def _finish_when(run: Run, world: World, index: int, element: el.AnyStep, instance: Instance) -> Run:
    verdict: bool | Failure | None = True
    if element.finish_when is not None:
        run, verdict = ask(run, world, (index, instance.number), element.finish_when, instance.item)
    if isinstance(verdict, Failure):
        return fail(run, index, instance.number, verdict)
    if verdict:
        return complete(run, world, index, element, instance)
    return run if instance.waits else with_instance(run, index, evolve(instance, waits=True))


def complete(run: Run, world: World, index: int, element: el.AnyStep, instance: Instance) -> Run:
    """The instance is completed; what can take it back is noted, with its arguments as they are now (rules 11, 12)."""
    completed = with_instance(run, index, evolve(instance, status="completed", timeout_at=None, waits=False))
    if element.undo is not None and undoing.ever(run):
        try:
            place = (index, instance)
            arguments = calls.named(completed, world, place, element.undo.arguments, element.undo.parameters)
        except Failed as failed:
            return fail(run, index, instance.number, Failure(failed.code, str(failed)))
        entry = Done(index, run.steps[index].visit, instance.number, arguments, run.visits, instance.acts_for)
        completed = evolve(completed, done=(*run.done, entry))
    return forget_answers(completed, index, instance.number)


def broke(run: Run, world: World, index: int, number: int, failure: Failure) -> Run:
    """An attempt has failed: `retry n times` means n further ones, at once or after a pause (rule 13)."""
    instance = run.steps[index].instances[number]
    element = run.graph.elements[index]
    retry = element.retry if isinstance(element, el.Background | el.Child) else None
    instance = evolve(instance, call=None, timeout_at=None)
    if retry is None or instance.further >= retry.times:
        return fail(with_instance(run, index, instance), index, number, failure)
    further = instance.further + 1
    pause = 0
    try:
        if retry.every is not None:
            pause = duration(run, world, (index, number), retry.every, instance.item)
            pause *= 2 ** (further - 1) if retry.doubling else 1
        if retry.up_to is not None:
            pause = min(pause, duration(run, world, (index, number), retry.up_to, instance.item))
    except Failed as failed:
        return fail(with_instance(run, index, instance), index, number, Failure(failed.code, str(failed)))
    retry_at = None if retry.every is None else run.now + pause
    return with_instance(run, index, evolve(instance, further=further, retry_at=retry_at))


def fail(run: Run, index: int, number: int, failure: Failure) -> Run:
    """The instance is in error: nothing of it is under way any more, and a retry asks predicates anew (rule 15)."""
    instance = run.steps[index].instances[number]
    instance = evolve(instance, failure=failure, call=None, retry_at=None, timeout_at=None)
    return forget_answers(with_instance(run, index, instance), index, number)


def skip(run: Run, index: int, number: int) -> Run:
    """The instance is given up: it counts as skipped, and gives nothing (rule 15)."""
    instance = run.steps[index].instances[number]
    instance = evolve(instance, status="skipped", failure=None, call=None, retry_at=None, timeout_at=None)
    return forget_answers(with_instance(run, index, instance), index, number)
