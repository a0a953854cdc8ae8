"""Lists of runs, newest first: all there are, or those that somebody may look at. What they cost is what they show.

A list is read along lines, each with keys of runs in order: those that are open to everybody, and those for which the
one who looks is named, by name, as one of a group or as a manager (viewers.py). What remains is asked about run by run:
runs of which only the time or the directory tells who may look, and for a while those named by a record just written.
"""

import heapq
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby

from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.viewers import ASKED, MANAGER
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.viewing import Viewing
from orchestra_dsl.runtime.errors import directory_failed
from orchestra_dsl.runtime.ports import Directory
from orchestra_dsl.runtime.store.damage import intact
from orchestra_dsl.runtime.store.port import Reads
from orchestra_dsl.runtime.store.rows import Narrow, RunRow

_PAGE = 50
_ALL = -1

Line = Callable[[int | None, int], list[int]]
"""The keys of the next runs of a line: those below a key, so many at most."""


class RunLists:
    """Answers lists of runs."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._viewing = Viewing(core)

    def rows(self, narrow: Narrow, before: int | None, limit: int, by: Acting | None, reads: Reads) -> Iterator[RunRow]:
        """The runs that `by` may look at, below the key `before`; `limit` is how many will be wanted."""
        lines: list[Line] = [partial(reads.runs, narrow, open=True), *self._limited(narrow, by, reads)]
        keys = heapq.merge(*(_keys(line, before, min(limit, _PAGE)) for line in lines), reverse=True)
        for key, _ in groupby(keys):
            row = intact(partial(reads.run_row, key))
            if row is not None and intact(partial(self._viewing.is_shown, row, by, reads)):
                yield row

    def _limited(self, narrow: Narrow, by: Acting | None, reads: Reads) -> list[Line]:
        """The lines of runs that are not open to everybody."""
        if by is None or by.administrator:
            return [partial(reads.runs, narrow, open=False)]
        if by.user is None:
            return []
        names = [ASKED, by.user, *self._names(by.user, reads)]
        unread = (partial(reads.told_by, change, narrow) for change in reads.view_changes(_ALL))
        return [*(partial(reads.viewed, name, narrow) for name in names), *unread]

    def _names(self, user: str, reads: Reads) -> list[str]:
        """By what else than their name the user is named: their groups and queues, and those whom they manage."""
        names = reads.viewing()
        try:
            return [each for each in names if _is_named(self._core.directory, user, each)]
        except Exception as error:
            raise directory_failed(error) from error


def _is_named(directory: Directory, user: str, name: str) -> bool:
    """Whether the name, which is no user's, stands for the user."""
    if name.startswith(MANAGER):
        return directory.manager(name.removeprefix(MANAGER)) == user
    return directory.member(user, name)


def _keys(line: Line, before: int | None, page: int) -> Iterator[int]:
    """The keys of one line, read page by page as they are wanted."""
    while keys := line(before, page):
        yield from keys
        before = keys[-1]
