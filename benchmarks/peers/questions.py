"""What a peer is asked. An answer is samples in a unit; what cannot be answered raises UnableError, which says why."""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.case import REWORKS, STEPS
from benchmarks.figures import Values
from benchmarks.measure import cpu, each
from benchmarks.peers.peer import Peer, UnableError


def played(peer: Peer, reworks: int = REWORKS) -> None:
    """One case in memory from its beginning to its end."""
    run, completed = peer.start(reworks), 0
    while peer.waits(run):
        run = peer.complete(run)
        completed += 1
    if completed != reworks + 1:
        raise RuntimeError(f"a case has ended after {completed} rounds")


def steps(peer: Peer, repetitions: int) -> Values:
    """Steps a second in memory."""
    taken = each(lambda: played(peer), repetitions)
    return Values("1/s", [STEPS / seconds for seconds in taken])


def stored(peer: Peer, repetitions: int) -> Values:
    """Microseconds of CPU for a whole case, which is loaded and stored at each of its four events, WAL and NORMAL."""
    itself = peer.on_own_store()
    if itself is not None:
        taken = each(lambda: played(itself), repetitions)
        return Values("µs", [1e6 * seconds for seconds in taken], "its own store")
    with _database() as connection:
        taken = each(lambda: _played_stored(peer, connection), repetitions)
    return Values("µs", [1e6 * seconds for seconds in taken])


@contextmanager
def _database() -> Iterator[sqlite3.Connection]:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "store.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("CREATE TABLE run (key INTEGER PRIMARY KEY, state BLOB NOT NULL)")
        yield connection
        connection.close()


def _played_stored(peer: Peer, connection: sqlite3.Connection) -> None:
    run = peer.start(REWORKS)
    key = connection.execute("INSERT INTO run (state) VALUES (?)", (peer.dump(run),)).lastrowid
    while peer.waits(run):
        (state,) = connection.execute("SELECT state FROM run WHERE key = ?", (key,)).fetchone()
        run = peer.complete(peer.load(state))
        connection.execute("UPDATE run SET state = ? WHERE key = ?", (peer.dump(run), key))


def waiting(peer: Peer, _: int) -> Values:
    """Bytes that are to be stored of a waiting run."""
    return Values("B", [peer.size()])


def loop(peer: Peer, repetitions: int) -> Values:
    """How many times as much CPU an event takes after many rounds as after ten."""
    return Values("times", [_late_to_early(peer) for _ in range(repetitions)], peer.note)


def _late_to_early(peer: Peer) -> float:
    run = peer.start(10 * peer.rounds)
    taken = []
    done = 0
    for after in (10, peer.rounds):
        while done < after:
            run = peer.complete(run)
            done += 1
        begun = time.process_time()
        for _ in range(peer.events):
            run = peer.complete(run)
            done += 1
        taken.append((time.process_time() - begun) / (done - after))
    return taken[1] / taken[0]


def state(peer: Peer, _: int) -> Values:
    """How many times as large what is stored is after many rounds as after ten."""
    run, sizes = peer.start(10 * peer.rounds), []
    for number in range(peer.rounds):
        run = peer.complete(run)
        if number + 1 in (10, peer.rounds):
            sizes.append(len(peer.dump(run)))
    return Values("times", [sizes[1] / sizes[0]], peer.note)


def definition(peer: Peer, repetitions: int) -> Values:
    """How many times as much a step costs in a process of a thousand as in one of ten."""
    short, long = peer.chain(10), peer.chain(1000)
    of_short = each(short, repetitions)
    of_long = cpu(long, repetitions)
    return Values("times", [(a / 1000) / (b / 10) for a, b in zip(sorted(of_long), sorted(of_short), strict=True)])


QUESTIONS: dict[str, Callable[[Any, int], Values]] = {
    each.__name__: each for each in (steps, stored, waiting, loop, state, definition)
}

__all__ = ["QUESTIONS", "UnableError"]
