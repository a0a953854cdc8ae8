"""Everything that can happen to a run (section 6). Each notes what has happened; then the run settles."""

from collections.abc import Mapping

from attrs import evolve

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph import reach
from orchestra_dsl.graph.types import Optional
from orchestra_dsl.graph.values import principals
from tests.model import (
    awaits,
    clock,
    control,
    failing,
    instances,
    people,
    recounting,
    stages,
    steps,
    undoing,
    work_items,
)
from tests.model.asking import waiting_scope, waiting_stage, waits
from tests.model.canceled import cancel
from tests.model.conditions import Question, work_out
from tests.model.errors import Failed
from tests.model.settle import settle
from tests.model.state import WHOLE, Failure, Instance, Kept, Place, Run, Stored, put, without
from tests.model.suspended import comes, go_on
from tests.model.work_items import Refused
from tests.model.world import World


def started(run: Run, world: World, arguments: tuple[Stored, ...], by: str | None) -> Run:
    """The run begins: control enters the first element."""
    run = evolve(run, status="active", arguments=arguments, started_at=run.now, started_by=by)
    run = evolve(run, originals=_originals(run, world))
    return settle(control.go(run, el.ROOT, run.graph.first), world)


def _originals(run: Run, world: World) -> Mapping[int, Mapping[str, Stored]]:
    """What `original(…)` reads of the records that the run starts with, as they are now."""
    found = {}
    for kept in run.graph.originals:
        record = world.record(kept.record, run.arguments[kept.parameter] or "")
        if record is not None:
            found[kept.parameter] = {name: record[name] for name in kept.fields if name in record}
    return found


def returned(run: Run, world: World, number: int, outputs: Mapping[str, Stored]) -> Run:
    """A call is answered; the answer to one that nobody waits for any more is ignored (rule 1)."""
    return comes(run, world, lambda run, world: _returned(run, world, number, outputs))


def _returned(run: Run, world: World, number: int, outputs: Mapping[str, Stored]) -> Run:
    call = run.calls[number]
    if call.kind in ("undo", "update"):
        scope = waiting_scope(run, number)
        if scope is None:
            return run
        element = run.graph.elements[call.element]
        run = undoing.undone(run, scope) if call.kind == "undo" else control.go(run, scope, getattr(element, "next"))  # noqa: B009 - all elements that write have one
        return settle(run, world, call.passed)
    if not waits(run, number):
        return run
    return settle(instances.gave(run, call.element, call.instance, outputs), world)


def broke(run: Run, world: World, number: int, code: str, message: str) -> Run:
    """A call has failed."""
    return comes(run, world, lambda run, world: _broke(run, world, number, code, message))


def _broke(run: Run, world: World, number: int, code: str, message: str) -> Run:
    call = run.calls[number]
    failure = Failure(code, message)
    if call.kind in ("undo", "update"):
        scope = waiting_scope(run, number)
        return (
            run if scope is None else settle(control.stand(run, scope, failure=failure, call=None, undone=None), world)
        )
    if not waits(run, number):
        return run
    return settle(instances.broke(run, world, call.element, call.instance, failure), world)


def lock_taken(run: Run, world: World, number: int, *, at_once: bool = False) -> Run:
    """A stage has the lock that it has stood in line for: its steps begin (rule 18).

    `at_once`: nobody else had it, so that a loop through such stages does not wait (rule 22).
    """
    return comes(run, world, lambda run, world: _lock_taken(run, world, number, at_once=at_once))


def _lock_taken(run: Run, world: World, number: int, *, at_once: bool) -> Run:
    index = waiting_stage(run, number)
    if index is None:
        return run
    element = run.graph.elements[index]
    assert isinstance(element, el.Stage)
    return settle(stages.start(run, world, index, element), world, run.calls[number].passed if at_once else 0)


def predicate_answered(
    run: Run, world: World, place: Place, question: Question, *, value: bool, again_in: int | None
) -> Run:
    """A plugin's predicate answers, and says perhaps when to ask it again (rule 9)."""
    asked = run.answers.get(place, {}).get(question)

    def answered(run: Run, world: World) -> Run:
        known = run.answers.get(place, {})
        if asked is None or known.get(question) is not asked:
            return run
        answer = evolve(asked, value=value, again_at=None if again_in is None else run.now + again_in)
        return settle(evolve(run, answers=put(run.answers, place, put(known, question, answer))), world)

    return comes(run, world, answered)


def predicate_broke(run: Run, world: World, place: Place, question: Question, failure: Failure) -> Run:
    """A plugin's predicate fails: what has asked is in error (rule 15)."""
    asked = run.answers.get(place, {}).get(question)

    def failed(run: Run, world: World) -> Run:
        known = run.answers.get(place, {})
        if asked is None or known.get(question) is not asked:
            return run
        run = evolve(run, answers=without(run.answers, place))  # it is asked nothing more, as long as it is in error
        return settle(failing.put_in_error(run, place, failure), world)

    return comes(run, world, failed)


def record_changed(run: Run, world: World, type_: str, id_: str) -> Run:
    """A record was written or deleted. What predicates have said of it is forgotten: an input has changed (rule 9).

    Of a suspended run whoever reads it is asked again once the run goes on.
    """
    answers = {
        place: {question: each for question, each in known.items() if (type_, id_) not in each.about}
        for place, known in run.answers.items()
    }
    run = evolve(run, answers=answers)
    return run if run.suspended else settle(run, world)


def completed(run: Run, world: World, number: int, user: str, outputs: Mapping[str, Stored]) -> Run:
    """A work item is done; perhaps somebody is missing now for those beside it (rule 16)."""
    return settle(recounting.completed(run, world, number, user, outputs), world)


