"""Dispatch: carries out effects, and brings their answers back as events.

Async flows run in one loop, sync flows on a bounded number of threads; notifications are for telling.py. A call that
nobody waits for any more (its time was up, its stage was left, the run was canceled) is abandoned: it is told by
`cancelled`, its thread is replaced, and what it answers later is ignored. An answer that cannot be stored now is kept,
and delivered until it can be.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any

from attrs import define, field, frozen

from orchestra_dsl.interpreter.commit import CallFlow, Tell
from orchestra_dsl.interpreter.events import Act
from orchestra_dsl.plugin.invocation import Answered, Failed, Returned
from orchestra_dsl.runtime.calling import Call, Calls
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.effects import act_of, name_of, request_of
from orchestra_dsl.runtime.errors import EventFailed, Refusal, StoreError, ValueDamaged
from orchestra_dsl.runtime.flow_writes import write_for_flow
from orchestra_dsl.runtime.loop import LoopThread
from orchestra_dsl.runtime.pool import Pool
from orchestra_dsl.runtime.requests.of_rows import answered
from orchestra_dsl.runtime.rows import OutboxRow
from orchestra_dsl.runtime.telling import Telling

THREADS = 32
"""How many sync flows run at once."""
PREPARING = 4
"""How many calls are made ready at once: importing plugins, loading arguments."""
AGAIN = 1.0
"""Seconds until what could not be read or stored is tried again."""
MAY_PASS = ("locked", "full", "disk", "read-only")
"""The troubles of a store that end without anybody's doing anything to the run."""
_log = logging.getLogger("orchestra.runtime")


@define(eq=False)
class Sending:
    """An effect that is being carried out. `stop` ends it as far as that can be done."""

    row: OutboxRow
    since: float = field(factory=time.monotonic)
    cancelled: threading.Event = field(factory=threading.Event)
    answered: bool = False
    stop: Callable[[], object] | None = None


@frozen
class CallView:
    """A call that is under way: for how many seconds, and whether its answer is only waiting to be stored."""

    run: str
    name: str
    seconds: float
    answered: bool


