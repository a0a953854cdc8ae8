"""Calendars, business days and zones (language.md, rule 14)."""

from datetime import date, timedelta
from typing import Any

from orchestra_dsl.graph.moments import parse_datetime
from tests.language.forms import plays
from tests.language.play import Player
from tests.language.texts import CASE, DECLARATIONS

CALENDAR = """
calendar support {
  zone "Europe/Berlin"
  open mon to fri 09:00 to 17:00
  holidays "DE-BE"
}
"""


NO_TIME = "the calendar support has no open time to measure by"


def play(body: str, kind: type[Player] = Player, **options: object) -> Player:
    text = f"{DECLARATIONS}{CALENDAR}orchestration process(case: Case) -> {{ total: integer? }} {{\n{body}\n}}\n"
    return kind(text, **options).put("Case", **CASE)  # type: ignore[arg-type]  # the options of the player


def without(kind: str) -> type[Player]:
    """A player on another machine, where this fact about time cannot be told."""

    class Elsewhere(Player):
        def fact(self, key: tuple[Any, ...]) -> Any:
            return None if key[0] == kind else super().fact(key)

    return Elsewhere


def instant(text: str) -> int:
    return parse_datetime(text).instant


@plays("use calendar NAME", "2 business days")
def test_a_stage_times_out_after_business_days() -> None:
    """Rule 14: the same local time on the n-th working day after; the weekend and the night count for nothing."""
    play_ = play("""
      use calendar support
      stage s { interactive a = look(case) { assign to case.owner } timeout 2 business days -> late }
      end "In time"
      stage late { background b = tell("late") }
      end "Late"
    """)
    play_.now = instant("2026-03-06T10:00+01:00")  # a Friday
    play_.start("1").advance("95h")
    assert play_.happened("s") == ["entered", "started"]
    play_.advance("1h")
    assert "timed out" in play_.happened("s")


@plays("use calendar NAME", "2 business days")
def test_the_closing_instant_is_outside_of_hours() -> None:
    """Rule 14: outside of hours time counts from the next opening on."""
    play_ = play("""
      use calendar support
      stage s { interactive a = look(case) { assign to case.owner timeout 1 business day } }
    """)
    play_.now = instant("2026-03-05T17:00+01:00")  # a Thursday, at closing time: Friday 9:00, and so Monday 9:00
    play_.start("1")
    ((due),) = play_.timers.values()
    assert due == instant("2026-03-09T09:00+01:00")


def test_business_days_are_added_to_a_point_in_time() -> None:
    """`now + 1 business day` keeps the local time also where clocks change in between."""
    play_ = play("""
      use calendar support
      stage s { background a = tell("{now + 1 business day}") }
    """)
    play_.now = instant("2026-03-27T10:30+01:00")
    play_.flows["tell"] = [{}]
    play_.start("1")
    assert play_.calls[0].arguments == {"text": "2026-03-30 10:30 Europe/Berlin"}


def test_times_are_meant_and_shown_in_the_zone_of_the_calendar() -> None:
    play_ = play("""
      use calendar support
      let summer = datetime("2026-07-01T09:00")
      stage s { background a = tell("{now} {summer}") }
    """)
    play_.flows["tell"] = [{}]
    play_.start("1")
    assert play_.calls[0].arguments == {"text": "2026-01-05 10:00 Europe/Berlin 2026-07-01 09:00 Europe/Berlin"}


@plays("calendar support { … }")
def test_where_the_zone_is_not_known_people_are_told_of_a_due_time_in_utc() -> None:
    """Compiled on another machine: who has the work is told of it all the same, and the item is open."""
    body = """
      use calendar support
      notify via email
      stage s { interactive a = look(case) { assign to case.owner due in 4h } }
    """
    told = [play(body, kind=kind).start("1").notices[0].body for kind in (Player, without("offset"))]
    due = ["It is due 2026-01-05 14:00 Europe/Berlin.", "It is due 2026-01-05 13:00 UTC."]
    assert [words in text for words, text in zip(due, told, strict=True)] == [True, True]


def test_where_the_zone_is_not_known_a_time_in_it_is_an_error() -> None:
    """Compiled on another machine: a time of the calendar's zone cannot be told."""
    body = 'use calendar support wait until now >= datetime("2026-01-05T12:00") end "Noon"'
    assert play(body).start("1").advance("3h").ended == "Noon"
    player = play(body, kind=without("instant")).start("1")
    assert player.ended == "wait_until.1: UnknownZone: there is no time zone called Europe/Berlin"


def test_a_share_of_open_time_that_cannot_be_told_is_told_to_those_who_look_after_the_run() -> None:
    """Rule 14: a percentage is measured in open time; the work is open all the same."""
    body = """
      use calendar support
      stage s { interactive a = look(case) { assign to case.owner due in 2 business days { at 50% remind } } }
    """
    assert [kind for kind, _ in play(body).start("1").timers] == ["rung"]
    player = play(body, kind=without("opening")).start("1")
    assert (player.timers, len(player.open("s.a"))) == ({}, 1)
    assert ("s.a", "not done on time", {"code": "NoWorkingTime", "message": NO_TIME}) in player.notes


def test_a_calendar_that_is_closed_for_good_puts_the_step_in_error() -> None:
    """A due time that never comes is an error that names the calendar, and can be handled."""
    text = CALENDAR.replace("open mon to fri 09:00 to 17:00", "open mon 09:00 to 17:00\n" + _closed_mondays())
    body = "use calendar support stage s { interactive a = look(case) { assign to case.owner timeout 1 business day } }"
    source = f"{DECLARATIONS}{text}orchestration process(case: Case) {{ {body} }}"
    play_ = Player(source).put("Case", **CASE).start("1")
    assert "NoWorkingTime" in str(play_.ended)
    assert "support" in str(play_.ended)


def _closed_mondays() -> str:
    return "\n".join(f'closed "{date(2026, 1, 5) + timedelta(weeks=week)}"' for week in range(560))
