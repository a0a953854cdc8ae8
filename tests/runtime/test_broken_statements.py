"""A row that cannot be written, in the middle of a statement: nothing of its request is, and all of the others' is."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.errors import EventFailed
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.store.rows import RecordRow
from tests.patience import PATIENCE, wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import person


class Put(Request[None]):
    """Writes some records, as they are."""

    def __init__(self, *rows: RecordRow, first: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.rows = rows
        self.first = first

    def perform(self, batch: Batch) -> None:
        """Do it."""
        self.first()
        batch.writes.records += self.rows


def row(id_: str, version: int = 1, value: Any = "x") -> RecordRow:
    return RecordRow("Note", id_, version, 5, {"value": value})


UNWRITABLE = {
    "a number that SQLite cannot hold": row("bad", version=2**70),
    "a value that nothing encodes": row("bad", value=object()),
}


@pytest.mark.parametrize("bad", UNWRITABLE)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_it_is_undone_and_those_beside_it_are_served(world: MakeWorld, store: Store, bad: str, place: int) -> None:
    here = world(person(), store=store)
    began, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        began.set()
        go_on.wait(PATIENCE)

    here.engine.submit(Put(row("held"), first=hold))
    assert began.wait(PATIENCE)
    rows = [row("b0"), row("b1")]
    rows.insert(place, UNWRITABLE[bad])
    before, broken, after = (here.engine.submit(Put(*each)) for each in ([row("a")], rows, [row("c")]))
    wait_for(lambda: here.engine.waiting == len([before, broken, after]))
    go_on.set()
    before.result(PATIENCE)
    after.result(PATIENCE)
    with pytest.raises(EventFailed, match="the run is as it was before"):
        broken.result(PATIENCE)
    with store.reading() as reads:
        there = [each for each in ("held", "a", "b0", "b1", "bad", "c") if reads.record("Note", each) is not None]
    assert there == ["held", "a", "c"]
