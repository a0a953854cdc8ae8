"""The worker's side of an isolated call: it starts the process, does what the flow asks for, and ends it in time."""

import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar

import attrs
import msgspec

from orchestra_dsl.graph.accept import BadValue, accept_fields
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.plugin.context import Notification
from orchestra_dsl.plugin.flow import Flow
from orchestra_dsl.plugin.invocation import BAD_RESULT, Failed, Returned, failure
from orchestra_dsl.plugin.isolation.messages import (
    Answer,
    Done,
    Job,
    Line,
    Logged,
    Notify,
    Progressed,
    Update,
    Wish,
    from_process,
    tagged,
)
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.limits import Limits
from orchestra_dsl.plugin.local import LOCAL
from orchestra_dsl.plugin.principals import read_principal
from orchestra_dsl.plugin.progress import Progress
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.request import Request

CRASHED = "Crashed"
OUT_OF_MEMORY = "OutOfMemory"
OUT_OF_TIME = "OutOfTime"
LOOK = 0.1
"""Seconds between two looks at whether anybody still waits."""
MID_MESSAGE = 30.0
"""Seconds in which the rest of a message comes that has begun."""
PATIENCE = 1.0
"""Seconds that a process gets to end which says nothing more."""

_BEGIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from orchestra_dsl.plugin.isolated import main; main(int(sys.argv[1]))"
)
Tell = Callable[[str, Notification], None]
Fetched = dict[tuple[str, str], Mapping[str, Stored] | None]
"""Records that were read, by type and id; None for one that is gone."""


@attrs.frozen
class IsolatedCall:
    """A call that is carried out in a process of its own. It waits for that, so it needs a thread."""

    job: Job
    limits: Limits
    request: Request
    tell: Tell
    is_async: ClassVar[bool] = False
    is_isolated: ClassVar[bool] = True

    def run(self) -> Returned | Later | Failed:
        """Carry it out, whatever comes of it."""
        if self.request.cancelled.is_set():
            return Failed("Cancelled", "nobody waits for this call any more")
        ours, theirs = socket.socketpair()
        ours.settimeout(MID_MESSAGE)
        with ours, theirs:
            try:
                process = _started(theirs)
            except OSError as error:
                return Failed(CRASHED, f"no process can be started for the flow: {error}")
            theirs.close()
            try:
                return self._conversation(Line(ours), process)
            except (OSError, ValueError, msgspec.DecodeError) as error:
                return Failed(CRASHED, f"the worker and the process of the flow did not understand each other: {error}")
            except Exception as error:  # noqa: BLE001 - what the worker did for it went wrong, and the run is told
                return failure(error)
            finally:
                _end(process)

    async def run_async(self) -> Returned | Later | Failed:
        """It is never awaited."""
        raise TypeError("an isolated call is carried out on a thread")

    def _conversation(self, line: Line, process: "subprocess.Popen[bytes]") -> Returned | Later | Failed:
        seconds = self.limits.seconds
        until = None if seconds is None else time.monotonic() + seconds
        with suppress(OSError):  # it has ended already: how, is said below
            line.send(self.job)
        while not self.request.cancelled.is_set():
            left = LOOK if until is None else min(LOOK, until - time.monotonic())
            if left <= 0:
                return Failed(OUT_OF_TIME, f"the flow took more than the {seconds:g} seconds that it may")
            if not select.select([line.connection], [], [], left)[0]:
                continue
            data = line.receive()
            if data is None:
                return _how_it_ended(process)
            answer = self._heard(line, from_process(data))
            if answer is not None:
                return answer
        return Failed("Cancelled", "nobody waits for this call any more")

    def _heard(self, line: Line, message: Any) -> Returned | Later | Failed | None:
        """Do what the process asks for; its answer, if that is what it says."""
        match message:
            case Answer():
                return self._answered(message)
            case Progressed(fraction=fraction, text=text):
                self.request.report(Progress(fraction, text))
            case Logged(logger=name, level=level, text=text):
                about = {"run": self.request.run, "step": self.request.step}
                logging.getLogger(name).log(level, "%s", text, extra=about)
            case Update() | Notify():
                line.send(self._done(message))
        return None

    def _done(self, wish: Wish) -> Done:
        try:
            if isinstance(wish, Update):
                self.request.update(wish.record, wish.id, wish.fields, wish.name)
            else:
                to = read_principal(wish.to)
                self.tell(
                    wish.via,
                    Notification(
                        to=to, text=wish.text, subject=wish.subject, key=wish.key, via=wish.via, may_wait=False
                    ),
                )
        except Exception as error:  # noqa: BLE001 - the flow is told
            failed = failure(error)
            return Done(failed.code, failed.message)
        return Done()

    def _answered(self, answer: Answer) -> Returned | Later | Failed:
        if answer.later:
            return Later()
        if answer.code == OUT_OF_MEMORY:
            memory = (
                "all that there is" if self.limits.memory is None else f"the {self.limits.memory:,} bytes that it may"
            )
            return Failed(OUT_OF_MEMORY, f"the flow wanted more memory than {memory}")
        if answer.code is not None:
            return Failed(answer.code, answer.message)
        try:
            return Returned(accept_fields(self.request.declared.outputs, answer.outputs))
        except BadValue as error:
            return Failed(BAD_RESULT, str(error))


