"""People in a database, read as a whole by queries, and known until they are too old.

A database that is slow, or does not answer at all, holds nobody up for longer than `timeout`: it is asked on a thread.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import attrs
import msgspec

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.settings import text_setting
from orchestra_people.connecting import connected
from orchestra_people.rows import people_of


class Queries(msgspec.Struct, forbid_unknown_fields=True):
    """What is asked; the names of the columns count. An empty text asks nothing. The default fits schema.sql."""

    users: str = "select name, manager, active from users"
    groups: str = "select name, member from group_members"
    queues: str = "select name, member from queue_members"
    absences: str = "select user_name, from_day, until_day, substitute from absences"


@attrs.frozen(kw_only=True)
class Manner:
    """How a database is asked."""

    queries: Queries = attrs.field(factory=Queries)
    version: str | None = None
    max_age: float = 30.0
    timeout: float = 5.0
    zone: str = "UTC"


class Database:
    """The database. What was read counts for `max_age` seconds, and with `version` until that answers otherwise."""

    def __init__(
        self,
        url: str | Mapping[str, str],
        folder: Path,
        manner: Manner,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = _without_password(url) if isinstance(url, str) else f"the database in {url.get('env')}"
        self.file: Path | None = None  # a file of SQLite is not all: what was not committed lies beside it
        self._url = url
        self._folder = folder
        self._manner = manner
        self._clock = clock
        self._read_at: float | None = None
        self._known: Answer | None = None
        self._under_way: Future[Answer] | None = None

    def due(self) -> bool:
        """Whether what was read is too old, or what failed may be tried again."""
        return self._read_at is None or self._clock() - self._read_at >= self._manner.max_age

    def read(self) -> Mapping[str, Any]:
        """What it holds: the very same where nothing has changed. Raises BadPlugin, and what the driver raises."""
        self._read_at = self._clock()
        if self._under_way is not None and not self._under_way.done():
            raise self._slow()
        self._under_way = asked = Future[Answer]()
        threading.Thread(target=self._ask, args=(asked,), name="orchestra-people", daemon=True).start()
        try:
            self._known = asked.result(self._manner.timeout)
        except TimeoutError as error:
            if asked.done():
                raise
            raise self._slow() from error
        return self._known.people

    def _slow(self) -> BadPlugin:
        hint = "See whether the database is there; `timeout` in [settings.directory] says how long it may take."
        return BadPlugin(f"the database has not answered for {self._manner.timeout:g} seconds", hint, self.name)

    def _ask(self, asked: "Future[Answer]") -> None:
        """Ask on a thread of its own, which may hang without anybody else waiting for it."""
        known = self._known
        try:
            asked.set_result(self._answer(known))
        except BaseException as error:  # noqa: BLE001 - whoever waits gets it
            asked.set_exception(error)

    def _answer(self, known: "Answer | None") -> "Answer":
        """What the database holds, seen at one instant."""
        with connected(text_setting("directory.url", self._url), self._folder, self.name) as connection:
            version = None
            if self._manner.version is not None:
                version = tuple(connection.rows(self._manner.version))
                if known is not None and known.version == version:
                    return known
            queries = msgspec.to_builtins(self._manner.queries)
            answers = {about: connection.rows(query) for about, query in queries.items() if query}
        return Answer(people_of(answers, self._manner.zone), version)


@attrs.frozen(eq=False)
class Answer:
    """The people, and the version that the database gave them."""

    people: Mapping[str, Any]
    version: tuple[Any, ...] | None


def _without_password(url: str) -> str:
    """The address as messages may show it."""
    return re.sub(r"://([^:/]*):.*@", r"://\1:***@", url.partition("?")[0])
