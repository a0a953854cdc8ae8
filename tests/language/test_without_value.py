"""What is needed and is not there puts its element in error, with a name that says so (language.md, rule 15).

The compiler proves that values are there. They can be missing all the same where a record was written before its type
had the field.
"""

import pytest

from tests.language.play import Player

TEXT = """
record Case { id: text status: text amount: decimal owner: user
  wanted: datetime names: list<text> number: integer limit: duration parent: Case }
flow check(case: Case) -> { ok: boolean }
flow tell(text: text)
screen look(case: Case) -> { fine: boolean }
event paid { order: text }
orchestration other(case: Case) { wait 1h }
orchestration process(case: Case) { BODY }
"""
OLD = {"id": "1", "status": "New", "amount": "10"}
LOOK = 'interactive look = look(case) {{ assign to user("ann") {} }}'


def play(body: str) -> Player:
    """A run about a case that was written before it had most of its fields."""
    player = Player(TEXT.replace("BODY", body), name="process", flows={"check": [{"ok": True}], "tell": [{}]})
    player.records["Case", "1"] = OLD
    return player.start("1")


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("due at case.wanted", "the time at which the work item is due is missing"),
        ("priority case.number", "the priority of the work item is missing"),
        ("for each name in case.names", "the list of `for each` is missing"),
        ("timeout case.limit", "a duration that is needed here is missing"),
        ("about case.parent", "the Case that the work item is about or locks is missing"),
        ("locks case.parent", "the Case that the work item is about or locks is missing"),
    ],
)
def test_a_clause_of_a_step_whose_value_is_missing_is_the_steps_error(clause: str, said: str) -> None:
    """Rule 15."""
    assert play(f"stage s {{ {LOOK.format(clause)} }}").ended == f"s.look: MissingValue: {said}"


def test_a_step_that_acts_for_nobody_is_in_error() -> None:
    """Rule 15."""
    player = play("stage s { background a = check(case) { as case.owner } }")
    assert player.ended == "s.a: MissingValue: the user for whom the step acts is missing"


def test_an_update_of_no_record_is_in_error() -> None:
    """Rule 15."""
    assert play('update case.parent { status: "Closed" }').ended == "update.1: MissingValue: there is no Case to update"


def test_a_time_limit_of_a_child_without_a_value_is_the_steps_error() -> None:
    """Rules 13 and 15."""
    player = play("stage s { background a = run other(case) { timeout case.limit } }")
    assert player.ended == "s.a: MissingValue: a duration that is needed here is missing"


def test_a_number_that_has_no_such_places_is_rounded_to_itself() -> None:
    player = play(
        'stage s { background a = tell("{round(case.amount * 1e33, 5)}") }'.replace(
            "1e33", " * ".join(["100000000000"] * 3)
        )
    )
    assert player.told == [f"1{'0' * 34}"]


@pytest.mark.parametrize("limit", ["case.limit", "1h * (if case.amount > 5 then -1 else 1)"])
def test_a_duration_without_a_value_keeps_no_event_and_the_timeline_says_so(limit: str) -> None:
    """Rule 20: what `keep` cannot keep is gone, and says why."""
    arm = f'on paid as p where p.order == case.id keep {limit} {{ end "Paid" }}'
    player = play(f"stage s {{ {LOOK.format('')} }}\nawait first {{ {arm} }}").send("paid", order="1")
    assert [what for _, what, _ in player.notes].count("not kept") == 1
    assert player.complete("s.look", "ann", fine=True).ended == "active"
    assert player.send("paid", order="1").ended == "Paid"
