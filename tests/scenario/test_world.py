"""The world around a scenario: its time, its records, its people, its runs."""

import pytest

from tests.scenario.texts import GIVEN, PROCESS, fails, holds, play

BERLIN = (
    PROCESS.replace('"Handle" {\n', '"Handle" {\n  use calendar support\n', 1)
    + """
calendar support { zone "Europe/Berlin" open mon to fri 09:00 to 17:00 }
"""
)
START = "start expect tell called 0 times"


def starts_at(lines: str, process: str = PROCESS) -> int:
    """The instant of a scenario, told by its failure."""
    return fails(f"{lines} start expect finished", process=process).at // 1_000_000


def test_a_scenario_begins_on_a_monday_at_nine() -> None:
    assert starts_at("") == 1767603600  # 2026-01-05T09:00Z
    assert starts_at("", BERLIN) == 1767600000  # 09:00 in Berlin


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2026-03-02T09:00", 1772438400), ("2026-03-02T09:00Z", 1772442000), ("2026-03-02T09:00+05:00", 1772424000)],
)
def test_a_time_without_an_offset_is_in_the_zone_of_the_calendar(text: str, seconds: int) -> None:
    assert starts_at(f'given now = datetime("{text}")', BERLIN) == seconds


def test_time_that_is_given_later_passes_and_never_goes_back() -> None:
    holds('given manager of "omar" is "lena" start given now = datetime("2026-01-15T09:00Z") expect stage late active')
    failure = fails('start given now = datetime("2026-01-05T08:00Z")')
    assert failure.found == "time does not go back: it is later than this already"


def test_business_days_are_counted_in_the_calendar() -> None:
    failure = fails("advance 5 business days expect started 1 times", process=BERLIN)
    assert failure.at // 1_000_000 == 1767600000 + 7 * 86_400


def test_a_group_of_which_nothing_is_given_has_nobody() -> None:
    failure = fails('start "ann" claims resolve.fix', given=GIVEN.replace("given members", "#"))
    assert failure.found == "ann may not: this work item is for administrator"
    assert failure.hint == (
        "It is the administrator's, because nobody else may do it. "
        "Say who is there: `given members of …`, `given manager of …`."
    )


def test_work_that_nobody_may_do_is_the_administrators() -> None:
    """Rule 16: nobody left, so it goes to the administrator of the scenario, who may do what one may."""
    alone = GIVEN.replace("given members", "#")
    holds('start "administrator" completes resolve.fix with { resolution: "x" } expect ended "Fixed"', given=alone)
    barred = PROCESS.replace('queue("Support") }', 'queue("Support") exclude user("administrator") }', 1)
    failure = fails('start "ann" claims resolve.fix', process=barred, given=alone)
    assert failure.found == (
        "resolve.fix has no open work item: the step is in error: "
        "Nobody: there is nobody in Support to assign this step to"
    )
    assert failure.hint == "Say who is there: `given members of …`, `given manager of …`."


def test_who_may_start_is_who_the_orchestration_allows() -> None:
    """Section 3: `allow start by E`; the administrator always may."""
    process = PROCESS.replace('"Handle" {\n', '"Handle" {\n  allow start by queue("Support")\n', 1)
    holds('"eve" may not start "ann" starts expect started 1 times', process=process)
    holds('"eve" may not start start "administrator" starts expect started 2 times', process=process)
    assert fails('"ann" may not start', process=process).found == "ann may start handle"
    assert fails('"administrator" may not start', process=process).found == "administrator may start handle"
    refused = "only Support or an administrator may start this orchestration"
    assert fails('"eve" starts', process=process).found == refused


