"""A process of the tests of the clock: it works for a store and acts for people, on a clock that is wrong.

    python -m tests.crash.skewed FOLDER CASES CLOCK PASSAGE

CLOCK is by how many hours it is ahead, or `jumps`: then each look at it may find it a year or an hour off. It kills
itself at this PASSAGE from a commit to its answer; with 0 it goes on until every run has ended.
"""

import random
import sys
from pathlib import Path

from orchestra_dsl.runtime import Engine, SqliteStore
from orchestra_dsl.runtime.clock import SystemClock
from tests.crash.aims import aim
from tests.crash.faulty import Told, serve
from tests.crash.process import package, plugins
from tests.crash.taken_out import take_out

HOUR = 3600 * 1_000_000
YEAR = 365 * 24
JUMPS = (-YEAR, -1, 0, 1, YEAR)


class SkewedClock(SystemClock):
    """The machine's clock, by one of these numbers of hours ahead: another one at each look."""

    def __init__(self, *hours: int) -> None:
        self._hours = hours
        self._chance = random.Random(7)  # noqa: S311 - nothing secret

    def now(self) -> int:
        """The instant in microseconds since 1970 (UTC)."""
        return super().now() + self._chance.choice(self._hours) * HOUR


def main(folder: Path, cases: int, clock: str, passage: int) -> int:
    """Go on until every run has ended, or until killed."""
    take_out()
    registry = plugins(folder / "effects")
    hours = JUMPS if clock == "jumps" else (int(clock),)
    store = SqliteStore.open(folder / "store.db")
    engine = Engine(store, directory=registry.directory, clock=SkewedClock(*hours))
    engine.install(package())
    if passage:
        aim("between commit and answer", passage)
    return serve(engine, registry, cases, Told(folder, 0, "end"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
