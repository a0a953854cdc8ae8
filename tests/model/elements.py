"""What control does at each kind of element when it arrives there."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.types import ObjectOf
from orchestra_dsl.graph.values import principals
from tests.model import awaits, control, failing, parallels, stages, telling, undoing
from tests.model.conditions import Question, ask, forget_answers, tidy, work_out
from tests.model.errors import Failed
from tests.model.leaving import leave
from tests.model.scene import stored_of
from tests.model.state import OPEN, Call, Failure, Run, put
from tests.model.world import World


def arrive(run: Run, world: World, scope: int) -> Run:
    """One step of control: it has come to an element and does what that asks for."""
    at = run.threads[scope].at
    if at == el.THE_END or (at == el.FALLS_OFF and scope == el.ROOT):
        return control.end(run, "completed")
    if at == el.FALLS_OFF and scope == run.graph.on_cancel:
        return control.end(run, "canceled")
    if at == el.FALLS_OFF:
        is_branch = isinstance(run.graph.elements[scope], el.Branch)
        return control.end_of_branch(run, scope) if is_branch else failing.block_is_done(run, scope)
    element = run.graph.elements[at]
    act: Callable[[Run, World, int, Any], Run] = _ACTS[type(element)]
    try:
        return act(run, world, scope, element)
    except Failed as failed:
        return control.stop(run, scope, Failure(failed.code, str(failed)))


def _decide(run: Run, world: World, scope: int, element: el.Decision) -> Run:
    """The first outcome whose condition holds is taken."""
    at, asked = run.threads[scope].at, list[Question]()
    for outcome in element.outcomes:
        verdict: Any = True
        if outcome.when is not None:
            run, verdict = ask(run, world, (at, None), outcome.when, others=asked)
        if isinstance(verdict, Failure):
            return control.stop(run, scope, verdict)
        if verdict is None:
            run = control.stand(run, scope) if run.threads[scope].on_the_way else run
            return tidy(run, (at, None), asked)
        if verdict:
            run = evolve(forget_answers(run, at), visited=run.visited | {(at, outcome.name)})
            return control.jump(run, scope, outcome.target)
    return control.stop(run, scope, Failure("NoOutcome", "no outcome's condition holds"))


def _assign(run: Run, world: World, scope: int, element: el.Assign) -> Run:
    value = work_out(run, world, (run.threads[scope].at, None), element.value)
    stored = stored_of(run.graph.variables[element.variable].type, value)
    return control.go(evolve(run, variables=put(run.variables, element.variable, stored)), scope, element.next)


def _update(run: Run, world: World, scope: int, element: el.Update) -> Run:
    """The write goes through the record source; control waits until it is done."""
    place = (run.threads[scope].at, None)
    record = work_out(run, world, place, element.record)
    changes = stored_of(ObjectOf(element.fields), work_out(run, world, place, element.changes))
    fields = {each.name: changes.get(each.name) for each in element.fields}
    call = Call("update", place[0], 0, run.threads[scope].visit, f"{element.type}.{record}", fields, passed=run.passed)
    return control.stand(evolve(run, calls=(*run.calls, call)), scope, call=len(run.calls))


def _go_to(run: Run, _world: World, scope: int, element: el.GoTo) -> Run:
    return control.jump(run, scope, element.target)


def _end(run: Run, world: World, scope: int, element: el.End) -> Run:
    result = None
    if element.outputs is not None:
        result = work_out(run, world, (run.threads[scope].at, None), element.outputs)
        result = stored_of(ObjectOf(run.graph.outputs), result)
    return control.end(run, "completed", element.outcome, result)


def _fail(run: Run, world: World, scope: int, element: el.Fail) -> Run:
    return control.end(run, "failed", work_out(run, world, (run.threads[scope].at, None), element.reason))


def _notify(run: Run, world: World, scope: int, element: el.Notify) -> Run:
    at = run.threads[scope].at
    people = principals(work_out(run, world, (at, None), element.people))
    body = work_out(run, world, (at, None), element.body)
    told = telling.tell(run, at, element.channels, people, (telling.DEFAULT, body))
    return control.go(told, scope, element.next)


def _log(run: Run, world: World, scope: int, element: el.Log) -> Run:
    text = work_out(run, world, (run.threads[scope].at, None), element.text)
    return control.go(evolve(run, logged=(*run.logged, text)), scope, element.next)


def _cancel(run: Run, _world: World, scope: int, element: el.Cancel) -> Run:
    """What is open of a step or a stage ends as canceled; below a canceled stage control goes on (rule 6)."""
    target = run.graph.elements[element.target]
    run = control.go(run, scope, element.next)
    if isinstance(target, el.Stage) and element.target in run.stages:
        was_open = run.stages[element.target].status in OPEN
        run = leave(run, element.target, "canceled")
        return control.go(run, target.scope, target.next) if was_open else run
    return leave(run, element.target, "canceled")


_ACTS: dict[type, Callable[[Run, World, int, Any], Run]] = {
    el.Stage: stages.enter,
    el.Parallel: parallels.enter,
    el.Await: awaits.enter,
    el.Undo: undoing.begin,
    el.Decision: _decide,
    el.Assign: _assign,
    el.Update: _update,
    el.GoTo: _go_to,
    el.End: _end,
    el.Fail: _fail,
    el.Notify: _notify,
    el.Log: _log,
    el.Cancel: _cancel,
}