@pytest.mark.parametrize("begin", ["start", ""])
def test_no_other_orchestration_starts_by_what_is_written(begin: str) -> None:
    """Section 3: a scenario plays one orchestration; what the run itself writes starts no other either."""
    other = 'orchestration other(case: Case) { start on case updated every time fail "Other" }'
    process = PROCESS.replace("  stage triage", '  update case { note: "y" }\n  stage triage', 1) + other
    given = GIVEN if begin else GIVEN.replace("  given case", "  #")
    new = 'create Case { id: "1", status: "New", amount: 10, owner: user("omar") }'
    lines = f'{begin or new} update case {{ note: "x" }}'
    failure = fails(f"{lines} expect finished", process=process, given=given)
    assert [told.graph.name for told in failure.runs] == ["handle"]


def test_who_is_excluded_is_told_nothing() -> None:
    process = PROCESS.replace('queue("Support") }', 'queue("Support") exclude user("ann") notify via email }')
    told = 'expect notified user("bob") via email 1 times expect notified user("ann") via email 0 times'
    holds(f"start {told}", process=process)


def test_a_record_that_is_given_starts_nothing_and_wakes_who_waits() -> None:
    new = 'given case = { id: "1", status: "New", amount: 10, owner: user("omar"), note: "changed" }'
    holds("expect started 0 times")
    holds(f"given quiet returns true start given quiet returns false {new} expect stage resolve active")


def test_a_start_needs_what_is_not_given() -> None:
    failure = fails("start", given="")
    assert failure.found == "handle needs `case` to be started, and it is not given"
    assert failure.hint == "Add `given case = …` above."


def test_a_second_record_of_the_same_id_is_refused() -> None:
    lines = 'create Case { id: "1", status: "New", amount: 10, owner: user("omar") }'
    assert fails(lines).found == 'there is a Case with the id "1" already'


def test_a_record_that_is_not_there_cannot_be_written() -> None:
    assert fails('update case { note: "x" }', given="").found == "this record is not there"
    assert fails("delete case delete case").found == "this record has been deleted before"


def test_lines_are_about_the_newest_run() -> None:
    holds('start "ann" completes resolve.fix with { resolution: "x" } expect ended "Fixed" '
          "start expect stage resolve active expect started 2 times")  # fmt: skip


def test_what_is_asked_whether_it_may_be_leaves_nothing_behind() -> None:
    failure = fails('start "ann" may not claim resolve.fix')
    assert failure.found == "ann may claim resolve.fix"
    holds('start "eve" may not claim resolve.fix "ann" claims resolve.fix "bob" may not complete resolve.fix '
          'expect step resolve.fix active "ann" completes resolve.fix with { resolution: "x" }')  # fmt: skip
    holds("expect started 0 times")


def test_a_failure_tells_what_has_happened_by_then() -> None:
    failure = fails("start expect finished")
    (told,) = failure.runs
    assert (told.run, told.graph.name) == ("run1", "handle")
    assert [entry.kind for entry in told.entries] == ["started", "flow returned", "predicate answered"]


def test_a_scenario_stops_where_it_fails() -> None:
    failure = play('start expect finished\n    expect failed "x"')
    assert failure is not None
    assert failure.expected == "finished"


def test_null_takes_a_value_away_and_expects_none() -> None:
    """What a line writes as `null` is said, not left out."""
    process = PROCESS.replace("amount: fix.refund ?? 0)", "amount: if case.note == null then 0 else 1)")
    done = '"ann" completes resolve.fix with { resolution: "x", refund: 7 }'
    noted = GIVEN.replace('status: "New",', 'status: "New", note: "old",')
    holds(f"start {done} expect tell called with {{ amount: 1 }}", process=process, given=noted)
    holds(f"start update case {{ note: null }} {done} expect tell called with {{ amount: 0 }}", process=process,
          given=noted)  # fmt: skip


def test_an_argument_that_is_missing_is_told_from_one_that_is_there() -> None:
    process = PROCESS.replace("flow tell(case: Case, amount: decimal)", "flow tell(case: Case, amount: decimal?)")
    done = 'start "ann" completes resolve.fix with { resolution: "x", refund: 7 }'
    failure = fails(f"{done} expect tell called with {{ amount: null }}", process=process)
    assert failure.found == ('it was never called with these arguments; the last calls: { case: "1", amount: 7 }')
