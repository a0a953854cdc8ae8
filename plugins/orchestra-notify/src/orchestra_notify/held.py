"""What is held until it is sent in a digest, in a file of its own.

The engine's outbox has every notification, too, until its channel has sent it: what is kept here is which belong
together, and which of them have gone already.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import attrs

from orchestra_dsl.plugin.problems import BadPlugin

MOST = 200
"""How many notifications one digest holds; there is a next one where there are more."""
_FORGOTTEN_AFTER = timedelta(days=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Note:
    """A notification as templates see it: what it says, and when it came from which run and step."""

    key: str
    subject: str | None
    text: str
    at: datetime
    run: str
    step: str


@attrs.frozen
class State:
    """When a notification that is held is due, and whether it has gone."""

    due: datetime
    sent: bool


class Held:
    """The file. It is made when something is first held."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = threading.Lock()

    def state(self, key: str) -> State | None:
        """How it stands with a notification; None where it is not held."""
        if not self._file.is_file():
            return None
        with self._open() as database:
            row = database.execute("select due, sent from held where key = ?", (key,)).fetchone()
        return None if row is None else State(_moment(row[0]), row[1] is not None)

    def hold(self, channel: str, user: str, note: Note, due: datetime) -> None:
        """Hold it until it is due."""
        values = (note.key, channel, user, _micros(due), _micros(note.at), note.subject, note.text, note.run, note.step)
        with self._open() as database:
            database.execute(f"insert or ignore into held values ({'?, ' * len(values)}null)", values)  # noqa: S608 - only ?

    def due(self, channel: str, user: str, now: datetime) -> list[Note]:
        """What is due for the user through the channel, oldest first, as many as one digest holds."""
        with self._open() as database:
            rows = database.execute(
                "select key, subject, text, at, run, step from held"
                " where channel = ? and user = ? and due <= ? and sent is null order by at, key limit ?",
                (channel, user, _micros(now), MOST),
            ).fetchall()
        return [
            Note(key=key, subject=subject, text=text, at=_moment(at), run=run, step=step)
            for key, subject, text, at, run, step in rows
        ]

    def went(self, keys: Sequence[str], now: datetime) -> None:
        """These have gone. What went long ago is forgotten."""
        with self._open() as database:
            database.executemany("update held set sent = ? where key = ?", [(_micros(now), key) for key in keys])
            database.execute("delete from held where sent < ?", (_micros(now - _FORGOTTEN_AFTER),))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._turn:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with closing(sqlite3.connect(self._file, timeout=10)) as database:
                    database.executescript(files(__package__).joinpath("schema.sql").read_text(encoding="utf-8"))
                    with database:
                        yield database
        except (sqlite3.Error, OSError) as error:
            what = f"{self._file}, which holds what is for digests, cannot be used: {error}"
            raise BadPlugin(what, "`digests` in [settings.notify] names it. Without it all is held anew.") from error


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
