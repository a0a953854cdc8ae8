"""Telling people: notifications go out through the channels of plugins, each channel on threads of its own.

A channel that fails is tried again after growing pauses, for a day; one that hangs is given up and counts as failed.
Neither holds up another channel, a flow or a timer. What is wrong is kept with the notification in the outbox. A
channel may also put a notification off until an instant, which is no failure: the day begins then. To each user it goes
under one key, and within one process not again once it has come through.
"""

import logging
import threading
import time
from concurrent.futures import Future
from functools import partial

from attrs import define, field

from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter.commit import Tell
from orchestra_dsl.interpreter.events import Ref, TellFailed, Told
from orchestra_dsl.interpreter.facts import MOST_MEMBERS
from orchestra_dsl.plugin.invocation import Failed, Postponed
from orchestra_dsl.plugin.problems import message_of
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.substitution import instant, places_taken
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.note_trouble import NoteTrouble
from orchestra_dsl.runtime.store.rows import PUT_OFF, OutboxRow
from orchestra_dsl.runtime.threads.loops import Loops
from orchestra_dsl.runtime.threads.pool import Job, Pool
from orchestra_dsl.runtime.worker.again import Again, is_settled
from orchestra_dsl.runtime.worker.calling import Calls
from orchestra_dsl.runtime.worker.effects import Places, body_for
from orchestra_dsl.runtime.worker.put_off import PutOff

THREADS = 4
"""How many notifications go out through one channel at once."""
MOST_HANGING = 16
"""How many calls of a channel may hang before it is called no more until one of them comes back."""
PATIENCE = 60.0
"""Seconds that a channel gets for telling one user."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 600.0
"""Seconds until the next try: doubled with each failure, up to the longest."""
DAY = 86_400_000_000
"""Microseconds after which a notification that cannot be sent is given up."""
FEWEST_TRIES = 5
"""It is tried so often even where a worker comes to it only after that day."""
SOONEST = 1_000_000
"""Microseconds that a channel can put a notification off for at least."""

_log = logging.getLogger("orchestra.runtime")


@define(eq=False)
class Message:
    """A notification that is to be sent: little, so that many may wait for a channel that is out of order.

    `number` is that of the try that is under way; whoever ends a try counts it on, so that only one can. `at` is when
    the day began after which it is given up.
    """

    key: int
    run: int
    at: int
    ref: Ref
    element: int
    channel: str
    told: set[str] = field(factory=set)
    tries: int = 0
    number: int = 0
    since: float | None = None
    """When the call that is under way began, on the machine's own clock."""
    trouble: str | None = None
    again: Again | None = None
    """How the answer is stored again that could not be."""


