"""Calling what plugins supply. Whatever their code does, the answer is a plain value: what came of it, or Failed.

    call = calls.flow(request)            # finds the flow and loads the arguments
    answer = call.run()                   # or, where call.is_async: await call.run_async()

Both may be done on any thread. An async call that is cancelled from outside raises CancelledError.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar, TypeVar

import attrs

from orchestra_dsl.graph.values import Stored, Value
from orchestra_dsl.plugin.answers import answered, returned, viewed
from orchestra_dsl.plugin.context import Context, FlowError, Notification, Postpone
from orchestra_dsl.plugin.convert import check_call, load_arguments
from orchestra_dsl.plugin.directory import Directory
from orchestra_dsl.plugin.flow import Flow
from orchestra_dsl.plugin.invocation import (
    Answered,
    CalledKind,
    Failed,
    Invocation,
    Manner,
    Postponed,
    Returned,
    TellAnswer,
    failure,
)
from orchestra_dsl.plugin.isolation.calling import Fetched, Home, IsolatedCall, isolated
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.limits import Limits
from orchestra_dsl.plugin.loading import Fetch, Loading
from orchestra_dsl.plugin.origin import is_ctrl_c
from orchestra_dsl.plugin.predicate import Predicate
from orchestra_dsl.plugin.principals import User
from orchestra_dsl.plugin.problems import Unavailable, message_of
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.plugin.request import RecordWriter, Request
from orchestra_dsl.plugin.screen import View
from orchestra_dsl.plugin.supplied import Signed, Supplied

__all__ = ["Calls", "Ready", "ReadyFlow", "Request"]

A = TypeVar("A")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Ready = Invocation[A] | Failed
"""A call that can be carried out, or the reason why it cannot."""
ReadyFlow = Ready[Returned | Later] | IsolatedCall
"""The same of a flow, which may have a process of its own."""


def machine_time() -> int:
    """The instant by the machine's own clock."""
    return time.time_ns() // 1_000


