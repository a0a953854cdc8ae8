"""What a run waits for, in words: who is asked, what is called, which condition does not hold, and until when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from orchestra_dsl.graph.moments import show_instant
from orchestra_dsl.graph.statuses import CLOSED, NOT_CLOSED, ItemStatus, Status
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter.acts import KINDS
from orchestra_dsl.runtime.counters.views import MOST_COUNTED, Lock, Open, Pending, RunView, Timer
from orchestra_dsl.runtime.counters.work_item import WorkItem
from orchestra_dsl.runtime.store.rows import PUT_OFF, AsideRow, RunRow
from orchestra_dsl.workspace.timeline import Timeline

_TIMERS = {
    "retry": "the next attempt",
    "timeout": "its time is up",
    "limit": "it waits no longer",
    "after": "its time has passed",
    "condition": "its condition is asked again",
    "again": "its condition is asked again",
    "resume": "the work goes on",
    "remind": "the next reminder",
    "notify": "others are told that it is not done",
    "reassign": "it is given to others",
}
"""What happens when a timer of this kind is due."""


@attrs.frozen
class Waits:
    """Something that a run waits for: the element (if it is one) and its place, a sentence, and what time will bring.

    `due` holds instants in microseconds, each with what happens then.
    """

    element: str | None
    place: str
    text: str
    due: tuple[tuple[int, str], ...] = ()
    item: int | None = None


def waits_for(view: RunView, items: Sequence[WorkItem], timeline: Timeline) -> list[Waits]:
    """What keeps the run from going on, in the order of the source; each open item of a `for each` by itself."""
    children = {each.id: each for each in view.children}
    still = [Waits(None, timeline.place(None), view.suspended)] if view.suspended else []
    if view.canceling is not None:
        reason = f" ({view.canceling})" if view.canceling else ""
        still.append(Waits(None, timeline.place(None), f"being canceled{reason}: it ends when this is done"))
    found = [waits for each in view.open for waits in _waits(each, _items_of(each, items), timeline, children)]
    return still + found + [_not_told(each, timeline) for each in view.pending]


def _items_of(open_: Open, items: Sequence[WorkItem]) -> list[WorkItem]:
    found = [item for item in items if item.element == open_.element and item.status in NOT_CLOSED]
    return sorted(found, key=lambda item: item.instance or 0)


def _waits(
    open_: Open, items: Sequence[WorkItem], timeline: Timeline, children: Mapping[str, RunRow]
) -> Iterator[Waits]:
    of_items = {_number(item) for item in items}
    due = _coming(each for each in open_.due if each.instance not in of_items)
    text = _running(open_, children) or _text(open_, has_items=bool(items) and not _waits_to_open(open_, items))
    if text is not None:
        yield Waits(open_.element, timeline.place(open_.element), text, due)
        due = ()
    trouble = f"its due time could not be acted on: {open_.trouble}" if open_.trouble else ""
    if trouble and len(items) > 1:
        yield Waits(open_.element, timeline.place(open_.element), trouble)
    for item in items:
        text = f"{item_text(item)}; {trouble}" if trouble and len(items) == 1 else item_text(item)
        own = _coming(each for each in open_.due if each.instance == _number(item))
        yield Waits(open_.element, timeline.place(open_.element, item.instance), text, (*own, *due), item.key)
        due = ()


def _waits_to_open(open_: Open, items: Sequence[WorkItem]) -> bool:
    """Whether no item can be done before something changes: `enabled while` does not hold."""
    return bool(open_.reads) and all(item.status == ItemStatus.SUSPENDED for item in items)


def _number(item: WorkItem) -> int:
    """The number of the item's instance as timers have it."""
    return 0 if item.instance is None else item.instance - 1


def _coming(timers: Iterable[Timer]) -> tuple[tuple[int, str], ...]:
    """What time will bring, in words, each once."""
    return tuple(dict.fromkeys((each.at, _TIMERS.get(each.kind, each.kind)) for each in timers))


def _not_told(pending: Pending, timeline: Timeline) -> Waits:
    """A notification that has not come through; it holds nothing up."""
    names = ", ".join(principal_name(each) for each in pending.to)
    text = f"telling {names} via {pending.channel}"
    if pending.trouble is not None and pending.trouble.startswith(PUT_OFF):
        text = f"{text} is {pending.trouble}"
    elif pending.trouble is not None:
        text = f"{text} has not worked yet ({pending.trouble}); it is tried again for a day"
    return Waits(pending.element, timeline.place(pending.element), text)


