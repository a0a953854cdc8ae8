"""O403: a loop in which nothing could wait (rule 22)."""

import pytest

from orchestra_dsl.analysis.flow.checks.busy_loops import busy_loops
from tests.analysis.flow.typed import report

A = 'stage a "A" { background x = f(case) }'


@pytest.mark.parametrize(
    ("text", "through"),
    [
        ("repeat while E { set n = 1 }", "this `repeat while`"),
        ("repeat while E { }", "this `repeat while`"),
        ("decide d { outcome o when E { set n = 1 go to d } otherwise -> end }", "the decision `d`"),
        ("decide d { outcome o when E -> d otherwise -> end }", "the decision `d`"),
        ("decide d { outcome o when E { go to c } otherwise -> end } decide c { otherwise -> d }", "the decision `d`"),
        ('stage a "A" { } decide d { outcome o when E -> a otherwise -> end }', "the stage `a`"),
    ],
)
def test_a_loop_that_could_not_wait_is_reported(text: str, through: str) -> None:
    message = f"The loop through {through} never waits: it would go round without end within one instant."
    assert report(busy_loops, text) == [("O403", message)]


@pytest.mark.parametrize(
    "text",
    [
        f"repeat while E {{ {A} }}",
        f"{A} decide d {{ outcome o when E -> a otherwise -> end }}",
        'stage a "A" { start when E } decide d { outcome o when E -> a otherwise -> end }',
        "repeat while E { wait 1d }",
        "repeat while E { await first { after 1d { } } }",
        "set n = 1 decide d { outcome o when E -> end otherwise { set n = 2 } } set n = 3",
    ],
)
def test_a_loop_in_which_something_could_wait_is_not(text: str) -> None:
    assert report(busy_loops, text) == []


def parallel(finish: str, first: str = "set n = 1") -> str:
    branches = f"branch b {{ {first} }} branch c {{ {A} }}"
    return f"parallel p {{ {branches} finish when {finish} }} decide d {{ outcome o when E -> p otherwise -> end }}"


def test_a_parallel_waits_for_the_last_of_its_branches() -> None:
    assert report(busy_loops, parallel("all")) == []
    assert [code for code, _ in report(busy_loops, parallel("any"))] == ["O403"]
    assert [code for code, _ in report(busy_loops, parallel("all", "decide e { outcome o when E -> p otherwise { } }"))]


def test_each_loop_is_reported_once() -> None:
    text = "repeat while E { repeat while F { set n = 1 } } repeat while G { set n = 2 }"
    assert len(report(busy_loops, text)) == 2
