"""A worker sees people come and go while it works, and a directory that fails or hangs holds it up in nothing else."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.worker import people_watch
from tests.patience import PATIENCE, wait_for
from tests.runtime.texts import Place
from tests.runtime.world import PEOPLE

TEXT = """
orchestration held(case: Case) {
  stage s { interactive it = fix_case(case) { assign to group("Agents") otherwise user("lena") } }
}
orchestration short(case: Case) { end "Done" }
"""


class Staff:
    """A directory that changes, is out of order, or hangs."""

    def __init__(self) -> None:
        self.agents = ["ann", "bob"]
        self.broken = False
        self.looks = 0
        self.free = threading.Event()
        self.free.set()

    def trouble(self) -> str | None:
        """What ails it."""
        return "the list is an old one" if self.broken else None

    def fingerprint(self) -> str:
        """That of the people of now."""
        self.looks += 1
        assert self.free.wait(PATIENCE)
        if "nobody" in self.agents:
            raise ConnectionError("the directory is down")
        return People({**PEOPLE, "groups": {"Agents": self.agents}}).fingerprint()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        people = People({**PEOPLE, "groups": {**PEOPLE["groups"], "Agents": self.agents}})
        answer: Callable[..., Any] = getattr(people, name)
        return answer


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often."""
    monkeypatch.setattr(people_watch, "EVERY", 0.01)


def test_open_work_is_counted_again_while_the_worker_works(place: Callable[..., Place]) -> None:
    """So says rule 16."""
    staff = Staff()
    here = place(TEXT, directory=staff)
    here.start("held")
    staff.agents = []
    wait_for(lambda: [each.candidates for each in here.engine.work.all_open(limit=5)] == [("user:lena",)])


def test_what_ails_the_directory_is_the_trouble_of_the_worker(place: Callable[..., Place]) -> None:
    staff = Staff()
    here = place(TEXT, directory=staff)
    staff.broken = True
    wait_for(lambda: here.worker.status.trouble == "the list is an old one")
    staff.agents = ["nobody"]
    wait_for(lambda: here.worker.status.trouble == "the directory is down")
    staff.agents, staff.broken = ["ann"], False
    wait_for(lambda: here.worker.status.trouble is None)


def test_a_directory_that_hangs_is_asked_once_and_the_worker_goes_on(place: Callable[..., Place]) -> None:
    staff = Staff()
    here = place(TEXT, directory=staff)
    wait_for(lambda: staff.looks > 1)
    staff.free.clear()
    try:
        hanging = staff.looks
        wait_for(lambda: staff.looks > hanging)
        run = here.start("short")
        wait_for(lambda: here.engine.runs.get(run).outcome == "Done")
        assert staff.looks == hanging + 1
    finally:
        staff.free.set()


def test_a_directory_that_hangs_when_the_worker_begins_keeps_it_from_nothing(
    place: Callable[..., Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_watch, "LONG", 0.02)
    staff = Staff()
    staff.free.clear()
    here = place(TEXT, directory=staff)
    try:
        run = here.start("short")
        wait_for(lambda: here.engine.runs.get(run).outcome == "Done")
        wait_for(lambda: here.worker.status.trouble == "the directory of people has not answered for 0 seconds")
    finally:
        staff.free.set()
    wait_for(lambda: here.worker.status.trouble is None)


def test_a_worker_that_waits_for_the_directory_when_it_begins_can_be_stopped(place: Callable[..., Place]) -> None:
    staff = Staff()
    staff.free.clear()
    here = place(TEXT, directory=staff)
    try:
        wait_for(lambda: staff.looks)
        began = time.monotonic()
        here.worker.stop(grace=0.0)
        assert time.monotonic() - began < people_watch.LONG / 2
    finally:
        staff.free.set()
