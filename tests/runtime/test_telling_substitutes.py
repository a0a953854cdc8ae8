"""Substitutes are told of the work that comes to them, and for whom they stand in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orchestra_dsl.plugin import Notification
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.applying.substitution import stands_in_for, substitutes_of
from orchestra_dsl.runtime.worker.worker import Worker
from tests.runtime.texts import MakePlace, Place
from tests.runtime.world import ADMIN, PEOPLE, calls

NOW = datetime.now(UTC)
AT = int(NOW.timestamp() * 1_000_000)
TEXT = """
orchestration held(case: Case) { stage s { interactive it = fix_case(case) "Fix" {
  assign to CANDIDATES
  exclude EXCLUDED
  notify via email "New work" "Please look." } } }
orchestration said(case: Case) { notify user("ann") via email "hello"
  wait 9d }
"""


def people(*absences: tuple[str, str], hours: int = 1) -> People:
    """As everywhere; of each pair the first is away, and the second stands in."""
    window = {"from": NOW - timedelta(hours=2), "until": NOW + timedelta(hours=hours)}
    data: dict[str, Any] = {**PEOPLE, "users": PEOPLE["users"] | {"zoe": {}, "yan": {}}}
    return People(data | {"absences": [{"user": one, "substitute": two} | window for one, two in absences]})


def play(
    place: MakePlace, directory: People, candidates: str = 'user("ann")', excluded: str = 'user("lena")'
) -> tuple[Place, list[Notification]]:
    """A place whose channel keeps what it is told."""
    here = place(TEXT.replace("CANDIDATES", candidates).replace("EXCLUDED", excluded), directory=directory)
    got: list[Notification] = []
    here.worker.stop(grace=0.2)

    def email(notification: Notification) -> None:
        got.append(notification)

    here.worker = Worker(here.engine, calls(channels={"email": email}))
    here.worker.start()
    return here, got


def told(got: list[Notification]) -> dict[str, str]:
    """Who was told what, each once."""
    assert len({each.key for each in got}) == len(got)
    return {f"user:{each.to}": each.text for each in got}


def test_a_substitute_is_told_with_whom_they_stand_in_for(place: MakePlace) -> None:
    here, got = play(place, people(("ann", "zoe")))
    run = here.start("held")
    assert told(got) == {"user:ann": "Please look.", "user:zoe": "Please look.\n\nYou stand in for ann."}
    line = here.engine.runs.timeline(run)[-1]
    assert (line.what, line.detail["to"], line.detail["places"]) == (
        "told",
        ["user:ann", "user:zoe"],
        {"user:zoe": ["user:ann"]},
    )


@pytest.mark.parametrize(
    ("absences", "candidates", "excluded", "who"),
    [
        ((("ann", "zoe"), ("zoe", "yan")), 'user("ann")', 'user("lena")', {"ann", "zoe", "yan"}),
        ((("ann", "zoe"), ("zoe", "ann")), 'user("ann")', 'user("lena")', {"ann", "zoe"}),
        ((("ann", "bob"),), 'group("Agents")', 'user("lena")', {"ann", "bob"}),
        ((("ann", "zoe"),), 'group("Agents")', 'user("zoe")', {"ann", "bob"}),
        ((("ann", "zoe"),), 'group("Agents")', 'user("ann")', {"bob"}),
        ((), 'group("Agents")', 'user("lena")', {"ann", "bob"}),
    ],
)
def test_who_may_act_is_told_and_nobody_else(
    place: MakePlace, absences: Any, candidates: str, excluded: str, who: set[str]
) -> None:
    """Chains, circles, who has it anyway, and whoever may not do it or stands in for such a one."""
    here, got = play(place, people(*absences), candidates, excluded)
    here.start("held")
    assert set(told(got)) == {f"user:{each}" for each in who}
    if candidates.startswith("group"):
        assert "You stand in" not in "".join(told(got).values())


def test_it_is_over_when_they_are_back_and_what_is_no_work_goes_to_nobody_else(place: MakePlace) -> None:
    here, got = play(place, people(("ann", "zoe"), hours=-1))
    here.start("held")
    assert set(told(got)) == {"user:ann"}
    here, got = play(place, people(("ann", "zoe")))
    here.start("said")
    assert set(told(got)) == {"user:ann"}


def test_what_is_handed_on_is_told_to_the_substitutes_of_who_gets_it(place: MakePlace) -> None:
    here, got = play(place, people(("bob", "zoe")))
    run = here.start("held")
    here.engine.work.reassign(here.item(run), ["user:bob"], ADMIN)
    here.settle()
    assert set(told(got)) == {"user:ann", "user:bob", "user:zoe"}


def test_both_directions_say_the_same() -> None:
    """Whoever may act for somebody is among their substitutes, and the other way round."""
    directory = people(("ann", "bob"), ("bob", "zoe"), ("zoe", "yan"), ("yan", "lena"))
    users = [f"user:{each}" for each in ("ann", "bob", "zoe", "yan", "lena")]
    for person in users:
        acting = {user for user in users if person in stands_in_for(directory, user, AT)}
        assert set(substitutes_of(directory, person, AT)) == acting
    assert substitutes_of(directory, "user:ann", AT) == ["user:bob", "user:zoe", "user:yan"]
