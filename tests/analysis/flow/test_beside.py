"""Which elements may be open at the same time."""

import pytest

from orchestra_dsl.analysis.flow.beside import Beside
from tests.analysis.flow.drawn import draw

A = 'stage a "A" { background x = f(case) }'
B = 'stage b "B" { background y = f(case) }'
C = 'stage c "C" { background z = f(case) }'
INNER = f"parallel i {{ branch u {{ {A} }} branch v {{ wait 1d }} }}"
ON_ERROR = f'stage a "A" {{ background x = f(case) {{ on error {{ {B} }} }} }}'


def points(text: str) -> tuple[Beside, int, int]:
    flow = draw(text)
    first, second = (flow.point_of[id(flow.outline.elements[name].node)] for name in ("a", "b"))
    return Beside(flow), first, second


@pytest.mark.parametrize(
    ("text", "together"),
    [
        (f"{A} {B}", False),
        (f"parallel p {{ branch q {{ {A} {B} }} branch r {{ wait 1d }} }}", False),
        (f"parallel p {{ branch q {{ {A} }} branch r {{ {B} }} }}", True),
        (
            f"parallel p {{ branch q {{ {INNER} }} branch r {{ {B} }} }}",
            True,
        ),
        (f"parallel p {{ branch q {{ {A} }} branch r {{ wait 1d }} finish when any }} {B}", False),
        (f"parallel p {{ branch q {{ {A} }} branch r {{ wait 1d }} finish when any rest continue }} {B}", True),
        (f"{B} parallel p {{ branch q {{ {A} }} branch r {{ wait 1d }} finish when any rest continue }}", False),
        (f"decide d {{ outcome o when E {{ {A} }} otherwise {{ {B} }} }}", False),
    ],
)
def test_what_lies_in_two_branches_may_be_open_at_once(text: str, *, together: bool) -> None:
    beside, first, second = points(text)
    assert beside.may_be_together(first, second) is together
    assert beside.may_be_together(second, first) is together


def test_what_failed_stays_open_while_the_block_of_its_handler_runs() -> None:
    beside, first, second = points(ON_ERROR)
    assert beside.is_within(second, first)
    assert not beside.is_within(first, second)
    outside, first, second = points(f"{A} {B}")
    assert not outside.is_within(second, first)


def test_the_block_of_a_handler_is_beside_what_is_beside_what_failed() -> None:
    text = f"on error {{ {B} }} parallel p {{ branch q {{ {A} }} branch r {{ {C} }} }}"
    beside, first, second = points(text)
    assert beside.is_within(second, first)
    assert beside.may_be_together(first, second)
