"""Starts by events from outside (language.md, section 3, "Start"; rules 20 and 21)."""

from tests.language.forms import plays
from tests.scenario.texts import fails, holds

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
