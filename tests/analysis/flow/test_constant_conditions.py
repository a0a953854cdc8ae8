"""O306 for conditions that do not depend on what happens, with labels at the parts that are to blame."""

import pytest

from orchestra_dsl.diagnostics import Diagnostic
from tests.analysis.texts import check_text

DECLARED = """
record Case {
  id: text status: "New" | "Done" amount: decimal count: integer due: date closed: datetime? tags: list<text>
  vip: boolean
}
screen ask(case: Case) -> { ok: boolean }
flow f(case: Case) -> { ok: boolean }
event paid { amount: decimal }
predicate quiet(case: Case)
predicate big(c: Case) = c.amount > 100
"""


def found(body: str) -> list[tuple[str, Diagnostic]]:
    text = f"{DECLARED} orchestration o(case: Case) {{ {body} }}"
    return [(text[each.span.start : each.span.end], each) for each in check_text(text).diagnostics]


def asked(condition: str) -> list[tuple[str, Diagnostic]]:
    return found(f"decide d {{ outcome yes when {condition} {{ }} otherwise {{ }} }}")


@pytest.mark.parametrize(
    ("condition", "span"),
    [
        ("case.amount < 10 and case.amount > 20", None),
        ("case.amount < 10 and case.vip and case.amount > 20", None),
        ('case.status == "New" and case.status == "Done"', None),
        ('case.status == "New" and case.status != "New"', None),
        ("case.count > 3 and case.count < 4", None),
        ("case.count < case.amount and case.count > case.amount", None),
        ("case.vip and not case.vip", None),
        ("quiet(case) and not quiet(case)", None),
        ("big(case) and case.amount < 50", None),
        (
            "case.closed == null and case.closed != null and case.closed > run.started_at",
            "case.closed == null and case.closed != null",
        ),
        ('"a" in case.tags and "a" not in case.tags', None),
        ('case.due > date("2026-03-02") and case.due < date("2026-03-03")', None),
        ("case.vip or (case.count < 3 and case.count > 5)", "case.count < 3 and case.count > 5"),
        ("not (case.count >= 3 or case.count < 3)", "case.count >= 3 or case.count < 3"),
        ('case.status != "New" or case.status != "Done"', None),
        ('case.id != "a" or case.id != "b"', None),
        ("case.count <= 3 or case.count > 2", None),
        ("count(case.tags) >= 0", None),
        ("length(case.id) < 0", None),
        ("weekday(case.due) > 7", None),
        ('any(case.tags, t => t == "a" and t == "b")', 't == "a" and t == "b"'),
        ("if case.count > 3 and case.count < 2 then case.vip else false", "case.count > 3 and case.count < 2"),
        ("true", None),
        ("false", None),
        ("case.vip or true", "true"),
        ("not false", "false"),
    ],
)
def test_a_fixed_condition_is_reported_at_what_is_fixed(condition: str, span: str | None) -> None:
    assert [(each.code, text) for text, each in asked(condition)] == [("O306", span or condition)]


@pytest.mark.parametrize(
    "condition",
    [
        "case.amount < 10 or case.amount > 20",
        "case.amount >= 10 and case.amount <= 10",
        "case.count > 3 and case.count < 5",
        "case.amount > 3 and case.amount < 4",
        "case.amount > case.count and case.amount > 3 and case.count > 3",
        'case.status == "New" or case.status == "Done" and case.vip',
        'case.id != "a" and case.id != "b"',
        "case.closed == null or case.closed > run.started_at",
        "case.closed != null and case.closed < now and case.closed > run.started_at",
        "weekday(case.due) <= 5 and day(case.due) > 28",
        'any(case.tags, t => t == "a") and any(case.tags, t => t == "b")',
        'original(case).status == "New" and case.status == "Done"',
        "big(case) and case.amount < 200",
        "(if case.vip then case.amount else 3) > 3",
        "strict",
        "strict and case.vip",
    ],
)
def test_a_condition_that_may_be_both_is_not(condition: str) -> None:
    switch = f"let strict = false decide d {{ outcome yes when {condition} or (strict and quiet(case)) {{ }} "
    assert found(f"{switch} otherwise {{ }} }}") == []