def message(run: Run, world: World, event: str, fields: Mapping[str, Stored]) -> Run:
    """An event from outside, for whoever waits for it (rule 20)."""
    if not awaits.is_listening(run, event):
        return run
    return comes(run, world, lambda run, world: settle(awaits.hear(run, world, Kept(event, fields, {})), world))


def passes(run: Run, world: World) -> Run:
    """The moment has come to which the clock was set: what is due happens, one after another (rule 21)."""
    done: list[tuple[int, Place, str]] = []
    ripe = [each for each in clock.timers(run, world) if each.at <= run.now]
    run = evolve(run, asleep=frozenset(each.place for each in ripe if each.what in ("condition", "after")))
    while run.status == "active":
        ripe = [each for each in clock.timers(run, world) if each.at <= run.now]
        timer = next((each for each in ripe if (each.at, each.place, each.what) not in done), None)
        if timer is None:
            break
        done.append((timer.at, timer.place, timer.what))
        run = settle(timer.act(run, world), world)  # each is an event
    return settle(evolve(run, asleep=frozenset()), world)


def canceled(run: Run, world: World, by: str | None, *, administrator: bool, at_once: bool = False) -> Run:
    """Somebody who may ends the run."""
    run = cancel(run, world, by, administrator=administrator, at_once=at_once)
    return run if run.suspended else go_on(run, world)


def retried(run: Run, world: World, index: int, by: str | None, *, administrator: bool) -> Run:
    """An administrator tries again what is in error (rule 15)."""
    places = _in_error(run, world, index, by, administrator=administrator)
    for place in places:
        run = failing.again(run, place)
    element = run.graph.elements[index]
    if isinstance(element, el.Stage) and not run.stages[index].began:
        run = stages.await_start(run, world, index, element)
    return settle(run, world)


def skipped(
    run: Run, world: World, index: int, outputs: Mapping[str, Stored] | None, by: str | None, *, administrator: bool
) -> Run:
    """An administrator goes on without what is in error, or completes a step by hand with outputs (rules 8 and 15)."""
    places = _in_error(run, world, index, by, administrator=administrator)
    element = run.graph.elements[index]
    if isinstance(element, el.Step):
        _check_outputs(element, outputs)
        if isinstance(element, el.Interactive) and (outputs is not None or element.exclude or element.different):
            _check_not_excluded(run, world, places, element, by)
        for place in places:
            run = failing.skip(run, place) if outputs is None else steps.complete_by_hand(run, index, outputs, by)
    elif outputs is not None or not hasattr(element, "next"):
        raise Refused("it has no outputs, or nothing comes after it")
    else:
        _check_passed_over(run, world, element, by)
        run = failing.skip(run, places[0])
    return settle(run, world)


def _check_passed_over(run: Run, world: World, around: el.AnyElement, by: str | None) -> None:
    """Nor do they skip a stage or a parallel in which it has not finished (rule 16)."""
    scopes = around.branches if isinstance(around, el.Parallel) else [run.graph.elements.index(around)]
    for index, step in run.steps.items():
        element = run.graph.elements[index]
        stage = run.stages.get(element.scope)
        inside = not set(scopes).isdisjoint(reach.scopes(run.graph.elements, index))
        if not isinstance(element, el.Interactive) or not inside or stage is None or stage.left:
            continue
        if step.status not in ("not started", "waiting", "active", "error"):
            continue
        if element.each is not None and step.items is None:
            _check_named_out(run, world, index, element, by)
        elif element.exclude or element.different:
            _check_not_excluded(run, world, [(index, WHOLE)], element, by)


def _check_named_out(run: Run, world: World, index: int, element: el.Interactive, by: str | None) -> None:
    """A `for each` that has no items yet: what is about an item names nobody."""
    for each in element.exclude:
        try:
            named = principals(work_out(run, world, (index, WHOLE), each))
        except Failed:
            continue
        if by in people.barred_users(world, named):
            raise Refused("they are excluded from it")


def _check_outputs(step: el.AnyStep, outputs: Mapping[str, Stored] | None) -> None:
    """Who skips gives values for whatever a later element may read (rule 8)."""
    needed = [each.name for each in step.outputs if not isinstance(each.type, Optional)]
    if step.each is not None and outputs is not None:
        raise Refused("instances are not completed by hand")
    if step.each is None and outputs is None and step.kept and needed:
        raise Refused("its outputs may be read later")


def _check_not_excluded(run: Run, world: World, places: list[Place], element: el.Interactive, by: str | None) -> None:
    """Nobody completes or passes over by hand what they are excluded from: it beats every grant (rule 16)."""
    index, number = places[0]
    ended = [Instance(0, None)]
    if element.each is not None:
        step = run.steps[index]
        open_ = [each for each in step.instances if each.status == "active"]
        to_come = [Instance(at, item) for at, item in enumerate(step.items or ()) if at >= len(step.instances)]
        failed_ = [each for each in open_ if each.failure is not None and each.failure.left]
        ended = [*open_, *to_come] if number is WHOLE else failed_
    for each in ended:
        try:
            but = people.excluded(run, world, index, element, each)
        except Failed as failed:
            raise Refused(str(failed)) from failed
        if by in people.barred_users(world, but):
            raise Refused("they are excluded from it")


def _in_error(run: Run, world: World, index: int, by: str | None, *, administrator: bool) -> list[Place]:
    if not (administrator or work_items.granted(run, world, "administer", by)):
        raise Refused("only administrators mend")
    if run.suspended:
        raise Refused("the run is suspended")
    places = [place for place, failure in failing.failures(run) if place[0] == index and failure.left]
    if not places:
        raise Refused("it is not in error")
    return places
