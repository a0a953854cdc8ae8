"""Who is out of office, as the file of people says it, and chains of substitutes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.plugin import People
from orchestra_dsl.plugin.directory import Directories
from orchestra_dsl.plugin.people import read_people
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.runtime.applying.substitution import DEEPEST, stands_in_for

NOON = datetime(2026, 12, 21, 12, tzinfo=UTC)
MICROS = int(NOON.timestamp()) * 1_000_000


def people(*absences: tuple[str, str | None], **more: Any) -> People:
    """Users a to f; those who are away on the 21st, each with a substitute."""
    day = date(2026, 12, 21)
    listed = [{"user": user, "from": day, "until": day, "substitute": by} for user, by in absences]
    return People({"users": {name: {} for name in "abcdef"} | more.pop("users", {}), "absences": listed, **more})


def test_a_day_counts_as_a_whole_in_the_zone_of_the_file() -> None:
    directory = people(("a", "b"), zone="Europe/Berlin")
    begin = datetime(2026, 12, 20, 23, tzinfo=UTC)
    for at, away in ((begin - timedelta(microseconds=1), False), (begin, True), (begin + timedelta(days=1), False)):
        assert directory.away("user:a", at) == away
        assert bool(directory.stands_in_for("user:b", at)) == away


def test_an_instant_is_what_it_is() -> None:
    listed = [{"user": "a", "from": NOON, "until": NOON + timedelta(hours=1), "substitute": "b"}]
    directory = People({"users": {"a": {}, "b": {}}, "absences": listed})
    away = [directory.away("user:a", NOON + timedelta(minutes=each)) for each in (-1, 0, 59, 60)]
    assert away == [False, True, True, False]


def test_without_a_substitute_nobody_stands_in() -> None:
    directory = people(("a", None))
    assert directory.away("user:a", NOON)
    assert all(not directory.stands_in_for(f"user:{name}", NOON) for name in "abcdef")


def test_who_is_not_active_stands_in_for_nobody_and_is_stood_in_for_by_nobody() -> None:
    directory = people(("a", "old"), ("old", "b"), users={"old": {"active": False}})
    assert list(directory.stands_in_for("user:old", NOON)) == []
    assert list(directory.stands_in_for("user:b", NOON)) == []


def test_a_chain_is_followed_so_far_and_never_in_a_circle() -> None:
    """The nearest come first; a substitute of a substitute's substitute is the last who may act."""
    chain = people(("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f"))
    assert stands_in_for(chain, "user:c", MICROS) == ["user:b", "user:a"]
    assert stands_in_for(chain, "user:f", MICROS) == ["user:e", "user:d", "user:c"]
    assert DEEPEST == 3
    circle = people(("a", "b"), ("b", "c"), ("c", "a"))
    assert stands_in_for(circle, "user:a", MICROS) == ["user:c", "user:b"]


def test_directories_are_joined_and_those_that_know_nothing_of_it_are_not_asked() -> None:
    class Plain:
        def known(self, _principal: str) -> bool:
            return True

        member = someone = members = manager = known

    joined = Directories((("x", Plain()), ("y", people(("a", "b")))))  # type: ignore[arg-type]  # one of few questions
    assert stands_in_for(joined, "user:b", MICROS) == ["user:a"]
    assert joined.away("user:a", NOON)
    assert stands_in_for(Plain(), "user:b", MICROS) == []  # type: ignore[arg-type]  # the same


def test_the_file_says_it(tmp_path: Path) -> None:
    file = tmp_path / "people.toml"
    file.write_text(
        '[users.ann]\n[users.bob]\n[[absences]]\nuser = "ann"\nfrom = 2026-12-21\nuntil = 2026-12-31\n'
        'substitute = "bob"\n'
    )
    assert list(read_people(file).stands_in_for("user:bob", NOON)) == ["user:ann"]


@pytest.mark.parametrize("ends", [{}, {"until": date.max}])
def test_without_a_day_somebody_is_away_already_or_for_ever(ends: dict[str, Any]) -> None:
    """As in a scenario: who is ill does not know until when."""
    absence = {"user": "a", "substitute": "b"} | ends
    found = People({"users": {"a": {}, "b": {}}, "absences": [absence]})
    for at in (datetime(1970, 1, 1, tzinfo=UTC), NOON, datetime(9000, 1, 1, tzinfo=UTC)):
        assert list(found.stands_in_for("user:b", at)) == ["user:a"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"user": "x"}, "there is no x, who is named in an absence of x"),
        ({"substitute": "x"}, "there is no x, who is named in an absence of a"),
        ({"substitute": "a"}, "a cannot stand in for a"),
        ({"until": date(2026, 12, 1)}, "an absence of a ends before it begins"),
        ({"from": "2026-12-21"}, "'2026-12-21', in an absence of a, is no day"),
        ({"why": "ill"}, "an absence of a is not as it should be"),
        ({"user": 3}, "an absence is not as it should be"),
    ],
)
def test_what_is_wrong_is_said(entry: dict[str, Any], message: str) -> None:
    usual = {"user": "a", "from": date(2026, 12, 21), "until": date(2026, 12, 31), "substitute": "b"}
    with pytest.raises(BadPlugin, match=message):
        People({"users": {"a": {}, "b": {}}, "absences": [usual | entry]})


def test_a_zone_that_is_not_there_is_said() -> None:
    with pytest.raises(BadPlugin, match='there is no zone "Mars/Base"'):
        people(zone="Mars/Base")
