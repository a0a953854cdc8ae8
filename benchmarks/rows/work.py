"""The open work of one person, among very much.

A page of 50 items, with the arguments of their screens, in the one order that is offered: the greatest priority
first, of those the oldest. ann is in three groups, of which one has half of the items and the two others 5 %
together. CPU of a warm process.
"""

from collections.abc import Iterator

from benchmarks.crowd import crowd
from benchmarks.figures import Effort, Figure, Row, Target, Values
from benchmarks.measure import each
from benchmarks.people import OF_CROWD
from benchmarks.rows.restart import FEW, MANY
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime import Engine, SqliteStore

LIMIT = 50
ANN = "user:ann"


def measure(effort: Effort) -> Iterator[Figure]:
    """Pages of the list."""
    runs, repetitions = (FEW, 5) if effort.quick else (MANY, 9)
    target = Target(10, 3)
    with crowd(runs) as path:
        engine = Engine(SqliteStore.open(path), directory=People(OF_CROWD))
        work = engine.work
        middle = work.for_user(ANN, after=runs // 2, limit=LIMIT)[-1].key
        about = work.for_user(ANN, limit=1)[0].about
        pages = {
            f"open work of one person among {runs:,} items": lambda: work.for_user(ANN, limit=LIMIT),
            "  a page from the middle": lambda: work.for_user(ANN, after=middle, limit=LIMIT),
            "  work about one record": lambda: work.for_user(ANN, about=about, limit=LIMIT),
            "  all open work, whoever it is for": lambda: work.all_open(limit=LIMIT),
        }
        for what, page in pages.items():
            taken = each(page, repetitions)
            yield Figure(what, Values("ms", [1e3 * seconds for seconds in taken]), target)
        engine.close()


ROW = Row("work", "the open work of one person", __doc__, measure)