@attrs.frozen
class Home:
    """Where a flow is at home: its plugin, and the project."""

    plugin: str
    project: Project

    @property
    def settings(self) -> Mapping[str, Any]:
        """The plugin's table as it is written: its process reads the secrets itself."""
        return self.project.settings.get(self.plugin.removesuffix(".py"), {})


def isolated(
    flow: Flow[..., Any], limits: Limits, request: Request, fetched: Fetched, home: Home, tell: Tell
) -> IsolatedCall:
    """Make a call of an isolated flow ready. `fetched` are the records that its arguments lead to."""
    module = flow.function.__module__
    job = Job(
        module=module,
        file=getattr(sys.modules.get(module), "__file__", None) if module.startswith(LOCAL) else None,
        path=sys.path,
        plugin=home.plugin,
        declared=request.declared,
        arguments=dict(request.arguments),
        records=dict(request.records),
        fetched=[(type_, id_, _copy(fields)) for (type_, id_), fields in fetched.items()],
        key=request.key,
        run=request.run,
        step=request.step,
        attempt=request.attempt,
        deadline=request.deadline,
        acting_for=request.acting_for,
        token=request.token(),
        settings=tagged(home.settings),
        folder=str(home.project.folder),
        memory=limits.memory,
        log_level=logging.getLogger("orchestra").getEffectiveLevel(),
    )
    return IsolatedCall(job, limits, request, tell)


def _copy(fields: Mapping[str, Stored] | None) -> dict[str, Stored] | None:
    return None if fields is None else dict(fields)


def _started(theirs: socket.socket) -> "subprocess.Popen[bytes]":
    """A process that gets its job through this socket. What it prints goes where errors go."""
    number = theirs.fileno()
    command = [sys.executable, "-c", _BEGIN, str(number), json.dumps(sys.path)]
    return subprocess.Popen(  # noqa: S603 - it is this program itself
        command, pass_fds=(number,), stdin=subprocess.DEVNULL, stdout=2, start_new_session=True, close_fds=True
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all that it has started."""
    with suppress(ProcessLookupError, PermissionError):  # it has ended, and nothing is left of it
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _how_it_ended(process: "subprocess.Popen[bytes]") -> Failed:
    """How a process has ended that says nothing more. It is not waited for: its number stays its own until then."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
        if found is not None:
            killed = found.si_code != os.CLD_EXITED
            how = f"by {signal.Signals(found.si_status).name}" if killed else f"with exit code {found.si_status}"
            return Failed(CRASHED, f"the process of the flow ended {how} before it answered")
        time.sleep(0.01)
    return Failed(CRASHED, "the process of the flow has closed its line to the worker")