class Telling:
    """The notifications of one worker."""

    def __init__(self, core: Core, calls: Calls, loops: Loops) -> None:
        self._core = core
        self._calls = calls
        self._loops = loops
        self._guard = threading.Lock()
        self._open: dict[int, Message] = {}
        self._pools: dict[str, Pool] = {}
        self._put_off = PutOff[Message]()
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether some are on their way, apart from those that have failed and are tried again later."""
        with self._guard:
            return any(each.trouble is None for each in self._open.values())

    @property
    def trouble(self) -> str | None:
        """Why an answer cannot be applied, nor put aside, if there is such a one."""
        with self._guard:
            agains = [each.again for each in self._open.values() if each.again is not None]
        return next((each.trouble for each in agains if each.trouble is not None), None)

    def send(self, row: OutboxRow, effect: Tell) -> None:
        """Send a notification, unless it is on its way already."""
        message = Message(row.key, row.run, row.at, effect.ref, effect.element, effect.channel)
        with self._guard:
            if self._closed or row.key in self._open:
                return
            self._open[row.key] = message
        self._try(message)

    def resume(self) -> None:
        """Try again what was put off until now."""
        for message in self._put_off.due(self._core.clock.now()):
            self._try(message)

    def close(self) -> None:
        """Tell nobody more. What has not been answered will be sent again."""
        with self._guard:
            self._closed = True
            pools = list(self._pools.values())
        for pool in pools:
            pool.close()

    # --- one try ------------------------------------------------------------------------------------------------

    def _try(self, message: Message) -> None:
        with self._guard:
            if self._closed:
                return
            pool = self._pools.get(message.channel)
            if pool is None:
                pool = self._pools[message.channel] = Pool(f"orchestra-tell-{message.channel}", THREADS)
            message.since, number = None, message.number
        if pool.abandoned >= MOST_HANGING:
            self._failed(message, number, f"{pool.abandoned} calls of the channel hang")
            return
        job = pool.submit(partial(self._tell, message, number))
        self._loops.later(PATIENCE, partial(self._watch, message, number, pool, job))

    def _tell(self, message: Message, number: int) -> None:
        """Tell all who have not been told, on a thread of the channel."""
        try:
            found = self._read(message.key)
            if found is None:
                self._forget(message)
                return
            effect, run, step = found
            members = {each: self._core.directory.members(each) for each in (*effect.to, *effect.but)}
            places = places_taken(self._core.directory, effect, members, self._core.clock.now())
        except Exception as error:  # noqa: BLE001 - the store or the directory is out of order: later, then
            self._failed(message, number, message_of(error))
            return
        if (many := sum(map(len, members.values()))) > MOST_MEMBERS:
            self._give_up(message, number, many)
            return
        told = partial(self._tell_one, message, number, effect, (run, step), places)
        people = (*effect.users(members.__getitem__), *places)
        left = [each for each in map(told, people) if each is not None]
        troubles = [each for each in left if isinstance(each, str)]
        if troubles:
            self._failed(message, number, "; ".join(dict.fromkeys(troubles)))
        elif left:
            self._wait(message, number, min((each for each in left if isinstance(each, Postponed)), key=_until))
        elif self._take(message, number):
            self._deliver(message, Told(message.ref, message.element, message.channel, people, places))

    def _give_up(self, message: Message, number: int, people: int) -> None:
        """Tell nobody: the history would have to name them all."""
        trouble = f"it is for {people:,} people, of whom {MOST_MEMBERS:,} can be told at once; name a smaller group"
        if self._take(message, number):
            self._deliver(message, TellFailed(message.ref, message.element, message.channel, (), trouble))

    def _tell_one(
        self, message: Message, number: int, effect: Tell, about: tuple[str, str], places: Places, user: str
    ) -> str | Postponed | None:
        """Tell one user of a run and its step; answers what went wrong, or until when the channel puts it off.

        A try that is given up tells nobody more.
        """
        if user in message.told or message.number != number or self._closed:
            return None
        message.since = time.monotonic()
        name = principal_name(user)
        key = f"{effect.key}/{name}"
        body = body_for(effect, places, user)
        run, step = about
        failed = self._calls.tell(effect.channel, user, effect.subject, body, key=key, run=run, step=step)
        if failed is None:
            message.told.add(user)
        if not isinstance(failed, Failed):
            return failed
        return f"{name}: {failed.message}" if len(effect.to) > 1 or user not in effect.to else failed.message

    def _read(self, key: int) -> tuple[Tell, str, str] | None:
        """The notification as it is stored, its run, and the element that it is about; None when it has gone."""
        with self._core.store.reading() as reads:
            row = reads.outbox_row(key)
            if row is None:
                return None
            assert isinstance(row.effect, Tell)
            program = self._core.programs.by_key(row.graph, reads)
            return row.effect, row.run_id, program.elements[row.effect.element].name

    def _watch(self, message: Message, number: int, pool: Pool, job: Job) -> None:
        """Give a call up that has not come back in time; its thread is replaced."""
        if message.number != number or self._closed:
            return
        left = PATIENCE if message.since is None else message.since + PATIENCE - time.monotonic()
        if left > 0:
            self._loops.later(left, partial(self._watch, message, number, pool, job))
            return
        pool.abandon(job)
        self._failed(message, number, f"the channel has not answered for {PATIENCE:.0f} seconds")

    # --- its end ------------------------------------------------------------------------------------------------

    def _take(self, message: Message, number: int) -> bool:
        """End a try; False when somebody else has, or all is over."""
        with self._guard:
            if self._closed or message.number != number:
                return False
            message.number += 1
            return True

    def _failed(self, message: Message, number: int, trouble: str) -> None:
        """Try again later; after a day give it up."""
        if not self._take(message, number):
            return
        message.tries += 1
        if message.tries >= FEWEST_TRIES and self._core.clock.now() - message.at >= DAY:
            told = tuple(sorted(message.told))
            self._deliver(message, TellFailed(message.ref, message.element, message.channel, told, trouble))
            return
        pause = min(FIRST_PAUSE * 2.0 ** min(message.tries - 1, 30), LONGEST_PAUSE)
        if trouble != message.trouble:
            _log.warning("%s: a notification will be sent again in %.0f s: %s", message.channel, pause, trouble)
        self._note(message, trouble)
        self._loops.later(pause, partial(self._try, message))

    def _wait(self, message: Message, number: int, postponed: Postponed) -> None:
        """Try again when the channel wants it, which may be days later, and is no failure."""
        if not self._take(message, number):
            return
        until = max(postponed.until, self._core.clock.now() + SOONEST)
        message.at, message.tries = max(message.at, until), 0
        self._note(message, f"{PUT_OFF}{instant(until):%Y-%m-%d %H:%M} UTC ({postponed.why})")
        self._put_off.add(until, message)

    def _note(self, message: Message, trouble: str) -> None:
        """Store what keeps it from being sent, for those who look at its run."""
        if trouble != message.trouble:
            message.trouble = trouble
            self._core.submit(NoteTrouble(message.key, trouble)).add_done_callback(partial(self._noted, message))

    def _noted(self, message: Message, result: Future[None]) -> None:
        """What could not be stored is stored with the next failure."""
        if result.exception() is not None:
            message.trouble = None

    def _deliver(self, message: Message, act: Told | TellFailed) -> None:
        request = Deliver(message.run, act, Acting(), label=f"{message.channel}/{message.key}", internal=True)
        request.outbox = message.key
        self._core.submit(request).add_done_callback(partial(self._delivered, message, act))

    def _delivered(self, message: Message, act: Told | TellFailed, result: Future[bool]) -> None:
        error = result.exception()
        if error is None or is_settled(error):
            self._forget(message)
        elif not self._closed:
            message.again = message.again or Again()
            pause = message.again.pause(error)
            _log.warning("%s: that people have been told will be stored in %.0f s: %s", message.channel, pause, error)
            self._loops.later(pause, partial(self._deliver, message, act))

    def _forget(self, message: Message) -> None:
        with self._guard:
            self._open.pop(message.key, None)


def _until(postponed: Postponed) -> int:
    return postponed.until
