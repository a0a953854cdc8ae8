"""The requests that rows of the store lead to: events of the inbox, timers that are due, answers of effects."""

from orchestra_dsl.interpreter.events import Act, TimerDue
from orchestra_dsl.runtime.acting import ENGINE, Acting
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.store.rows import InboxRow, OutboxRow, TimerRow


def from_inbox(row: InboxRow) -> Deliver:
    """Apply an event of the inbox."""
    event = row.event
    by = Acting(event.actor, event.door, event.administrator)
    request = Deliver(row.run, event.act, by, label=event.id, internal=True)
    request.inbox = row.key
    return request


def fired(row: TimerRow) -> Deliver:
    """Tell a run that its timer is due."""
    ref = row.ref
    label = f"{row.kind}/{ref.element}.{ref.visit}.{ref.instance}.{ref.attempt}"
    request = Deliver(row.run, TimerDue(row.kind, ref), ENGINE, label=label, internal=True)
    request.timer = row
    return request


def answered(row: OutboxRow, act: Act) -> Deliver:
    """Tell a run what an effect has come to."""
    return Deliver(row.run, act, ENGINE, label=row.name, internal=True)