def microseconds(moment: datetime) -> int:
    """An instant as the engine's clock counts: in microseconds since 1970 (UTC)."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


class Calls:
    """The calls of one project. It holds nothing of any of them. `now` tells microseconds since 1970 (UTC).

    Where it `isolates`, flows that want it get a process of their own; within that process it does not.
    """

    isolates: ClassVar[bool] = True

    def __init__(self, registry: Registry, now: Callable[[], int] = machine_time) -> None:
        self.registry = registry
        self._now = now

    def manner(self, kind: CalledKind, name: str) -> Manner | None:
        """How the flow or predicate is carried out; None where only making a call ready will tell. Imports nothing."""
        loaded = self.registry.loaded(kind, name)
        if not isinstance(loaded, Flow | Predicate):
            return None
        if isinstance(loaded, Flow) and loaded.limits is not None and self.isolates:
            return "process"
        return "loop" if loaded.is_async else "thread"

    def flow(self, request: Request) -> ReadyFlow:
        """Make a call of the flow ready."""
        limits = self._limits(request.declared.name)
        finish = partial(returned, request.declared)
        if limits is None:
            return self._ready(request, self.registry.flow, finish)
        fetched: Fetched = {}
        request = attrs.evolve(request, fetch=partial(_noting, request.fetch, fetched))
        ready = self._ready(request, self.registry.flow, finish)  # what is wrong with it is found before its process is
        return ready if isinstance(ready, Failed) else self._isolated(limits, request, fetched)

    def _limits(self, name: str) -> Limits | None:
        """What a process of its own may take; None for a flow that gets none, or that cannot be loaded."""
        try:
            return self.registry.flow(name).limits if self.isolates else None
        except Unavailable:
            return None

    def _isolated(self, limits: Limits, request: Request, fetched: Fetched) -> IsolatedCall:
        flow = self.registry.flow(request.declared.name)
        home = Home(self.registry.owner("flow", flow.name) or "", self.registry.project)
        tell = partial(self.notify, run=request.run, step=request.step)
        return isolated(flow, limits, request, fetched, home, tell)

    def predicate(self, request: Request) -> Ready[Answered]:
        """Make a question to the predicate ready."""
        return self._ready(request, self.registry.predicate, partial(answered, request.declared))

    def screen(self, request: Request) -> View | Failed | None:
        """What the screen shows; None where no plugin says."""
        if self.registry.owner("screen", request.declared.name) is None:
            return None
        ready = self._ready(request, self.registry.screen, partial(viewed, request.declared))
        return ready if isinstance(ready, Failed) else ready.run()

    def notify(self, via: str, notification: Notification, *, run: str = "", step: str = "") -> None:
        """Send a notification through a channel, on this thread, to each user of a group or queue once.

        Raises Unavailable, and what the channel raises.
        """
        for each in each_user(notification, self.registry.directory):
            try:
                self._tell(via, each, run, step)
            except Postpone as error:
                raise FlowError("Postponed", f"{via} would tell {each.to} later: {message_of(error)}") from error

    def tell(self, via: str, to: str, subject: str, text: str, *, key: str, run: str, step: str) -> TellAnswer:
        """Tell a user (`user:ann`) something through a channel, on this thread.

        Answers None, until when the channel postpones it, or why it cannot be done.
        """
        try:
            self._tell(via, Notification(to=User(to), subject=subject, text=text, key=key, via=via), run, step)
        except Postpone as error:
            return Postponed(microseconds(error.until), message_of(error))
        except BaseException as error:  # noqa: BLE001 - whatever a channel does, it is the answer
            return failure(error)
        return None

    def _tell(self, via: str, notification: Notification, run: str, step: str) -> None:
        """The one way through a channel."""
        channel = self.registry.channel(via)
        arguments: dict[str, Value] = {channel.takes_notification: notification}
        if channel.takes_context is not None:
            arguments[channel.takes_context] = Context(
                idempotency_key=notification.key,
                run=run,
                step=step,
                now=self._moment(),
                settings=self.registry.settings_of(channel),
                folder=self.registry.project.folder,
                log=logger_of(channel, run, step),
            )
        channel.function(**arguments)

    def _moment(self) -> datetime:
        return _EPOCH + timedelta(microseconds=self._now())

    def _ready(
        self, request: Request, find: Callable[[str], Signed[..., Any]], finish: Callable[[Value], A]
    ) -> Ready[A]:
        """Find what is called and load its arguments; the author's classes take part in that, so it may fail."""
        loading = Loading(partial(_read, request.fetch), request.records)
        try:
            supplied = find(request.declared.name)
            check_call(supplied.signature, request.declared)
            arguments = load_arguments(supplied.takes, request.arguments, loading)
        except _CannotRead as error:
            raise error.reason from error
        except BaseException as error:
            if is_ctrl_c(error):
                raise
            return failure(error)
        if supplied.takes.context is not None:
            arguments[supplied.takes.context] = self._context(request, supplied)
        function, is_async = supplied.function, supplied.is_async
        return Invocation(function, arguments, finish, is_async, request.report, request.cancelled)

    def _context(self, request: Request, supplied: Supplied[..., Any]) -> Context:
        return Context(
            idempotency_key=request.key,
            attempt=request.attempt,
            run=request.run,
            step=request.step,
            deadline=request.deadline,
            cancelled=request.cancelled,
            acting_for=None if request.acting_for is None else User(request.acting_for),
            token=request.token,
            now=self._moment(),
            settings=self.registry.settings_of(supplied),
            folder=self.registry.project.folder,
            log=logger_of(supplied, request.run, request.step),
            send=partial(self.notify, run=request.run, step=request.step),
            write=RecordWriter(request, supplied),
            report=request.report,
        )


def each_user(notification: Notification, directory: Directory) -> list[Notification]:
    """The notification for each user whom it is for: the user it names, or the members of a group or queue."""
    if isinstance(notification.to, User):
        return [notification]
    return [
        attrs.evolve(notification, to=user, key=f"{notification.key}/{user}")
        for user in map(User, directory.members(notification.to.principal))
    ]


class _CannotRead(Exception):
    """The store could not be read: the engine's trouble, and none of the flow's."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _read(fetch: Fetch, type_: str, id_: str) -> Mapping[str, Stored] | None:
    try:
        return fetch(type_, id_)
    except Exception as error:
        raise _CannotRead(error) from error


def _noting(fetch: Fetch, found: Fetched, type_: str, id_: str) -> Mapping[str, Stored] | None:
    """Read a record, and keep it: what a process is to be given."""
    found[type_, id_] = fields = fetch(type_, id_)
    return fields


def logger_of(supplied: Supplied[..., Any], run: str, step: str) -> logging.LoggerAdapter[logging.Logger]:
    """The logger that a function gets by its context."""
    logger = logging.getLogger(f"orchestra.{supplied.kind}.{supplied.name}")
    return logging.LoggerAdapter(logger, {"run": run, "step": step})
