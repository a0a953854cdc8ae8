"""Dispatch: carries out effects, and brings their answers back as events.

Async flows run in one loop, sync flows on a bounded number of threads; notifications are for telling.py. A call that
nobody waits for any more (its time was up, its stage was left, the run was canceled) is abandoned: it is told by
`cancelled`, its thread is replaced, and what it answers later is ignored. An answer that cannot be stored now is kept,
and delivered until it can be. A flow that returns `Later()` has come to its end here: that is stored, and whoever has
the call's token answers it (open_calls.py).
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any

from attrs import frozen

from orchestra_dsl.interpreter.commit import CallFlow, Tell
from orchestra_dsl.plugin.invocation import CalledKind, Failed
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.progress import Progress
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.flow_writes import write_for_flow
from orchestra_dsl.runtime.counters.tokens import CallPlace, token_of
from orchestra_dsl.runtime.errors import FactsUnavailable, StoreError, ValueDamaged
from orchestra_dsl.runtime.requests.note_later import NoteLater
from orchestra_dsl.runtime.requests.note_trouble import NoteTrouble
from orchestra_dsl.runtime.requests.of_rows import answered
from orchestra_dsl.runtime.requests.request import AnyRequest
from orchestra_dsl.runtime.store.rows import OutboxRow
from orchestra_dsl.runtime.threads.loops import Loops
from orchestra_dsl.runtime.worker.again import is_settled
from orchestra_dsl.runtime.worker.calling import Calls
from orchestra_dsl.runtime.worker.effects import act_of, name_of, request_of
from orchestra_dsl.runtime.worker.executors import THREADS, AnyAnswer, AnyCall, Executors
from orchestra_dsl.runtime.worker.sending import Reporter, Sending
from orchestra_dsl.runtime.worker.telling import Telling

AGAIN = 1.0
"""Seconds until what a flow writes is tried again, which could not be stored."""
MAY_PASS = ("locked", "full", "disk", "read-only")
"""The troubles of a store that end without anybody's doing anything to the run."""
_log = logging.getLogger("orchestra.runtime")


@frozen
class CallView:
    """A call that is under way: for how many seconds, and whether its answer is only waiting to be stored.

    `progress` is how far it has come, as its flow last said.
    """

    run: str
    name: str
    seconds: float
    answered: bool
    progress: Progress | None = None


