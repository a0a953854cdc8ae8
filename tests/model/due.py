"""When a work item is due, and what is done about it as time passes (rule 14).

A rung is none of what puts an element in error (rule 15): where one cannot be worked out, nothing is done.
"""

from attrs import evolve

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.moments import LATEST, BusinessDays
from orchestra_dsl.graph.values import principals
from tests.model import people, telling, work_items
from tests.model.amounts import after
from tests.model.calendars import open_share
from tests.model.conditions import work_out
from tests.model.errors import Failed
from tests.model.state import Instance, Place, Run
from tests.model.world import World

SECOND = 1_000_000


def due_at(run: Run, world: World, place: Place, due: el.Due, instance: Instance) -> int:
    """When the item that is opened now is due. Raises Failed."""
    if due.within is not None:
        return after(run, world, place, due.within, instance.item)
    assert due.at is not None
    moment = work_out(run, world, place, due.at, instance.item)
    if moment is None:
        raise Failed("MissingValue", "the time at which it is due is missing")
    return int(moment.instant)


def start(run: Run, world: World, number: int) -> Run:
    """The item is opened: rungs that are past already fire at once, in order; reminders begin."""
    element, _ = work_items.element_of(run, number)
    rungs = [] if element.due is None else [(_moment(run, world, number, each), each) for each in element.due.rungs]
    times = [(at, place) for place, (at, _) in enumerate(rungs) if at is not None]
    run = work_items.replaced(run, number, rungs=tuple(sorted(times)))
    return fire(_next_reminder(run, world, number), world, number)


def fire(run: Run, world: World, number: int) -> Run:
    """What is due of an open item happens, each rung once."""
    while run.work[number].rungs and run.work[number].rungs[0][0] <= run.now:
        (_, place), *later = run.work[number].rungs
        run = _act(work_items.replaced(run, number, rungs=tuple(later)), world, number, place)
    return run


def remind(run: Run, world: World, number: int) -> Run:
    """Whoever has the item, or may claim it, is told again; and again after as long."""
    return _next_reminder(telling.reminder(run, number), world, number)


def _moment(run: Run, world: World, number: int, rung: el.Rung) -> int | None:
    """When a rung fires; a percentage of business time is measured in open time. None: it cannot be worked out."""
    element, instance = work_items.element_of(run, number)
    item, place = run.work[number], (run.work[number].step, instance.number)
    assert element.due is not None
    assert item.due_at is not None
    try:
        if rung.after is not None:
            return after(evolve(run, now=item.due_at), world, place, rung.after, instance.item)
        assert rung.percent is not None
        if rung.percent == 100 or item.due_at <= item.opened_at:
            return item.due_at
        within = element.due.within and work_out(run, world, place, element.due.within, instance.item)
        if isinstance(within, BusinessDays):
            assert run.graph.calendar is not None
            return open_share(run.graph.calendar, item.opened_at, item.due_at, rung.percent)
        return item.opened_at + (item.due_at - item.opened_at) * rung.percent // 100
    except Failed:
        return None


def _act(run: Run, world: World, number: int, rung: int) -> Run:
    element, instance = work_items.element_of(run, number)
    assert element.due is not None
    action = element.due.rungs[rung].action
    if isinstance(action, el.Remind):
        return telling.reminder(run, number)
    place = (run.work[number].step, instance.number)
    try:
        to = principals(work_out(run, world, place, action.people, instance.item))
        if isinstance(action, el.NotifyRung):
            return telling.tell(run, place[0], action.channels, to)
        run, but = work_items.exclusions(run, world, number)
    except (Failed, work_items.Refused):
        return run
    found = people.able(world, to, (*but, *run.work[number].delegated))
    return work_items.give(run, world, number, found) if found else run


def _next_reminder(run: Run, world: World, number: int) -> Run:
    element, instance = work_items.element_of(run, number)
    if element.remind is None:
        return run
    place = (run.work[number].step, instance.number)
    try:
        at = after(run, world, place, element.remind, instance.item)
    except Failed:
        return work_items.replaced(run, number, remind_at=None)
    soon = None if at <= run.now else min(max(at, run.now + SECOND), LATEST)
    return work_items.replaced(run, number, remind_at=soon)