def fault(row: AsideRow) -> Waits:
    """An event that was put aside, for the people who look after runs."""
    event = KINDS[type(row.event.act)]
    text = f"the event `{event}` could not be applied ({row.error}); it is kept, and can be retried"
    return Waits(None, "Put aside", text)


def _text(open_: Open, *, has_items: bool) -> str | None:
    """A sentence; None for what only waits for something inside it, which has a sentence of its own."""
    if open_.error is not None:
        return f"in error: {open_.error}"
    if open_.calls or open_.later:
        return ", ".join(_calling(open_))
    if has_items:
        return None
    if any(each.kind == "retry" for each in open_.due):
        return "waiting to try again"
    wanted = [f"the event {each}" for each in open_.events]
    if open_.reads:
        wanted.append(f"a change of {', '.join(each.removesuffix('.*') for each in open_.reads)}")
    elif open_.asks:
        wanted.append("its condition")
    if wanted:
        return f"waiting for {' or '.join(wanted)}"
    if any(each.kind == "after" for each in open_.due):
        return "waiting for its time to pass"
    return _still(open_)


def _still(open_: Open) -> str | None:
    """What keeps an element that waits for nothing from outside."""
    if open_.lock is not None:
        return f"waiting for the lock {open_.lock.name}, which {_holder(open_.lock)}"
    if open_.turn_of is not None:
        return f"waiting for its turn, which {open_.turn_of} has"
    if open_.ending:
        return "done, and waiting for its `finish when` to hold"
    if open_.status == Status.WAITING:
        return "waiting for its condition"
    return "open until something happens" if open_.due else None


def _holder(lock: Lock) -> str:
    """Who has a lock, and how many stand before the one who waits for it."""
    many = f"more than {MOST_COUNTED:,}" if lock.others > MOST_COUNTED else f"{lock.others:,}"
    line = f"; {many} {'stands' if lock.others == 1 else 'stand'} in line before it" if lock.others > 0 else ""
    holder = "another run has" if lock.run is None else f"{lock.element} of run {lock.run} has"
    return f"{holder}, and that run is {_IS[lock.status]}{line}"


def _calling(open_: Open) -> Iterator[str]:
    """What is being called, and which calls somebody outside is to answer."""
    so_far = f" ({open_.progress})" if open_.progress else ""
    if open_.calls:
        whose = "its answer" if len(open_.calls) == 1 else "the answer of one"
        unstored = f"; {whose} cannot be stored yet: {open_.unstored}" if open_.unstored else ""
        yield f"calling {' and '.join(_counted(open_.calls))}{so_far}{unstored}"
    if open_.later:
        yield f"waiting for somebody outside to complete {' and '.join(_counted(open_.later))}{so_far}"


def _counted(calls: Sequence[str]) -> Iterator[str]:
    """What is called, each once, with how often where it is more than once."""
    for name, times in Counter(calls).items():
        yield name if times == 1 else f"{name} ({times:,} times)"


def _running(open_: Open, children: Mapping[str, RunRow]) -> str | None:
    """That a step waits for a run of its own, and how that one stands; or for what people may add."""
    if open_.adding:
        return "all that was begun is done: waiting for what people may add, or for their word that nothing more comes"
    if open_.child is None:
        return None
    child = children.get(open_.child)
    if child is None:
        return f"waiting for run {open_.child}"
    error = f": {child.error}" if child.error else ""
    return f"waiting for run {child.id} of {child.orchestration}, which is {_IS[child.status]}{error}"


_IS = {each: each.words for each in Status} | {Status.ERROR: "in error", Status.NOT_STARTED: "about to start"}


def item_text(item: WorkItem) -> str:
    """Who is asked, who has taken it, who has done it; how it has ended without anybody doing it."""
    if item.completed_by is not None:
        return f"completed by {principal_name(item.completed_by)}{_place(item)}"
    if item.status in CLOSED:
        return item.status.words
    if item.status == ItemStatus.SUSPENDED:
        until = "" if item.until is None else f" until {show_instant(item.until)}"
        return f"suspended{until}, {_whose(item)}"
    return _whose(item)


def _place(item: WorkItem) -> str:
    """In whose place a substitute acts."""
    return "" if item.acting_for is None else f" for {principal_name(item.acting_for)}"


def _whose(item: WorkItem) -> str:
    if item.claimed_by is not None:
        return f"claimed by {principal_name(item.claimed_by)}{_place(item)}"
    after = f", delegated by {', '.join(map(principal_name, item.delegated))}" if item.delegated else ""
    return f"open for {', '.join(map(principal_name, item.candidates))}{after}"
