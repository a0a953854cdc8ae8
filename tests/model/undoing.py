"""`undo`: what steps have done is taken back, newest first, one at a time (rule 12)."""

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model import control
from tests.model.leaving import inside
from tests.model.state import Call, Done, Run
from tests.model.world import World


def begin(run: Run, world: World, scope: int, element: el.Undo) -> Run:
    """Control has come to an `undo`."""
    return advance(control.stand(run, scope, call=None), world, scope, element)


def advance(run: Run, _world: World, scope: int, element: el.Undo) -> Run:
    """The next entry is taken back, or there is none left."""
    thread = run.threads[scope]
    if thread.failure is not None or thread.call is not None:
        return run
    entry = _newest(run, scope, element)
    if entry is None:
        return control.go(run, scope, element.next)
    step = run.graph.elements[entry.step]
    assert isinstance(step, el.Step)
    assert step.undo is not None
    identity = ("undo", entry.visit, entry.step, entry.instance)
    call = Call("undo", thread.at, entry.instance, 0, step.undo.flow, entry.arguments, identity)
    call = evolve(call, acts_for=entry.acts_for)
    undone = (entry.step, entry.visit, entry.instance)
    return control.stand(evolve(run, calls=(*run.calls, call)), scope, call=len(run.calls), undone=undone)


def ever(run: Run) -> bool:
    """Whether anything is ever undone in this orchestration; else nothing has to be known for it."""
    return any(isinstance(each, el.Undo) for each in run.graph.elements)


def _newest(run: Run, scope: int, element: el.Undo) -> Done | None:
    """In a branch what was done in that branch only; with `back to` what was done since that stage was entered."""
    while scope != el.ROOT and isinstance(run.graph.elements[scope], el.HandlerBlock):
        scope = control.scope_around(run, scope)
    elsewhere = [each.undone for each in run.threads.values()]
    for each in reversed(run.done):
        is_taken = (each.step, each.visit, each.instance) in elsewhere
        if inside(run, each.step, scope) and not is_taken and _is_since(run, each, element.back_to):
            return each
    return None


def _is_since(run: Run, entry: Done, stage: int | None) -> bool:
    return stage is None or (stage in run.stages and entry.after >= run.stages[stage].visit)


def undone(run: Run, scope: int) -> Run:
    """The flow has taken it back: the entry is removed."""
    what = run.threads[scope].undone
    done = tuple(each for each in run.done if (each.step, each.visit, each.instance) != what)
    return control.stand(evolve(run, done=done), scope, call=None, undone=None)