class Dispatch:
    """Everything of one worker that is being carried out. `done` is called whenever something has come to its end."""

    def __init__(self, core: Core, calls: Calls, done: Callable[[], None], *, threads: int = THREADS) -> None:
        self._core = core
        self._calls = calls
        self._done = done
        self._guard = threading.Lock()
        self._open: dict[int, Sending] = {}
        self._loops = Loops()
        self._executors = Executors(self, self._loops, threads)
        self._telling = Telling(core, calls, self._loops)
        self._stopping = self._closed = False
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
        return self._executors.abandoned

    @property
    def trouble(self) -> str | None:
        """Why an answer cannot be applied, nor put aside, if there is such a one."""
        with self._guard:
            troubles = [each.again.trouble for each in self._open.values()]
        return next((each for each in troubles if each is not None), self._telling.trouble)

    def calls(self) -> tuple[CallView, ...]:
        """What is under way, longest first."""
        with self._guard:
            open_ = list(self._open.values())
        now = time.monotonic()
        return tuple(
            CallView(each.row.run_id, name_of(each.row), now - each.since, each.answered, each.progress)
            for each in open_
        )

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
            if self._stopping or row.key in self._open:
                return
            sending = self._open[row.key] = Sending(row, trouble=row.trouble)
        self._note(sending, None)
        self._begin(sending)

    def _begin(self, sending: Sending) -> None:
        kind: CalledKind = "flow" if isinstance(sending.row.effect, CallFlow) else "predicate"
        self._executors.begin(sending, self._calls.manner(kind, name_of(sending.row)))

    def ready(self, sending: Sending) -> AnyCall | None:
        """Make the call ready; None where there is nothing to carry out, or not now."""
        try:
            call = self._ready(sending)
        except ValueDamaged as damaged:  # it stays as it is: the run is told, and is put aside if it is its own damage
            call = Failed("StoreDamaged", str(damaged))
        except Exception as error:  # noqa: BLE001 - what is needed cannot be read now: it stays in the outbox
            _log.warning("%s cannot be called now: %s", name_of(sending.row), error)
            self._loops.later(sending.again.pause(error), partial(self._begin, sending))
            return None
        with self._guard:
            if self._stopping or sending.cancelled.is_set():
                return None
            sending.begun = True
        if isinstance(call, Failed):
            self.answer(sending, call)
            return None
        return call

    def _ready(self, sending: Sending) -> AnyCall | Failed:
        row = sending.row
        graph = self._core.programs.of_run(row.graph).graph
        request = request_of(
            row,
            graph,
            fetch=self._fetch,
            update=partial(self._update, sending),
            cancelled=sending.cancelled,
            token=partial(self._token, row),
            report=Reporter(self._core, self._loops, sending),
        )
        return self._calls.flow(request) if isinstance(row.effect, CallFlow) else self._calls.predicate(request)

    def _token(self, row: OutboxRow) -> str:
        return token_of(CallPlace(row.run, row.key), self._core.secret)

    def _fetch(self, type_: str, id_: str) -> Mapping[str, Any] | None:
        with self._core.store.reading(single=True) as reads:
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

    # --- answers ------------------------------------------------------------------------------------------------

    def answer(self, sending: Sending, answer: AnyAnswer) -> None:
        """Take what has come of a call, unless nobody waits for it any more."""
        with self._guard:
            if sending.cancelled.is_set():
                self.late += 1
                return
            sending.answered = True
        row = sending.row
        if isinstance(answer, Later):
            self._deliver(sending, lambda: NoteLater(row.run, row.key))
        else:
            self._deliver(sending, partial(answered, row, act_of(row, answer)))

    def _deliver(self, sending: Sending, make: Callable[[], AnyRequest]) -> None:
        request = make()
        request.on_wait = partial(self._note, sending)
        self._core.submit(request).add_done_callback(partial(self._delivered, sending, make))

    def _note(self, sending: Sending, trouble: str | None) -> None:
        """Keep beside a call why its answer cannot be stored, for those who look at its run."""
        if trouble != sending.trouble:
            sending.trouble = trouble
            self._core.submit(NoteTrouble(sending.row.key, trouble))

    def _delivered(self, sending: Sending, make: Callable[[], AnyRequest], result: Future[Any]) -> None:
        error = result.exception()
        if error is None or is_settled(error) or self._closed:
            with self._guard:
                self._open.pop(sending.row.key, None)
            self._done()
            return
        pause = sending.again.pause(error)
        if isinstance(error, FactsUnavailable):
            self._note(sending, str(error))
        _log.warning("the answer of %s will be stored in %.0f s: %s", name_of(sending.row), pause, error)
        self._loops.later(pause, partial(self._deliver, sending, make))

    # --- giving up ----------------------------------------------------------------------------------------------

    def resume(self) -> None:
        """Send notifications whose channels have put them off until now."""
        self._telling.resume()

    def review(self, runs: Collection[int] | None) -> None:
        """Abandon what these runs (None: all) do not wait for any more."""
        with self._guard:
            asked = [
                each for each in self._open.values() if not each.answered and (runs is None or each.row.run in runs)
            ]
        if not asked:
            return
        with self._core.store.reading() as reads:
            there = reads.outbox_keys([each.row.key for each in asked])
        gone = [each for each in asked if each.row.key not in there]
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

    def rest(self) -> None:
        """Begin nothing more."""
        with self._guard:
            self._stopping = True

    def close(self, grace: float) -> None:
        """Begin nothing more, and give what runs `grace` seconds. What is not answered then will be sent again."""
        deadline = time.monotonic() + grace
        self.rest()
        self._executors.close()
        while self._is_running() and time.monotonic() < deadline:
            time.sleep(0.01)
        self._telling.close()
        with self._guard:
            self._closed = True
            for sending in self._open.values():
                sending.cancelled.set()
        self._loops.close()

    def _is_running(self) -> bool:
        """Whether the code of somebody runs, or its answer is still to be stored."""
        with self._guard:
            open_ = [each for each in self._open.values() if each.begun and not (each.again.trouble or each.trouble)]
            return self._telling.busy or bool(open_)
