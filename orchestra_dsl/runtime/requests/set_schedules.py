"""Take the schedules of the installed orchestrations as those that there are."""

from collections import defaultdict

from msgspec.structs import replace

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.programs import Schedule
from orchestra_dsl.runtime.applying.scheduling import coming
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.rows import ScheduleRow

_What = tuple[int, str, str]
"""An orchestration, a cron text and a zone."""


class SetSchedules(Request[None]):
    """Have the store keep a row for each schedule that is installed in this process, and for no other.

    A schedule is known again by its orchestration, its text and its zone: what it has still to start stays, and a new
    version of the orchestration takes it over. Any other is new, and begins now. Where the clock was ahead and has been
    set back, a schedule is due again at its next instant that has not been, and not only where the clock was ahead to.
    """

    lane = "schedules"
    stays = True
    title = "taking the schedules of what is installed"

    def perform(self, batch: Batch) -> None:
        """Compare what there is with what is installed, and write what differs."""
        batch.flush()
        there = defaultdict[_What, list[ScheduleRow]](list)
        for row in batch.transaction.schedules():
            there[row.orchestration, row.cron, row.zone].append(row)
        for each in batch.programs.schedules():
            same = there[each.orchestration.key, each.trigger.cron, each.trigger.zone]
            before = same.pop(0) if same else None
            now = _new(each, batch.now()) if before is None else _kept(before, each, batch.now())
            if now != before:
                batch.writes.schedules.append(now)
        batch.writes.unscheduled += (row.key for rows in there.values() for row in rows if row.key is not None)


def _new(each: Schedule, now: int) -> ScheduleRow:
    orchestration, trigger = each.orchestration, each.trigger
    due, trouble = coming(trigger.cron, trigger.zone, now)
    name, graph = orchestration.graph.name, orchestration.graph_key
    place = (None, orchestration.key, name, graph, each.number, trigger.cron, trigger.zone)
    return ScheduleRow(*place, due, trouble=trouble, since=now)


def _kept(before: ScheduleRow, each: Schedule, now: int) -> ScheduleRow:
    """The same schedule, of the version that is installed; one that did not come may come on this machine."""
    kept = replace(before, graph=each.orchestration.graph_key, trigger=each.number)
    due, trouble = coming(kept.cron, kept.zone, max(now, kept.since))
    if kept.next is None:
        return replace(kept, next=due, trouble=trouble)
    return kept if due is None else replace(kept, next=min(due, kept.next))