@pytest.mark.parametrize(
    "body",
    [
        "stage s { background a = f(case) { only if true } }",
        "stage s { background a = f(case) { start when false } }",
        "stage s { start when true background a = f(case) }",
        "stage s { background a = f(case) finish when false }",
        "stage s { background a = f(case) { for each t in case.tags enough when true } }",
        "repeat while false { wait 1d }",
        "wait until true",
        "await first { on true { } after 1d { } }",
        "await first { on paid as p where false { } after 1d { } }",
        "start on case created when true stage s { background a = f(case) }",
        'stage s { interactive a = ask(case) { assign to user("ann") enabled while true } }',
        "wait if true then 1d else 2d",
    ],
)
def test_a_truth_is_reported_wherever_a_condition_stands(body: str) -> None:
    assert "O306" in [each.code for _, each in found(body)]


def test_a_truth_that_is_a_value_is_not() -> None:
    ends = "decide d { outcome x when done { end } otherwise { set done = true } }"
    assert found(f"var done: boolean = false repeat while true {{ wait 1d {ends} }}") == []


def test_predicates_in_place_are_looked_at_too() -> None:
    text = f"{DECLARED} predicate odd(c: Case) = c.count > 3 and c.count < 2\npredicate always() = true"
    assert [(each.code, text[each.span.start : each.span.end]) for each in check_text(text).diagnostics] == [
        ("O306", "c.count > 3 and c.count < 2")
    ]


def test_both_parts_are_shown_with_what_they_ask_for() -> None:
    ((_, finding),) = asked("case.amount < 10 and case.vip and case.amount >= 20")
    assert finding.message == "These conditions contradict each other, so together they never hold."
    assert [each.message for each in finding.labels] == [
        "This holds only where `case.amount` is below 10.",
        "This holds only where `case.amount` is 20 or more.",
    ]


def test_three_parts_that_only_together_contradict_each_other_are_all_shown() -> None:
    ((_, finding),) = asked("case.count > 3 and (case.count < 3 or case.vip) and not case.vip")
    assert len(finding.labels) == 3
    assert finding.labels[1].message == "This is one of the parts."


def test_a_part_with_more_cases_than_are_looked_at_is_shown_without_them() -> None:
    many = ", ".join(map(str, range(0, 7_500, 3)))
    ((_, finding),) = asked(
        f"(case.vip or quiet(case)) and not case.vip and not quiet(case) and case.count in [{many}]"
    )
    assert (finding.code, len(finding.labels)) == ("O306", 4)
    assert finding.labels[3].message == "This is one of the parts."


@pytest.mark.parametrize(
    ("setting", "condition"),
    [
        ("true", "it"),
        ("500", "it > 100"),
        ("500", "100 < it"),
        ("500", "it > other"),
        ("500", "it > named"),
        ('date("2026-03-02")', 'it > date("2026-03-01")'),
        ("2d", "it > 1d"),
    ],
)
def test_what_asks_for_a_setting_is_not(setting: str, condition: str) -> None:
    lets = f"let it = {setting} let other = 3 let named = other "
    assert found(f'{lets} log "{{named}}" decide d {{ outcome yes when {condition} {{ }} otherwise {{ }} }}') == []


def test_what_contradicts_itself_whatever_a_setting_is_stays_reported() -> None:
    ask = "decide d { outcome yes when limit > 100 and limit < 50 { } otherwise { } }"
    assert [(each.code, text) for text, each in found(f"let limit = 500 {ask}")] == [
        ("O306", "limit > 100 and limit < 50")
    ]


def test_settings_of_one_value_are_two() -> None:
    ask = "decide d { outcome yes when low > 100 and high < 50 { } otherwise { } }"
    assert found(f"let low = 70 let high = 70 {ask}") == []


def test_a_setting_is_its_value_where_something_else_is_compared_with_it() -> None:
    outcomes = "outcome a when case.count < limit { } outcome b when case.count >= 500 { }"
    assert found(f"let limit = 500 decide d {{ {outcomes} }}") == []


def test_to_wait_for_a_setting_is_a_mistake() -> None:
    assert [(each.code, text) for text, each in found("let limit = 500 wait until limit > 1_000")] == [
        ("O306", "limit > 1_000")
    ]
