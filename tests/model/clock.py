"""What is due when: every moment at which something happens to a run by itself (rules 9, 13, 14 and 21)."""

from collections.abc import Callable, Iterator
from functools import partial

from attrs import evolve, frozen

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.expressions import Expression
from tests.model import control, due, instances, resting
from tests.model.conditions import Question
from tests.model.leaving import end_work, leave, with_instance
from tests.model.reading import instants
from tests.model.scene import Scene
from tests.model.state import OPEN, Failure, Place, Run, Stored, put, without
from tests.model.world import World


@frozen
class Timer:
    """Something that is due: its moment, the place, a word for it, and what happens."""

    at: int
    place: Place
    what: str
    act: Callable[[Run, World], Run]


def timers(run: Run, world: World) -> list[Timer]:
    """All that is due some time, by due time, then source order, then list order (rule 21).

    Of one place a condition that holds from this instant comes before a limit, and what is to be done about a work item
    on time before its timeout.
    """
    found = [
        *_of_awaits(run),
        *_of_answers(run),
        *_of_conditions(run, world),
        *_of_stages(run),
        *_of_work(run),
        *_of_steps(run),
    ]
    return sorted(found, key=lambda each: (each.at, each.place[0], -1 if each.place[1] is None else each.place[1]))


def _of_stages(run: Run) -> Iterator[Timer]:
    """`up to` counts from the entry, `timeout` from the beginning: control goes to their targets (rules 2 and 3)."""
    for index, stage in run.stages.items():
        element = run.graph.elements[index]
        assert isinstance(element, el.Stage)
        if stage.status not in OPEN:
            continue
        if element.start_limit is not None and stage.limit_at is not None:
            yield Timer(stage.limit_at, (index, None), "limit", _leaves(index, element.start_limit.target))
        if element.timeout is not None and stage.timeout_at is not None:
            yield Timer(stage.timeout_at, (index, None), "timeout", _leaves(index, element.timeout.target))


def _leaves(index: int, target: int) -> Callable[[Run, World], Run]:
    return lambda run, _world: control.jump(leave(run, index), run.graph.elements[index].scope, target)


def _of_steps(run: Run) -> Iterator[Timer]:
    """A timeout is an error called "Timeout"; a pause before a retry ends (rule 13)."""
    for index, step in run.steps.items():
        for instance in step.instances:
            place = (index, instance.number)
            if instance.status not in OPEN:
                continue
            if instance.timeout_at is not None:
                yield Timer(instance.timeout_at, place, "timeout", _timed_out(index, instance.number))
            if instance.retry_at is not None:
                yield Timer(instance.retry_at, place, "retry", _again(index, instance.number))


def _timed_out(index: int, number: int) -> Callable[[Run, World], Run]:
    def act(run: Run, world: World) -> Run:
        instance = run.steps[index].instances[number]
        if instance.work is not None:
            run = end_work(run, instance.work, "expired")
        if instance.call is not None and run.calls[instance.call].kind == "child":
            run = evolve(run, canceled=(*run.canceled, instance.call))
        return instances.broke(run, world, index, number, Failure("Timeout", "it took too long"))

    return act


def _again(index: int, number: int) -> Callable[[Run, World], Run]:
    def act(run: Run, _world: World) -> Run:
        step = run.steps[index]
        instance = evolve(step.instances[number], retry_at=None)
        return with_instance(run, index, instance)

    return act


def _of_work(run: Run) -> Iterator[Timer]:
    """Whoever has a work item is reminded before a rung of the same moment gives it to others."""
    for number, item in enumerate(run.work):
        place = (item.step, item.instance)
        if item.remind_at is not None:
            yield Timer(item.remind_at, place, "remind", partial(_reminds, number))
        if item.until is not None:
            yield Timer(item.until, place, "resume", partial(_goes_on, number))
        for at, _ in item.rungs:
            yield Timer(at, place, "rung", partial(_fires, number))


def _fires(number: int, run: Run, world: World) -> Run:
    return due.fire(run, world, number)


def _reminds(number: int, run: Run, world: World) -> Run:
    return due.remind(run, world, number)


def _goes_on(number: int, run: Run, _world: World) -> Run:
    return resting.goes_on(run, number)


def _of_awaits(run: Run) -> Iterator[Timer]:
    """`after` counts from the arrival of control; an await that is in error waits for nothing."""
    for thread in run.threads.values():
        for at in thread.arms_at.values():
            if not thread.on_the_way and thread.failure is None:
                yield Timer(at, (thread.at, None), "after", partial(_wakes, (thread.at, None)))


def _of_answers(run: Run) -> Iterator[Timer]:
    """A predicate has said when to ask it again (rule 9)."""
    for place, answers in run.answers.items():
        for question, answer in answers.items():
            if answer.again_at is not None:
                yield Timer(answer.again_at, place, "again", partial(_asks_again, place, question))


def _asks_again(place: Place, question: Question, run: Run, _world: World) -> Run:
    """The answer is forgotten: who still has a use for it asks."""
    return evolve(run, answers=put(run.answers, place, without(run.answers[place], question)))


def _of_conditions(run: Run, world: World) -> Iterator[Timer]:
    """`now` in a waiting condition is a timer: asked again at each moment that `now` is compared with (rule 9)."""
    for place, condition, item in waiting(run):
        for at in instants(Scene(run, world, place, item), condition):
            if at >= run.now:
                yield Timer(at, place, "condition", partial(_wakes, place))


def _wakes(place: Place, run: Run, _world: World) -> Run:
    return evolve(run, asleep=run.asleep - {place})


def waiting(run: Run) -> Iterator[tuple[Place, Expression, Stored]]:
    """Every condition that is waited for."""
    for index, element in enumerate(run.graph.elements):
        match element:
            case el.Stage() if index in run.stages and run.stages[index].status in OPEN:
                stage = run.stages[index]
                condition = element.finish_when if stage.began else element.start_when
                if condition is not None and (stage.began or stage.lock is None):
                    yield (index, None), condition, None
            case el.Parallel(finish_when=condition) if index in run.parallels and condition is not None:
                if run.parallels[index].status in OPEN:
                    yield (index, None), condition, None
            case el.Background() | el.Child() | el.Interactive() if index in run.steps:
                yield from _of_step(run, index, element)
            case el.Await(arms=arms) if any(each.at == index for each in run.threads.values()):
                yield from (((index, None), arm.when, None) for arm in arms if isinstance(arm, el.ConditionArm))


def _of_step(run: Run, index: int, element: el.AnyStep) -> Iterator[tuple[Place, Expression, Stored]]:
    step = run.steps[index]
    if step.phase == "start when" and element.start_when is not None and step.status in OPEN:
        yield (index, None), element.start_when, None
    if step.phase == "running" and element.each is not None and element.each.enough_when is not None:
        yield (index, None), element.each.enough_when, None
    for instance in step.instances:
        if instance.status == "active" and instance.outputs is None:
            guards = (element.withdraw_when, element.enabled_while if isinstance(element, el.Interactive) else None)
            yield from (((index, instance.number), each, instance.item) for each in guards if each is not None)
        if instance.status == "active" and instance.outputs is not None and element.finish_when is not None:
            yield (index, instance.number), element.finish_when, instance.item
