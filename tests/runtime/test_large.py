"""What is very large works, or is refused with a clear message: groups, and steps with very many instances."""

from collections.abc import Collection, Iterator, Sequence
from typing import overload

import pytest

from orchestra_dsl.plugin import Notification
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker
from tests.patience import PATIENCE
from tests.runtime.texts import compiled
from tests.runtime.world import ANN, calls

MILLION = 1_000_000


class Everybody(Sequence[str]):
    """A million users, of whom none is made before somebody asks."""

    def __len__(self) -> int:
        return MILLION

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        raise AssertionError("a million people are listed one by one")


class Crowded:
    """A directory with a group of a million: everybody but ann's manager, who is in none."""

    def known(self, principal: str) -> bool:
        """All are known."""
        return principal != "user:stranger"

    def member(self, user: str, principal: str) -> bool:
        """Whether the user is the one meant, or belongs to everybody."""
        return user == principal or (principal == "group:Everybody" and user != "user:lena")

    def someone(self, principal: str, excluded: Collection[str]) -> bool:
        """There is always somebody."""
        return principal.startswith("user:") or len(excluded) < MILLION

    def members(self, principal: str) -> Sequence[str]:
        """The users of a group."""
        return Everybody() if principal == "group:Everybody" else [principal]

    def manager(self, user: str) -> str | None:
        """The same for everybody, lena apart."""
        return None if user == "user:lena" else "user:lena"


TEXT = """
orchestration claims(case: Case) {
  stage s { interactive fix = fix_case(case) "Fix" { assign to group("Everybody") exclude user("bob") } }
}
orchestration bars(case: Case) {
  stage s { interactive fix = fix_case(case) "Fix" { assign to user("lena") exclude group("Everybody") } }
}
orchestration lists(case: Case) {
  stage s { interactive fix = fix_case(case) "Fix" { for each who in members(group("Everybody")) assign to who } }
}
orchestration tells(case: Case) {
  notify group("Everybody") via email "News"
  wait 1h
}
"""


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = Engine(SqliteStore.in_memory(), directory=Crowded())
    made.install(compiled(TEXT))
    made.records.put("Case", {"id": "1", "status": "New", "amount": 1}, ANN)
    yield made
    made.close()


def started(engine: Engine, name: str) -> str:
    return engine.start(name, {"case": "1"}, ANN)


def test_a_group_of_a_million_may_be_given_work(engine: Engine) -> None:
    """Rule 16: who belongs to it is asked when somebody claims; nobody lists its members."""
    (item,) = engine.work.of_run(started(engine, "claims"))
    assert item.candidates == ("group:Everybody",)
    assert [each.key for each in engine.work.for_user("user:ann")] == [item.key]
    engine.work.claim(item.key, ANN)
    engine.work.complete(item.key, {"ok": True}, ANN)
    assert engine.runs.get(item.run).status.words == "completed"
    history = [len(repr(entry)) for entry in engine.runs.history(item.run)]
    assert max(history) < 5_000


@pytest.mark.parametrize("name", ["bars", "lists"])
def test_the_members_of_a_group_of_a_million_are_not_read_one_by_one(engine: Engine, name: str) -> None:
    """The step is in error, and says what is too much; the run's history stays small."""
    view = engine.runs.get(started(engine, name))
    assert view.error == (
        "s.fix: TooLarge: the group Everybody has 1,000,000 members, of which 10,000 can be read one by one; "
        "name a smaller group"
    )


def test_a_million_people_are_not_told_at_once(engine: Engine) -> None:
    told: list[Notification] = []

    def email(notification: Notification) -> None:
        told.append(notification)

    worker = Worker(engine, calls(channels={"email": email}))
    worker.start()
    run = started(engine, "tells")
    assert worker.settle(PATIENCE), worker.status
    worker.stop()
    said = [str(line.detail) for line in engine.runs.timeline(run)]
    assert any("it is for 1,000,000 people, of whom 10,000 can be told at once" in each for each in said)
    assert told == []
