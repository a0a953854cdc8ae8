"""What a batch of events changes, as statements with their rows, in the order in which they are to be executed.

Of all these statements most events need few: SQLite is asked nothing by one that has no rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from msgspec.structs import astuple

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter.events import Event
from orchestra_dsl.runtime.sqlite.codec import pack
from orchestra_dsl.runtime.sqlite.compressed import seal_state
from orchestra_dsl.runtime.sqlite.folding import Folded, Row, fold
from orchestra_dsl.runtime.store.rows import Change, NewRun, RecordRow, ScheduleRow, Writes

Rows = Iterable[Sequence[object] | Mapping[str, object]]
Statement = tuple[str, Rows]
"""The name of a query, and the rows for each of which it is executed."""


def statements(writes: Writes) -> Iterator[Statement]:
    """All statements that write this."""
    folded = fold(writes.applied, writes.too_late) if writes.applied or writes.too_late else None
    if writes.runs:
        moved = {} if folded is None else folded.runs
        # A row is written once: one that were begun and then changed would grow, and leave pages half empty.
        yield "insert_run", [(*_new_run(each), *_standing(each, moved)) for each in writes.runs]
    if folded is not None:
        yield from _of_commits(folded)
    lists = _lists(writes)
    if any(lists):  # what most events bring is among the commits
        for (query, _, row), many in zip(_BY_THEMSELVES, lists, strict=True):
            if many:
                yield query, map(row, many)
    if writes.woken:
        yield "advance_change", [(run, key) for key, run in writes.woken if run is not None]
        yield "delete_change", [(key,) for key, run in writes.woken if run is None]
    if writes.fingerprint is not None:
        yield "put_fingerprint", [(writes.fingerprint,)]
    if writes.moved or writes.viewers or writes.view_changes:
        yield from _of_viewers(writes)


def _of_commits(folded: Folded) -> Iterator[Statement]:
    """Rows that go before rows that come: what is cleared is what was there before."""
    if folded.runs:
        yield from _of_runs(folded)
    yield "insert_history", folded.history  # also where the only run is a new one, whose row is written by now
    if folded.cleared:
        for query in ("clear_timers", "clear_watches", "clear_outbox"):
            yield query, folded.cleared
    if folded.timers_gone:
        yield "delete_timer", folded.timers_gone
    if folded.effects_gone:
        yield "delete_outbox", folded.effects_gone
    if folded.watches_gone:
        yield "delete_watches", folded.watches_gone
    if folded.timers:
        yield "insert_timer", ((*key, due) for of_run in folded.timers.values() for key, due in of_run.items())
    if folded.effects:
        yield "insert_outbox", (row for of_run in folded.effects.values() for row in of_run.values())
    if folded.watches:
        yield "insert_watch", folded.watched()
    if folded.items:
        yield from _of_items(folded)
    if folded.turns:
        yield "put_turn", folded.turns


def _of_runs(folded: Folded) -> Iterator[Statement]:
    """Lists of runs are left alone where none has another status; that of a new one is in its row already."""
    if folded.moved:
        yield "move_run", [(folded.runs[run][0], run) for run in folded.moved if run in folded.runs]
    yield "update_run", [row[1:] for row in folded.runs.values()]


def _of_items(folded: Folded) -> Iterator[Statement]:
    yield "put_item", folded.items.values()
    if folded.further:
        yield "insert_further_candidate", ((each, *key) for key, names in folded.further.items() for each in names)


def _of_viewers(writes: Writes) -> Iterator[Statement]:
    moved, viewers, changes = dict(writes.moved), dict(writes.viewers), writes.view_changes
    yield "move_viewers", ({"run": run, "status": int(status)} for run, status in moved.items())
    for query in ("clear_viewers", "clear_view_reads"):
        yield query, ((run,) for run in viewers)
    yield "insert_viewer", ((each, run) for run, of in viewers.items() for each in sorted(of.principals))
    yield "insert_view_read", ((*each, run) for run, of in viewers.items() for each in sorted(of.records))
    yield "put_view_change", (each for each in changes if each.done is not None)
    yield "delete_view_change", (each[:2] for each in changes if each.done is None)


def _new_run(run: NewRun) -> Row:
    """What of the row of a run never changes."""
    return (run.key, run.id, run.graph, run.orchestration, run.at, run.parent, run.open)


def _standing(run: NewRun, moved: dict[int, Row]) -> Row:
    """Where a new run stands: after what has moved it already, which is thereby written, or before its first event."""
    found = moved.pop(run.key, None)
    if found is not None:
        return found[:-1]
    return (int(Status.NOT_STARTED), None, None, None, 0, run.at, seal_state(run.state))


def _record(record: RecordRow) -> Row:
    return (record.type, record.id, record.version, record.changed_at, pack(record.fields))


def _change(change: Change) -> Row:
    return (change.type, change.id, pack((change.fields, change.event, change.until)))


def _of_run(row: tuple[int, Event]) -> Row:
    run, event = row
    return (run, pack(event))


def _aside(row: tuple[int, int, str, Event]) -> Row:
    run, at, error, event = row
    return (run, at, error, pack(event))


def _schedule(schedule: ScheduleRow) -> Row:
    """The row, without the name of the orchestration, which has a table of its own."""
    key, orchestration, _, *rest = astuple(schedule)
    return (key, orchestration, *rest)


def _alone(value: Any) -> Row:
    return (value,)


_BY_THEMSELVES: tuple[tuple[str, str, Callable[[Any], Row]], ...] = (
    ("insert_applied", "event_ids", tuple),
    ("put_record", "records", _record),
    ("delete_record", "deleted", tuple),
    ("insert_once", "once", tuple),
    ("insert_change", "changes", _change),
    ("insert_inbox", "inbox", _of_run),
    ("clear_put_off", "gone_on", _alone),
    ("insert_put_off", "put_off", _of_run),
    ("set_trouble", "troubled", tuple),
    ("set_later", "postponed", tuple),
    ("set_progress", "progress", tuple),
    ("delete_inbox", "taken", _alone),
    ("insert_aside", "aside", _aside),
    ("delete_aside", "resumed", _alone),
    ("note_unstarted", "unstarted", tuple),
    ("put_schedule", "schedules", _schedule),
    ("delete_schedule", "unscheduled", _alone),
)
"""Query, the list in Writes, and how one of it becomes a row."""

_lists: Callable[[Writes], tuple[list[Any], ...]] = attrgetter(*(name for _, name, _ in _BY_THEMSELVES))
"""These lists, of which each event asks whether there is something in them."""
