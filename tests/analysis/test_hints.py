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


def hints(elements: str) -> list[tuple[str, str | None]]:
    """The messages and hints of what is found in an orchestration of these elements."""
    text = f"""\
record Case {{ id: text, status: "New" | "Closed" }}
flow tell(case: Case, kind: "a" | "b" = "a")
orchestration o(case: Case) "O" {{
{elements}
}}
"""
    return [(each.message, each.hint) for each in check_text(text).diagnostics if each.code != "O209"]


def test_a_formula_that_is_declared_below_is_not_taken_for_a_slip() -> None:
    ((_, hint),) = hints("let _a = bb + 1\nlet bb = 2\nlet bc = 3\nlet _c = bb + bc\nend")
    assert hint == "It is declared further down. Move its declaration above this place."


def test_a_formula_of_another_block_is_said_to_be_there() -> None:
    inner = "parallel p { branch x { let bb = 2  let _c = bb } branch y { let _a = bb } }"
    assert hints(inner)[0][1] == "It is declared in another block, and can be read only there."


def test_an_element_that_is_no_value_is_not_offered_for_one() -> None:
    decision = 'decide sorts { outcome x when case.status == "New" -> end  otherwise -> end }'
    assert [hint for _, hint in hints(f"let _a = sort\n{decision}")] == [None]


def test_of_what_a_step_can_start_after_only_steps_of_its_stage_are_offered() -> None:
    stages = """\
stage s { background room = tell(case)  background b = tell(case) { start after room, look } }
stage escalate { background look = tell(case) }"""
    assert hints(stages) == [("There is no element `look` here.", "`start after` names steps of the same stage.")]
    slip = "stage s { background room = tell(case)  background b = tell(case) { start after rom } }"
    assert hints(slip) == [("There is no element `rom` here.", "Did you mean `room`?")]


def test_what_is_written_cannot_be_and_what_is_compared_is_never() -> None:
    update = hints('update case { status: "Cured" }\nend')
    assert update[0][0] == 'The field `status` cannot be "Cured": the values are "New", "Closed".'
    call = hints('stage s { background b = tell(case, kind: "c") }')
    assert call[0][0] == 'The argument `kind` cannot be "c": the values are "a", "b".'
    compared = hints('let _a = case.status == "Cured"\nend')
    assert compared[0][0] == '`case.status` is never "Cured": the values are "New", "Closed".'


def test_a_name_of_another_kind_is_no_other_of_the_kind() -> None:
    stages = "stage pay { background pay2 = tell(case) }\nstage s { background pay = tell(case) }"
    assert hints(stages)[0][0] == "The step `pay` has the name of a stage."
    taken = hints("stage pay { background a = tell(case) }\nparallel pay { branch x { end } branch y { end } }")
    assert taken[0][0] == "The parallel `pay` has the name of a stage."
    again = hints("stage pay { background a = tell(case) }\nstage pay { background a = tell(case) }")
    assert again[0][0] == "The stage `pay` has the name of another stage."


JOINED = """\
record Trip {{ id: text, guests: list<user> }}
screen sign(trip: Trip) -> {{ ok: boolean }}
orchestration o(trip: Trip) "O" {{
  stage forms "Forms" {{
    interactive one = sign(trip) "One" {{ assign to user("ann") }}
    interactive each_one = sign(trip) "Each" {{
      for each guest in trip.guests
      assign to guest
    }}
    {finish}
  }}
}}
"""


@pytest.mark.parametrize(
    ("finish", "hint"),
    [
        (
            "finish when 3 of each_one",
            "`each_one` is one step; to ask for 3 of its instances write `count(each_one) >= 3`.",
        ),
        (
            "finish when 3 of one, each_one",
            "`each_one` is one step; to ask for 3 of its instances write `count(each_one) >= 3`.",
        ),
        ("finish when 0 of one, each_one", "Write a number from 1 to 2."),
        ("finish when 2 of one", "Write 1."),
    ],
)
def test_who_asks_for_more_than_there_is_may_mean_the_instances_of_a_step(finish: str, hint: str) -> None:
    (finding,) = check_text(JOINED.format(finish=finish)).diagnostics
    assert (finding.code, finding.hint) == ("O411", hint)


def test_a_branch_in_a_condition_is_to_be_counted() -> None:
    text = JOINED.format(finish="").replace(
        "stage forms", "parallel p { branch lake {} branch woods {} finish when lake }\n  stage forms"
    )
    finding = next(each for each in check_text(text).diagnostics if each.code == "O301")
    assert finding.hint == "To count branches, write `finish when 1 of lake`, with others behind it."


@pytest.mark.parametrize(
    ("clause", "code", "hint"),
    [
        (
            "start when one",
            "O301",
            'Name one of its outputs, or ask where the step stands: `state(forms.one) == "completed"`.',
        ),
        (
            'start when one == "done"',
            "O307",
            'Name one of its outputs, or ask where the step stands: `state(forms.one) == "completed"`.',
        ),
        ("start when each_one == 3", "O307", None),
        ('start when state(form.one) == "completed"', "O202", "Did you mean `forms.one`?"),
        ("start when len(each_one) == 3", "O201", "`count(…)` says how many items a list has."),
    ],
)
def test_who_waits_for_a_step_as_if_it_were_a_value_is_told_how(clause: str, code: str, hint: str | None) -> None:
    step = f'interactive two = sign(trip) "Two" {{ {clause} assign to user("ann") }}'
    finding = next(each for each in check_text(JOINED.format(finish=step)).diagnostics)
    assert (finding.code, finding.hint) == (code, hint)


@pytest.mark.parametrize("value", ["max(trip.cost, 5)", "min(trip.cost, 5, 7)", "sum(1, 2)"])
def test_values_that_are_not_in_a_list_are_to_be_put_into_one(value: str) -> None:
    finding = the_finding(value)
    assert finding.code == "O301"
    assert finding.hint == f"Write the values as one list: `{value[:3]}([a, b])`."
