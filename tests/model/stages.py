"""Stages: entered, begun, finished (section 3; rules 1, 3, 6 and 7)."""

from collections.abc import Iterable

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model import control
from tests.model.amounts import after
from tests.model.conditions import ask, forget_answers
from tests.model.errors import Failed
from tests.model.leaving import close, leave
from tests.model.locks import give_back, stand_in_line
from tests.model.reading import is_open
from tests.model.state import FINISHED, Failure, Run, Stage, Step, put
from tests.model.world import World


def enter(run: Run, world: World, scope: int, element: el.Stage) -> Run:
    """Control enters a stage: a new visit, which forgets what the one before has left (rule 1)."""
    index, visit = run.threads[scope].at, run.visits + 1
    run = leave(run, index)
    steps = {each: Step(visit) for each in element.steps}
    run = control.stand(evolve(run, visits=visit, steps={**run.steps, **steps}), scope)
    run = _with(run, index, Stage(visit, "waiting"))
    run = await_start(run, world, index, element)
    return run if run.stages[index].failure is not None else begin(run, world, index, element)


def await_start(run: Run, world: World, index: int, element: el.Stage) -> Run:
    """It may wait for `start when` for as long as `up to` says."""
    if element.start_limit is None:
        return run
    try:
        limit_at = after(run, world, (index, None), element.start_limit.duration)
    except Failed as failed:
        return fail(run, index, Failure(failed.code, str(failed)))
    return _with(run, index, evolve(run.stages[index], limit_at=limit_at))


def advance(run: Run, world: World, index: int, element: el.Stage) -> Run:
    """It finishes once what it waits for among its steps has come about; its lock is for whatever goes on in it too."""
    stage = run.stages[index]
    if stage.status == "completed" and not is_open(run, index, stage):
        return give_back(run, index)
    if stage.failure is not None or stage.status != "active" or not stage.began or element.finish_when is not None:
        return run
    return _finish(run, index, element) if is_over(run, world, index, element)[1] else run


def ask_again(run: Run, world: World, index: int, element: el.Stage) -> Run:
    """Something may have changed: an open stage is asked again whether it begins, or whether it is over."""
    stage = run.stages[index]
    if stage.failure is not None or stage.status not in ("waiting", "active"):
        return run
    if not stage.began:
        return run if stage.lock is not None else begin(run, world, index, element)
    run, over = is_over(run, world, index, element)
    if isinstance(over, Failure):
        return fail(run, index, over)
    return _finish(run, index, element) if over else run


def begin(run: Run, world: World, index: int, element: el.Stage) -> Run:
    """Once `start when` holds its timeout begins, and it stands in line for its lock; then its steps begin (rule 3)."""
    holds = True
    if element.start_when is not None:
        run, verdict = ask(run, world, (index, None), element.start_when)
        if isinstance(verdict, Failure):
            return fail(run, index, verdict)
        holds = bool(verdict)
    if not holds:
        return run
    run = forget_answers(_with(run, index, evolve(run.stages[index], limit_at=None)), index)
    try:
        run = _with_timeout(stand_in_line(run, world, index, element), world, index, element)
    except Failed as failed:
        return fail(run, index, Failure(failed.code, str(failed)))
    return run if run.stages[index].lock is not None else start(run, world, index, element)


def _with_timeout(run: Run, world: World, index: int, element: el.Stage) -> Run:
    if element.timeout is None:
        return run
    timeout_at = after(run, world, (index, None), element.timeout.duration)
    return _with(run, index, evolve(run.stages[index], timeout_at=timeout_at))


def start(run: Run, world: World, index: int, element: el.Stage) -> Run:
    """Its steps begin, unless it is over before."""
    run = _with(run, index, evolve(run.stages[index], status="active", began=True))
    return ask_again(run, world, index, element)


def is_over(run: Run, world: World, index: int, element: el.Stage | el.Parallel) -> tuple[Run, bool | Failure | None]:
    """Whether `finish when` is met; without it, whether nothing in it is open or can still open (rules 6 and 7)."""
    if element.finish_when is not None:
        return ask(run, world, (index, None), element.finish_when)
    if isinstance(element, el.Stage):
        statuses = {each: run.steps[each].status for each in element.steps}
    else:
        statuses = dict(run.parallels[index].branches)
    if element.finish is not None:
        return run, reached(element.finish, (statuses[each] for each in element.finish.elements))
    return run, all(each in FINISHED for each in statuses.values())


def reached(join: el.Join, statuses: Iterable[str]) -> bool:
    """For all, what is finished counts; for any and n of, what is completed, until it cannot be n any more (rule 6)."""
    known = list(statuses)
    enough = join.count is not None and known.count("completed") >= join.count
    return enough or all(each in FINISHED for each in known)


def _finish(run: Run, index: int, element: el.Stage) -> Run:
    """`rest stop` discontinues what is open, `rest continue` lets it go on."""
    stage = evolve(run.stages[index], status="completed", timeout_at=None)
    run = forget_answers(_with(run, index, stage), index)
    if not element.rest_continues:
        run = give_back(close(run, index), index)
    return control.go(run, element.scope, element.next)


def fail(run: Run, index: int, failure: Failure) -> Run:
    """The stage is in error."""
    return _with(run, index, evolve(run.stages[index], failure=failure))


def _with(run: Run, index: int, stage: Stage) -> Run:
    return evolve(run, stages=put(run.stages, index, stage))
