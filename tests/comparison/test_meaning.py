"""What changes mean for runs under way and for who starts runs and supplies flows."""

import pytest

from orchestra_dsl.comparison.compare import compare
from tests.comparison.texts import BODY, changed, package

MEANS = [
    ("let limit = 500", "let limit = 600", "Both call themselves version 3"),
    ("version 3", "version 2", "goes back from 3 to 2"),
    ("version 3", "", "It has no version: with `version 4`"),
    ("start on case created when case.amount > 5 once per record", "", "Records start it no more."),
    ("version 3", "version 3 start on paid as p with { case: find(Case, p.order) }", "From now on events start it"),
    (
        "version 3",
        'version 3 start every "0 8 * * *" with { case: find(Case, "1") }',
        "From now on a schedule starts it",
    ),
    ("case.amount > 5", "case.amount > 6", "Records that have had a run start none again"),
]


@pytest.mark.parametrize(("before", "after", "said"), MEANS)
def test_a_change_says_what_it_means(before: str, after: str, said: str) -> None:
    meaning = changed(before, after)[-1].meaning
    assert any(said in sentence for sentence in meaning), meaning
    assert "go on with the graph that they were started with" in meaning[0]


def test_a_schedule_with_another_time_begins_anew() -> None:
    daily = 'version 3 start every "0 8 * * *" with { case: find(Case, "1") }'
    before, after = BODY.replace("version 3", daily), BODY.replace("version 3", daily.replace("0 8", "0 9"))
    (comparison,) = compare(package(before), package(after))
    assert any("begins anew" in each for each in comparison.meaning)
    (comparison,) = compare(package(before), package(BODY))
    assert any("No schedule starts it any more" in each for each in comparison.meaning)


def test_a_new_version_needs_no_reminder() -> None:
    meaning = changed("version 3", "version 4")[-1].meaning
    assert "Only the version has changed." in meaning
    assert not any("with `version" in each for each in meaning)


def test_what_old_runs_still_call_has_to_stay() -> None:
    meaning = changed("background again = tell(case)", "background again = classify(case)")[-1].meaning
    assert any("Keep supplying the flow `tell`" in each for each in meaning)


def test_a_flow_of_another_form_has_to_be_served_in_both() -> None:
    meaning = changed("-> { team: group? }", "-> { team: group?, why: text }")[-1].meaning
    assert any("`classify` in its old form, (case: Case) -> { team: group? }" in each for each in meaning)


def test_records_and_events_concern_what_is_stored_and_sent() -> None:
    assert "lack the new fields" in changed("owner: user }", "owner: user note: text? }")[0].meaning[0]
    assert "Whoever sends" in changed("{ order: text }", "{ order: text by: user? }")[0].meaning[0]


def test_a_new_parameter_without_a_default_has_to_be_given() -> None:
    start = "  start on case created when case.amount > 5 once per record\n"
    before, after = (
        BODY.replace(start, ""),
        BODY.replace(start, "").replace("(case: Case) ", "(case: Case, who: user) "),
    )
    (comparison,) = compare(package(before), package(after))
    assert any("has to give `who` now" in each for each in comparison.meaning)


def test_an_orchestration_may_differ_by_its_records_alone() -> None:
    common, of_it = changed('status: "New" | "Closed"', 'status: "New" | "Closed" | "Lost"')
    assert [change.name for change in common.changes] == ["Case.status"]
    assert "Only the records and events that it uses have changed." in of_it.meaning
