"""What findings say to do, and the fixes that they offer: never more than is certain."""

import pytest

from orchestra_dsl.diagnostics import Diagnostic
from tests.analysis.texts import check_text

TEXT = """\
record Trip {{
  id: text
  cost: decimal
  limit: decimal?
  side: "L" | "R"
  severity: "Class I" | "Class II" | "Class III"
  word: "Open" | "Closed"
}}
orchestration o(trip: Trip) "O" {{
  let _it = {value}
  end
}}
"""


def the_finding(value: str) -> Diagnostic:
    (finding,) = check_text(TEXT.format(value=value)).diagnostics
    return finding


def test_of_several_names_that_are_equally_near_none_is_written() -> None:
    finding = the_finding('trip.severity == "Class IV"')
    assert finding.hint == 'Did you mean "Class I", "Class II" or "Class III"?'
    assert finding.fix is None


def test_a_text_that_has_no_letter_in_common_with_another_is_not_taken_for_it() -> None:
    finding = the_finding('trip.side == "Z"')
    assert (finding.hint, finding.fix) == (None, None)
    assert "L" in finding.message


@pytest.mark.parametrize(("written", "meant"), [('"Opne"', '"Open"'), ('"closed"', '"Closed"')])
def test_the_one_that_is_nearer_than_all_others_is_written(written: str, meant: str) -> None:
    fix = the_finding(f"trip.word == {written}").fix
    assert fix is not None
    assert fix.edits[0].text == meant


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ('date("2026-02-30")', "February 2026 has 28 days."),
        ('date("2026-13-01")', "There is no month 13: dates are year, month and day."),
        ('date("0000-01-01")', "Years run from 0001 to 9999."),
        ('date("30.2.2026")', 'A date is written like "2026-03-02".'),
        ('datetime("2026-04-31T09:00Z")', "April 2026 has 30 days."),
        ('datetime("2026-04-30T25:00Z")', 'A datetime is written like "2026-03-02T09:00Z".'),
    ],
)
def test_a_day_that_there_is_not_is_not_replaced_by_another(value: str, hint: str) -> None:
    assert the_finding(value).hint == hint


@pytest.mark.parametrize(
    "value",
    [
        "min([trip.cost, trip.limit ?? trip.cost]) + 1",
        "min([trip.cost, trip.limit ?? trip.cost], x => x) + 1",
        "max(map([trip.cost], x => x * 2)) + 1",
    ],
)
def test_a_list_that_is_written_out_with_items_has_a_least_and_a_greatest_one(value: str) -> None:
    assert not check_text(TEXT.format(value=value)).diagnostics


@pytest.mark.parametrize("value", ["min(filter([trip.cost], x => x > 1)) + 1", "max(map([], x => 1)) + 1"])
def test_one_that_may_be_empty_has_not(value: str) -> None:
    assert the_finding(value).code == "O304"


def test_hours_beyond_the_day_are_one_finding() -> None:
    text = 'calendar c {\n  zone "Europe/Berlin"\n  open fri 08:00 to 25:00\n}\n'
    (finding,) = check_text(text).diagnostics
    assert finding.message == "There is no such time of day."
