"""Starts by events from outside and by schedules (language.md, section 3, "Start"; rules 20 and 21)."""

from tests.language.forms import plays
from tests.scenario.texts import fails, holds, play

ON_EVENT = "start on payment_received as p when E with { … }"
PROCESS = """
record Case { id: text owner: user total: decimal }
event paid { order: text, amount: decimal }

orchestration handle(case: Case, amount: decimal, when: datetime) {
  start on paid as p when 100 / p.amount > 1 with { case: find(Case, p.order), amount: p.amount * 2, when: now }
  decide much { outcome yes when amount > case.total { end "Much" } otherwise { end "Little" } }
}
"""
GIVEN = 'create Case { id: "1", owner: user("ann"), total: 20 }'


@plays(ON_EVENT)
def test_the_arguments_are_worked_out_from_the_event_and_the_record_is_found() -> None:
    """Section 3: `start on payment_received as p when E with { case: find(Case, p.order) }`."""
    holds('send paid { order: "1", amount: 11 } expect ended "Much"', process=PROCESS, given=GIVEN)
    holds('send paid { order: "1", amount: 10 } expect ended "Little"', process=PROCESS, given=GIVEN)


@plays(ON_EVENT)
def test_the_condition_decides_and_a_record_that_is_not_found_starts_nothing() -> None:
    """Section 3: no run without its condition, and none without its record."""
    holds('send paid { order: "1", amount: 200 } expect started 0 times', process=PROCESS, given=GIVEN)
    holds('send paid { order: "2", amount: 10 } expect started 0 times', process=PROCESS, given=GIVEN)


@plays(ON_EVENT)
def test_a_condition_without_a_value_starts_nothing_and_says_so() -> None:
    """Section 3 and rule 15: an error is told."""
    failure = fails('send paid { order: "1", amount: 0 } expect started 0 times', process=PROCESS, given=GIVEN)
    assert failure.found == "a start has met an error: handle: DivisionByZero: a division by zero"


ON_SCHEDULE = 'start every "0 8 * * 1-5" in ZONE with { … }'
CALENDAR = """
calendar office { zone "America/New_York" open mon to fri 09:00 to 17:00 }
"""
TIMELY = """
record Case { id: text owner: user }

orchestration handle(case: Case, at: datetime, share: decimal) {
  start every "0 8 * * 1-5"ZONE with { case: find(Case, "1"), at: now, share: SHARE }
  CLAUSES
  decide when { outcome early when at == datetime("2026-01-06T08:00OFFSET") { end "Right" } otherwise { end "Wrong" } }
}
"""


def timely(lines: str, *, zone: str = "", offset: str = "Z", share: str = "1", clauses: str = "") -> str | None:
    """What comes of it; None where the scenario holds."""
    texts = {"ZONE": zone, "OFFSET": offset, "SHARE": share, "CLAUSES": clauses}
    process = TIMELY
    for name, text in texts.items():
        process = process.replace(name, text)
    given = 'given now = datetime("2026-01-05T12:00Z") create Case { id: "1", owner: user("ann") }'
    failure = play(lines, process=CALENDAR + process, given=given)
    return None if failure is None else failure.found


@plays(ON_SCHEDULE)
def test_a_schedule_starts_a_run_at_its_time_in_its_zone() -> None:
    """Section 3: `start every "0 8 * * 1-5" in "Europe/Berlin" with { … }`."""
    ends = 'advance 1d expect started 1 times expect ended "Right"'
    assert timely(ends, zone=' in "Europe/Berlin"', offset="+01:00") is None
    assert timely("advance 18h expect started 0 times", zone=' in "Europe/Berlin"') is None


@plays(ON_SCHEDULE)
def test_without_a_zone_it_is_that_of_the_calendar_and_else_utc() -> None:
    """Where language.md says nothing: as with the times of scenarios."""
    assert timely('advance 20h expect ended "Right"') is None
    assert timely('advance 25h expect ended "Right"', offset="-05:00", clauses="use calendar office") is None


@plays(ON_SCHEDULE)
def test_an_argument_without_a_value_starts_nothing_and_says_so() -> None:
    """Rule 15: an error is told."""
    found = timely("advance 1d expect started 0 times", share='1 / (if find(Case, "1") == null then 1 else 0)')
    assert found == "a start has met an error: handle: DivisionByZero: a division by zero"
