"""What many instances of a `for each` cost: nothing of one instance costs in proportion to the others (section 6)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.for_each import MOST
from orchestra_dsl.interpreter.step import step as real
from tests.language.play import Player

TEXT = """
record Part { id: text, gone: boolean, owner: user }
flow book(leg: text) -> { seat: integer }
screen look(part: Part) -> { fine: boolean }
orchestration parts(parts: list<Part>) {
  stage s { interactive look = look(p) { for each p in parts  assign to p.owner  withdraw when p.gone } }
}
orchestration legs(legs: list<text>) { stage s { background book = book(leg) { for each leg in legs } } }
"""


class Counting(Player):
    """A player that keeps the last commit."""

    last: co.Commit

    def write(self, commit: co.Commit) -> None:
        self.last = commit
        super().write(commit)


def rows(commit: co.Commit) -> int:
    """How many rows the commit writes, its notes included."""
    watches = sum(1 + len(each.reads) for each in commit.watches)
    found = (commit.effects, commit.settled, commit.timers, commit.timers_cleared, commit.items, commit.notes)
    return watches + sum(map(len, found))


def parts(count: int) -> Counting:
    player = Counting(TEXT, name="parts")
    for number in range(count):
        player.put("Part", id=str(number), gone=False, owner=f"user{number}")
    return player


def test_the_facts_of_all_instances_are_asked_for_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule 9: the conditions of each are asked at its beginning."""
    stepped: list[Any] = []

    def step(*arguments: Any) -> Any:
        stepped.append(None)
        return real(*arguments)

    monkeypatch.setattr("tests.language.play.step", step)
    counts = []
    for count in (3, 60):
        player = parts(count)
        stepped.clear()
        player.apply(ev.Started(([str(number) for number in range(count)],)))
        assert len(player.open("s.look")) == count
        counts.append(len(stepped))
    assert counts[0] == counts[1] < 6


def test_what_becomes_of_one_instance_writes_no_rows_of_the_others() -> None:
    written = []
    for count in (3, 60):
        player = parts(count)
        player.start([str(number) for number in range(count)])
        assert len(player.watches[player.indices["s.look"]]) == count
        player.complete("s.look", "user1", fine=True)
        completed = rows(player.last)
        player.put("Part", id="0", gone=True)
        written.append((completed, rows(player.last)))
        assert len(player.watches[player.indices["s.look"]]) == count - 2
    assert written[0] == written[1]
    assert max(written[0]) < 8


def test_a_list_that_is_too_long_is_refused_with_its_length() -> None:
    player = Player(TEXT, name="legs")
    player.start([""] * (MOST + 1))
    assert player.ended == "s.book: TooLarge: the list of `for each` has 100,001 items, where 100,000 are the most"


def test_ten_thousand_calls_are_made_and_answered() -> None:
    player = Player(TEXT, name="legs")
    player.apply(ev.Started(([str(number) for number in range(10_000)],)))
    assert len(player.outbox) == 10_000
    first = next(iter(player.outbox.values()))
    player.apply(ev.FlowReturned(first.ref, {"seat": 1}))
    assert (len(player.outbox), player.ended) == (9_999, "active")
