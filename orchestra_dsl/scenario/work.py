"""What people do in a scenario with work items: each on the one item of a step on which they may act so."""

from collections.abc import Iterator
from typing import Any, assert_never

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.moments import parse_datetime
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.scenario.children import run_of
from orchestra_dsl.scenario.items import the_item
from orchestra_dsl.scenario.people import user
from orchestra_dsl.scenario.play import Play
from orchestra_dsl.scenario.standing import is_interactive, status_of


def on_item(play: Play, line: s.OnItem) -> None:
    """Carry out what is done with the work item of a step."""
    work, by, step = play.engine.work, play.by(line.person), line.step
    match line:
        case s.Claim():
            work.claim(the_item(play, step, "claimed", lambda item: ev.ItemClaimed(item.ref), by).key, by)
        case s.Release():
            work.release(the_item(play, step, "released", lambda item: ev.ItemReleased(item.ref), by).key, by)
        case s.Complete(value=value):
            item = the_item(play, step, "completed", lambda item: ev.ItemCompleted(item.ref, {}), by)
            work.complete(item.key, {**item.draft, **(_given(play, value) or {})}, by)  # as `orchestra work complete`
        case s.Skip():
            _skip(play, line, by)
        case s.Save(value=value):
            item = the_item(play, step, "saved", lambda item: ev.ItemSaved(item.ref, {}), by)
            work.save(item.key, play.value(value), by)
        case s.Suspend() | s.Resume() | s.Prioritize():
            _change(play, line, by)
        case s.Delegate() | s.Reassign():
            _hand_on(play, line, by)
        case _:
            assert_never(line)


def _change(play: Play, line: s.Suspend | s.Resume | s.Prioritize, by: Acting) -> None:
    """Let an item rest or go on, or change how urgent it is."""
    work, step = play.engine.work, line.step
    match line:
        case s.Suspend():
            until = _until(play, line)
            item = the_item(play, step, "suspended", lambda item: ev.ItemSuspended(item.ref, until), by)
            work.suspend(item.key, by, until=until)
        case s.Resume():
            work.resume(the_item(play, step, "resumed", lambda item: ev.ItemResumed(item.ref), by).key, by)
        case s.Prioritize(priority=priority):
            number = play.value(priority)
            item = the_item(play, step, "prioritized", lambda item: ev.ItemPrioritized(item.ref, number), by)
            work.prioritize(item.key, number, by)


def _hand_on(play: Play, line: s.Delegate | s.Reassign, by: Acting) -> None:
    """Give an item to somebody else."""
    work, step = play.engine.work, line.step
    match line:
        case s.Delegate(to=to):
            other = user(to)
            item = the_item(play, step, "delegated", lambda item: ev.ItemDelegated(item.ref, other), by)
            work.delegate(item.key, other, by)
        case s.Reassign(people=people):
            others = tuple(people_of(play, people))
            item = the_item(play, step, "reassigned", lambda item: ev.ItemReassigned(item.ref, others), by)
            work.reassign(item.key, others, by)


def _skip(play: Play, line: s.Skip, by: Acting) -> None:
    """Pass over an item; whatever is in error is gone on without by hand, as an administrator does."""
    step, outputs = line.step, _given(play, line.value)
    if status_of(play, step) == Status.ERROR or not is_interactive(play, step):
        play.engine.runs.skip(run_of(play, step), by, element=step.element, outputs=outputs)
        return
    item = the_item(play, step, "skipped", lambda item: ev.ItemSkipped(item.ref), by)
    play.engine.work.skip(item.key, by, outputs=outputs)


def _given(play: Play, value: s.Valued | None) -> Any:
    return None if value is None else play.value(value)


def _until(play: Play, line: s.Suspend) -> int | None:
    """The instant until which an item is to rest, in microseconds since 1970; None for until somebody resumes it."""
    if line.until is not None:
        return parse_datetime(play.value(line.until)).instant
    return None if line.duration is None else play.evaluation.after(line.duration)


def people_of(play: Play, people: s.Valued) -> list[str]:
    """Users, groups and queues of a value; a missing one is nobody."""
    found = play.value(people)
    return [] if found is None else [found] if isinstance(found, str) else list(_flat(found))


def _flat(people: list[Any]) -> Iterator[str]:
    for each in people:
        if each is not None:
            yield from [each] if isinstance(each, str) else _flat(each)