class Dispatch:
    """Everything of one worker that is being carried out. `done` is called whenever something has come to its end."""

    def __init__(self, core: Core, calls: Calls, done: Callable[[], None], *, threads: int = THREADS) -> None:
        self._core = core
        self._calls = calls
        self._done = done
        self._guard = threading.Lock()
        self._open: dict[int, Sending] = {}
        self._loop = LoopThread()
        self._preparing = Pool("orchestra-prepare", PREPARING)
        self._threads = Pool("orchestra-flow", threads)
        self._telling = Telling(core, calls, self._loop)
        self._closed = False
        self.late = 0

    # --- what is under way --------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._open)

    def is_busy(self) -> bool:
        """Whether something is on its way, apart from notifications that have failed and are tried again later."""
        return bool(self._open) or self._telling.busy

    @property
    def abandoned(self) -> int:
        """How many abandoned sync calls still hold a thread."""
        return self._threads.abandoned

    def calls(self) -> tuple[CallView, ...]:
        """What is under way, longest first."""
        with self._guard:
            open_ = list(self._open.values())
        now = time.monotonic()
        return tuple(CallView(each.row.run_id, name_of(each.row), now - each.since, each.answered) for each in open_)

    def runs(self) -> set[int]:
        """The runs for which something is under way."""
        with self._guard:
            return {each.row.run for each in self._open.values()}

    # --- carrying out -------------------------------------------------------------------------------------------

    def send(self, row: OutboxRow) -> None:
        """Carry out an effect, unless it is being carried out already."""
        if isinstance(row.effect, Tell):
            self._telling.send(row, row.effect)
            return
        with self._guard:
            if self._closed or row.key in self._open:
                return
            sending = self._open[row.key] = Sending(row)
        self._preparing.submit(partial(self._begin, sending))

    def _begin(self, sending: Sending) -> None:
        if self._closed:
            return
        try:
            call = self._ready(sending)
        except ValueDamaged as damaged:  # it stays as it is: the run is told, and is put aside if it is its own damage
            call = Failed("StoreDamaged", str(damaged))
        except Exception as error:  # noqa: BLE001 - what is needed cannot be read now: it stays in the outbox
            _log.warning("%s cannot be called now: %s", name_of(sending.row), error)
            self._loop.later(AGAIN, partial(self._preparing.submit, partial(self._begin, sending)))
            return
        if sending.cancelled.is_set():
            return
        if isinstance(call, Failed):
            self._answer(sending, call)
        elif call.is_async:
            running = self._loop.run(self._await(sending, call))
            self._stoppable(sending, running.cancel)
        else:
            job = self._threads.submit(lambda: self._answer(sending, call.run()))
            self._stoppable(sending, partial(self._threads.abandon, job))

    def _ready(self, sending: Sending) -> Call[Returned] | Call[Answered] | Failed:
        row = sending.row
        with self._core.store.reading() as reads:
            graph = self._core.programs.by_key(row.graph, reads).graph
        request = request_of(row, graph, self._fetch, partial(self._update, sending), sending.cancelled)
        return self._calls.flow(request) if isinstance(row.effect, CallFlow) else self._calls.predicate(request)

    def _fetch(self, type_: str, id_: str) -> Mapping[str, Any] | None:
        with self._core.store.reading() as reads:
            found = reads.record(type_, id_)
        return None if found is None else found.fields

    def _update(self, sending: Sending, type_: str, id_: str, fields: Mapping[str, Any], name: str) -> None:
        """Write fields of a record for a flow; `name` is the same when the flow is called again.

        Trouble of the store that may pass is not the flow's: the write waits until it has, or the flow is cancelled.
        """
        while True:
            try:
                write_for_flow(self._core, sending.row.run_id, type_, id_, fields, name)
            except StoreError as error:
                _log.warning("what a flow writes to %s %s will be written later: %s", type_, id_, error)
                if error.kind not in MAY_PASS or sending.cancelled.wait(AGAIN):
                    raise
            else:
                return

    async def _await(self, sending: Sending, call: Call[Returned] | Call[Answered]) -> None:
        answer: Returned | Answered | Failed
        try:
            answer = await call.run_async()
        except KeyboardInterrupt as error:  # raised by the flow itself: nobody interrupts this thread
            answer = Failed("KeyboardInterrupt", str(error))
        self._answer(sending, answer)

    def _stoppable(self, sending: Sending, stop: Callable[[], object]) -> None:
        sending.stop = stop
        if sending.cancelled.is_set():
            stop()

    # --- answers ------------------------------------------------------------------------------------------------

    def _answer(self, sending: Sending, answer: Returned | Answered | Failed) -> None:
        with self._guard:
            if sending.cancelled.is_set():
                self.late += 1
                return
            sending.answered = True
        self._deliver(sending, act_of(sending.row, answer))

    def _deliver(self, sending: Sending, act: Act) -> None:
        request = answered(sending.row, act)
        self._core.submit(request).add_done_callback(partial(self._delivered, sending, act))

    def _delivered(self, sending: Sending, act: Act, result: Future[bool]) -> None:
        error = result.exception()
        if error is None or isinstance(error, EventFailed | Refusal | ValueDamaged) or self._closed:
            with self._guard:
                self._open.pop(sending.row.key, None)
            self._done()
            return
        _log.warning("the answer of %s will be stored later: %s", name_of(sending.row), error)
        self._loop.later(AGAIN, partial(self._deliver, sending, act))

    # --- giving up ----------------------------------------------------------------------------------------------

    def review(self, runs: Collection[int] | None) -> None:
        """Abandon what these runs (None: all) do not wait for any more."""
        with self._guard:
            asked = [
                each for each in self._open.values() if not each.answered and (runs is None or each.row.run in runs)
            ]
        if not asked:
            return
        with self._core.store.reading() as reads:
            gone = [each for each in asked if not reads.outbox_has(each.row.key)]
        for sending in gone:
            self._abandon(sending)

    def _abandon(self, sending: Sending) -> None:
        with self._guard:
            if sending.answered:
                return
            sending.cancelled.set()
        if sending.stop is not None:
            sending.stop()
        with self._guard:
            self._open.pop(sending.row.key, None)
        self._done()

    def close(self, grace: float) -> None:
        """Begin nothing more, and give what runs `grace` seconds. What is not answered then will be sent again."""
        deadline = time.monotonic() + grace
        self._preparing.close()
        while (self._open or self._telling.busy) and time.monotonic() < deadline:
            time.sleep(0.01)
        self._telling.close()
        with self._guard:
            self._closed = True
            for sending in self._open.values():
                sending.cancelled.set()
        self._threads.close()
        self._loop.close()
