"""What a flow may know of its call beside its arguments, and how it fails in a way that a process can handle."""

import itertools
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs

from orchestra_dsl.graph.values import Value
from orchestra_dsl.plugin.masking import shortened
from orchestra_dsl.plugin.principals import Group, Queue, User
from orchestra_dsl.plugin.progress import Progress, Report, unheard
from orchestra_dsl.plugin.records import Record


class FlowError(Exception):
    """Fail with a name that `on error "Name"` catches: `raise FlowError("NoFunds", "the account is empty")`."""

    def __init__(self, name: str, message: str = "") -> None:
        given: object = name  # whoever checks no types may give anything
        if not isinstance(given, str) or not given:
            raise ValueError(f"a FlowError needs a name, which is a text, and not {shortened(name)}")
        super().__init__(message or name)
        self.name = name


class Postpone(Exception):
    """Raised by a channel that wants to be given a notification later: `raise Postpone(until, "quiet hours of ann")`.

    That is no failure. The notification stays in the outbox, its run says why, and the channel gets it again at that
    instant. Only what may wait (`Notification.may_wait`) can be postponed.
    """

    def __init__(self, until: datetime, why: str) -> None:
        if until.tzinfo is None:
            raise ValueError("a notification is postponed until an instant with a zone")
        super().__init__(why)
        self.until = until


@attrs.frozen(kw_only=True)
class Notification:
    """A message to somebody. `key` is the same whenever the same message is sent again.

    A channel gets one for each user: what is sent to a group or a queue goes to each of its members. `via` is the name
    by which the channel was called, which `orchestra.toml` may have given to it. What a flow sends may not wait: the
    flow is there as long as it takes, and no longer.
    """

    to: User | Group | Queue
    text: str
    subject: str | None = None
    key: str
    via: str = ""
    may_wait: bool = attrs.field(default=True, eq=False)


Send = Callable[[str, Notification], None]
"""Send a notification through the channel of this name."""


Write = Callable[[Record, Mapping[str, Value]], None]
"""Write these fields of a record."""


def nowhere(via: str, _notification: Notification) -> None:
    """What stands for the channels where there are none."""
    raise FlowError("NoChannel", f"no channel {via} is there")


def no_record(record: Record, _fields: Mapping[str, Value]) -> None:
    """What stands for the records where none can be written."""
    raise FlowError("NoRecords", f"the record {record.record_name} cannot be written from here")


@attrs.frozen(kw_only=True)
class Context:
    """One call: a parameter annotated `Context` gets it, and takes no part in the flow's signature.

    `idempotency_key` is the same for every attempt and delivery of one step in one visit: hand it to whatever must
    not be done twice. `attempt` counts from 1. `run` and `step` name the call (`resolve.fix`), `deadline` is when the
    attempt's time is up, and `cancelled` is set once nobody waits for the answer any more. `acting_for` is the user
    whom the step's `as` names. `now` is when the call was made, by the engine's clock.
    `settings` are the plugin's own in `orchestra.toml` (`[settings.NAME]`), `folder` is the
    project's.
    """

    idempotency_key: str
    attempt: int = 1
    run: str = ""
    step: str = ""
    deadline: datetime | None = None
    cancelled: threading.Event = attrs.field(factory=threading.Event)
    acting_for: User | None = None
    now: datetime = attrs.field(factory=lambda: datetime.now(UTC))
    settings: Mapping[str, Any] = attrs.field(factory=dict)
    folder: Path = attrs.field(factory=Path)
    log: logging.LoggerAdapter[logging.Logger]
    _send: Send = attrs.field(default=nowhere, alias="send")
    _write: Write = attrs.field(default=no_record, alias="write")
    _report: Report = attrs.field(default=unheard, alias="report")
    _token: Callable[[], str] = attrs.field(default=str, alias="token")
    _count: Iterator[int] = attrs.field(init=False, factory=lambda: itertools.count(1))

    @property
    def token(self) -> str:
        """What the call can be answered with from outside: once it has returned `Later()`, or before."""
        return self._token()

    def update(self, record: Record, **fields: Value) -> None:
        """Write fields of a record: `context.update(case, status="Closed")`. Whoever waits for them is asked again.

        The flow has to say so: `@flow("…", writes=["Case.status"])`. The instance at hand stays as it was read. The
        write is done when this returns; an async flow awaits `asyncio.to_thread(context.update, …)`.
        """
        self._write(record, fields)

    def progress(self, fraction: float | None = None, text: str = "") -> None:
        """Say how far the call has come: the part that is done, from 0 to 1, or None, and what is being done.

        The newest is seen by whoever looks at the run, at most a second later. It may be called as often as wanted,
        from any thread, and is no part of the run's history.
        """
        self._report(Progress(fraction, text))

    def notify(self, to: User | Group | Queue, text: str, *, via: str, subject: str | None = None) -> None:
        """Tell somebody something through a channel. A repeated call of the flow tells nobody twice.

        The channel is called at once, on this thread, and cannot put it off.
        """
        if not isinstance(to, User | Group | Queue):
            raise TypeError(f'who is told is a User, Group or Queue, as User("ann"), and not {shortened(to)}')
        if self.cancelled.is_set():
            raise FlowError("Cancelled", f"nobody waits for this call any more, and {to} is not told")
        key = f"{self.idempotency_key}/{next(self._count)}"
        self._send(via, Notification(to=to, text=text, subject=subject, key=key, via=via, may_wait=False))
