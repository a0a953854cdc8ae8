"""What flows write to records while the store is in trouble."""

import threading
from typing import Any, cast

import pytest

from orchestra_dsl.interpreter.commit import CallFlow
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.runtime.counters import flow_writes
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.store.rows import OutboxRow
from orchestra_dsl.runtime.worker import dispatch
from orchestra_dsl.runtime.worker.sending import Sending

RUN = "r1"


class Troubled:
    """Records of a store that is locked for a while, or damaged for good."""

    troubles: list[StoreError]
    written: list[tuple[str, str]]

    def __init__(self, core: object) -> None:
        del core

    def update(self, _: str, id_: str, *__: Any, event_id: str, run: str) -> None:
        """Fail as long as there is trouble left."""
        if Troubled.troubles:
            raise Troubled.troubles.pop(0)
        assert run == RUN
        Troubled.written.append((id_, event_id))


@pytest.fixture(autouse=True)
def troubled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow_writes, "Records", Troubled)
    monkeypatch.setattr(dispatch, "AGAIN", 0.01)
    Troubled.troubles, Troubled.written = [], []


def update(cancelled: threading.Event) -> None:
    row = OutboxRow(1, 1, RUN, 1, "name", 0, CallFlow(Ref(0, 1), "close", {}, "key", None))
    sending = Sending(row, cancelled=cancelled)
    here = cast("dispatch.Dispatch", type("Here", (), {"_core": None})())
    dispatch.Dispatch._update(here, sending, "Case", "1", {"status": "Closed"}, "key/1")


def test_trouble_that_passes_is_waited_for_and_the_write_is_made_once() -> None:
    Troubled.troubles = [StoreError("locked", "x.db", "it is locked", "Wait.") for _ in range(3)]
    update(threading.Event())
    assert Troubled.written == [("1", "key/1")]


def test_trouble_that_stays_is_told_to_the_flow() -> None:
    Troubled.troubles = [StoreError("damaged", "x.db", "it is damaged", "Restore it.")]
    with pytest.raises(StoreError, match="damaged"):
        update(threading.Event())


def test_a_flow_that_is_cancelled_waits_no_longer() -> None:
    Troubled.troubles = [StoreError("full", "x.db", "it is full", "Make room.") for _ in range(3)]
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(StoreError, match="full"):
        update(cancelled)
    assert Troubled.written == []
