"""Awaits, `wait` and `wait until`: control waits for the first of some arms (section 3; rule 20)."""

from attrs import evolve

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.expressions import Expression
from tests.model import control
from tests.model.amounts import after
from tests.model.conditions import Question, ask, forget_answers, tidy
from tests.model.errors import Failed
from tests.model.leaving import leave
from tests.model.state import Failure, Kept, Run, put, without
from tests.model.world import World


def enter(run: Run, world: World, scope: int, element: el.Await) -> Run:
    """Control comes to an await: a new visit, which forgets what its arms have given and ends the rest (rule 1)."""
    at = run.threads[scope].at
    inner = {run.graph.elements[step].scope for step in element.steps} & run.stages.keys()
    for index in (*(each for each in element.parallels if each in run.parallels), *sorted(inner)):
        run = leave(run, index)
    run = evolve(
        run,
        messages=without(run.messages, at),
        steps=without(run.steps, *element.steps),
        stages=without(run.stages, *inner),
    )
    arms = enumerate(element.arms)
    times = {each: after(run, world, (at, None), arm.after) for each, arm in arms if isinstance(arm, el.TimerArm)}
    return _ask(control.stand(run, scope, arms_at=times), world, scope, element, arriving=True)


def advance(run: Run, world: World, scope: int, element: el.Await) -> Run:
    """Something may have changed: the arms are asked again."""
    return run if run.threads[scope].failure is not None else _ask(run, world, scope, element, arriving=False)


def _ask(run: Run, world: World, scope: int, element: el.Await, *, arriving: bool) -> Run:
    """Arms that are true are taken in source order; on arrival kept messages are tried, the oldest first (rule 20)."""
    thread, asked = run.threads[scope], list[Question]()
    for number, arm in enumerate(element.arms):
        match arm:
            case el.EventArm() if arriving:
                for message in run.kept:
                    if message.until.get((thread.at, number), run.now) > run.now:
                        run, taken = _try(run, world, scope, arm, message)
                        if taken:
                            return evolve(run, kept=tuple(each for each in run.kept if each is not message))
                        if run.threads[scope].failure is not None:
                            return run
            case el.ConditionArm(when=when):
                run, verdict = ask(run, world, (thread.at, None), when, others=asked)
                if isinstance(verdict, Failure):
                    return control.stop(run, scope, verdict)
                if verdict:
                    return take(run, scope, arm.target)
            case el.TimerArm():
                if thread.arms_at[number] <= run.now:
                    return take(run, scope, arm.target)
    return tidy(run, (thread.at, None), asked)


def take(run: Run, scope: int, target: int) -> Run:
    """Control goes on behind an arm."""
    return control.jump(forget_answers(run, run.threads[scope].at), scope, target)


def is_listening(run: Run, event: str) -> bool:
    """Whether an arm of an await in which control stands hears of such an event, or one that keeps it for later."""
    at = {each.at for each in run.threads.values() if not each.on_the_way and each.failure is None}
    return any(
        isinstance(arm, el.EventArm) and arm.event == event and (arm.keep is not None or index in at)
        for index, element in enumerate(run.graph.elements)
        for arm in (element.arms if isinstance(element, el.Await) else ())
    )


def hear(run: Run, world: World, message: Kept) -> Run:
    """The first await that it fits takes a message, once in a run; else arms that say so keep it (rule 20)."""
    asked: dict[tuple[int, int], bool] = {}
    for scope, thread in sorted(run.threads.items(), key=lambda each: each[1].at):
        element = run.graph.elements[thread.at] if thread.at >= 0 else None
        if not isinstance(element, el.Await) or thread.on_the_way or thread.failure is not None:
            continue
        for number, arm in enumerate(element.arms):
            if isinstance(arm, el.EventArm) and arm.event == message.event:
                run, taken = _try(run, world, scope, arm, message)
                if taken:
                    return run
                asked[thread.at, number] = run.threads[scope].failure is not None
                if asked[thread.at, number]:
                    break
    return _keep(run, world, message, asked)


def _try(run: Run, world: World, scope: int, arm: el.EventArm, message: Kept) -> tuple[Run, bool]:
    """Take an arm if its `where` holds for the message."""
    at = run.threads[scope].at
    seen = evolve(run, messages=put(run.messages, at, (message.event, message.fields)))
    verdict: bool | Failure | None = True
    if arm.where is not None:
        seen, verdict = ask(seen, world, (at, None), arm.where)
    if isinstance(verdict, Failure):
        return control.stop(run, scope, verdict), False
    return (take(seen, scope, arm.target), True) if verdict else (run, False)


def _keep(run: Run, world: World, message: Kept, asked: dict[tuple[int, int], bool]) -> Run:
    """Arms with `keep` listen from the start of the run: they keep that for which their `where` holds.

    Where it cannot be asked before control has come to the await, it is asked there.
    """
    until = {}
    for index, element in enumerate(run.graph.elements):
        for number, arm in enumerate(element.arms if isinstance(element, el.Await) else ()):
            if isinstance(arm, el.EventArm) and arm.event == message.event and arm.keep is not None:
                wanted = (
                    asked.get((index, number)) if (index, number) in asked else _fits(run, world, index, arm, message)
                )
                if wanted and (end := _end(run, world, index, arm.keep)) > run.now:
                    until[index, number] = end
    return evolve(run, kept=(*run.kept, evolve(message, until=until))) if until else run


def _fits(run: Run, world: World, index: int, arm: el.EventArm, message: Kept) -> bool:
    seen = evolve(run, messages=put(run.messages, index, (message.event, message.fields)))
    if arm.where is None:
        return True
    return ask(seen, world, (index, None), arm.where)[1] is not False


def _end(run: Run, world: World, index: int, keep: Expression) -> int:
    """Until when a message is kept; not at all where that cannot be told."""
    try:
        return after(run, world, (index, None), keep)
    except Failed:
        return run.now
