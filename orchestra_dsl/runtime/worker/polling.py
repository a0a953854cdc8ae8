"""Asking one record source, once: what it answers is written part by part, with its cursor at the end of each page.

The last part of a page and the cursor are in one transaction. After a crash the source is asked again from the cursor
that is stored: nothing is passed over, and what was written already is no change.
"""

import logging
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing

from attrs import define, field

from orchestra_dsl.graph.outside import OutsideChange
from orchestra_dsl.plugin.changes import PageEnd, Part
from orchestra_dsl.plugin.invocation import Failed
from orchestra_dsl.runtime.applying.bringing import Brought
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.sources import try_again
from orchestra_dsl.runtime.errors import EventFailed, NotPutAside, Refusal
from orchestra_dsl.runtime.requests.of_sources import PART, BringChanges, NoteSource
from orchestra_dsl.runtime.store.rows import SourceRow
from orchestra_dsl.runtime.worker.calling import Sources

MOST_REJECTED = 10_000
"""With so many rejected changes a source is not asked: they stand for one mistake, and not for as many."""

_log = logging.getLogger("orchestra.runtime")


class Trouble(Exception):
    """The source cannot be asked, or not any further."""


@define
class Turns:
    """Where a source has been that says there is more: one whose cursor comes back would be asked without end.

    A place is remembered for as many turns as it took to come there, so few have to be kept (Brent).
    """

    _mark: str | None = None
    _left: int = 0
    _lasts: int = 1
    _begun: bool = field(init=False, default=False)

    def has_been_at(self, cursor: str | None) -> bool:
        """Whether it has been here."""
        if self._begun and cursor == self._mark:
            return True
        if not self._begun or self._left == 0:
            self._begun, self._mark, self._lasts = True, cursor, self._lasts * 2
            self._left = self._lasts
        self._left -= 1
        return False


class Poll:
    """One time that a source is asked, until it has no more. Once it is `cancelled`, nothing more is written."""

    def __init__(self, core: Core, sources: Sources, name: str, *, all_again: bool = False) -> None:
        self.cancelled = threading.Event()
        self._core = core
        self._sources = sources
        self._name = name
        self._all_again = all_again
        self._cursor: str | None = None
        self._since: float | None = None

    @property
    def waits(self) -> float:
        """How many seconds the source's own code has taken by now, since it last came back."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since

    def run(self) -> str | None:
        """Do it all, on this thread; answers what went wrong. Raises what writing raises."""
        row = self._read()
        try:
            self._try_again()
            self._ask_until_no_more()
            trouble = None
        except Trouble as error:
            trouble = str(error)
        if not self.cancelled.is_set() and (row is None or row.trouble != trouble):
            self._core.submit(NoteSource(self._name, trouble)).result()
        return trouble

    def _read(self) -> SourceRow | None:
        """How far it has come, as the store has it; from there it is asked."""
        with self._core.store.reading() as reads:
            row = reads.source(self._name)
        self._cursor = None if row is None else row.cursor
        return row

    # --- what could not be applied ------------------------------------------------------------------------------

    def _try_again(self) -> None:
        """Try rejected changes again: all of them, or those that wait for nothing that has to be mended."""
        after = 0
        while not self.cancelled.is_set():
            with self._core.store.reading() as reads:
                rows = reads.rejected(self._name, after, PART, soon=not self._all_again)
            if not rows:
                break
            keys = [row.key for row in rows if row.key is not None]
            self._tell(try_again(self._core, self._name, keys))
            after = keys[-1]
        self._check_rejected()

    def _check_rejected(self) -> None:
        with self._core.store.reading() as reads:
            many = reads.count_rejected(self._name, MOST_REJECTED)
        if many == MOST_REJECTED:
            raise Trouble(
                f"{many:,} of its changes could not be applied (`orchestra record rejected` says why); until that is "
                "mended it is not asked for more"
            )

    # --- what is new --------------------------------------------------------------------------------------------

    def _ask_until_no_more(self) -> None:
        turns = Turns()
        more = True
        while more and not self.cancelled.is_set():
            if turns.has_been_at(self._cursor):
                raise Trouble(f"it says that there is more, and its cursor comes back to {_shown(self._cursor)}")
            try:
                more = self._ask()
            except Refusal as refusal:
                if refusal.code != "changed":
                    raise
                self._read()  # somebody has moved it meanwhile (`orchestra record reset`): it begins there
                turns, more = Turns(), True

    def _ask(self) -> bool:
        """Ask once; answers whether there is more."""
        more = False
        with closing(self._parts()) as parts:
            for part in parts:
                if self.cancelled.is_set():
                    break
                if isinstance(part, Failed):
                    raise Trouble(f"{part.code}: {part.message}")
                self._write(part.changes, part.end)
                more = part.end is not None and part.end.more
        return more

    def _parts(self) -> Generator[Part | Failed, None, None]:
        """What the source answers; while its code runs, that is noted."""
        asked = self._sources.ask(self._name, self._cursor, self.cancelled, PART)
        while True:
            self._since = time.monotonic()
            part = next(asked, None)
            self._since = None
            if part is None:
                return
            yield part

    def _write(self, changes: Sequence[OutsideChange], end: PageEnd | None) -> None:
        """Write a part of a page; where that breaks down, change by change: only the culprit is rejected."""
        cursor = None if end is None else end.cursor
        if not changes and cursor in (None, self._cursor):
            return
        try:
            self._bring(changes, cursor)
        except EventFailed:
            self._write_each(changes)
            self._bring([], cursor)
        self._cursor = self._cursor if cursor is None else cursor

    def _write_each(self, changes: Sequence[OutsideChange]) -> None:
        """Write one change after the other. With one that cannot even be rejected the cursor must not go on."""
        unkept: NotPutAside | None = None
        for change in changes:
            try:
                self._bring([change], None)
            except NotPutAside as error:
                unkept = error
            except EventFailed as error:
                _log.debug("a change was rejected: %s", error)
        if unkept is not None:
            raise Trouble(str(unkept))

    def _bring(self, changes: Sequence[OutsideChange], cursor: str | None) -> None:
        brought = self._core.submit(BringChanges(self._name, self._cursor, changes, cursor)).result()
        self._tell(brought)

    def _tell(self, brought: Brought) -> None:
        if brought.rejected:
            first, more = brought.rejected[0], len(brought.rejected) - 1
            others = f" (and {more} more)" if more else ""
            _log.warning(
                "the record source %s brought what cannot be applied, and is kept: %s%s", self._name, first, others
            )
            self._check_rejected()


def _shown(cursor: str | None) -> str:
    return "none" if cursor is None else f'"{cursor[:60]}"'
