"""What decides on who may look at the runs of an orchestration, and whether that can be told in advance."""

import pytest

from orchestra_dsl.interpreter.sight import Sight, sight_of
from tests.language.play import Player
from tests.language.texts import orchestration

TOLD, ASKED = Sight(open=False), Sight(open=False, asked=True)
LATE = 'now > datetime("2027-01-01T00:00Z")'


def sight(*grants: str) -> Sight:
    stage = 'stage s { interactive a = look(case) { assign to group("Agents") } }'
    return sight_of(Player(orchestration("\n".join([*grants, stage]))).graph)


def test_without_a_grant_everybody_may_look() -> None:
    assert sight() == sight("allow cancel by case.owner") == Sight(open=True)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ("case.owner", TOLD),
        ("[case.owner, manager(case.owner)]", TOLD),
        ("manager(case.owner) ?? case.owner", ASKED),
        ("case.team ?? manager(case.owner)", TOLD),
        ("manager(case.owner ?? run.started_by)", TOLD),
        ('if case.amount > 5 then manager(case.owner) else group("Agents")', TOLD),
        (f'if {LATE} then case.owner else user("lena")', ASKED),
        ('if manager(case.owner) == user("lena") then case.owner else user("lena")', ASKED),
        ("filter([case.owner], each => each != manager(case.owner))", ASKED),
    ],
)
def test_that_the_directory_names_somebody_is_told_in_advance_and_that_it_decides_is_not(
    people: str, expected: Sight
) -> None:
    assert sight(f"allow view by {people}") == expected


def test_the_answer_of_the_directory_about_an_answer_of_it_is_asked_for() -> None:
    assert sight("allow view by manager(manager(case.owner) ?? case.owner)") == ASKED
