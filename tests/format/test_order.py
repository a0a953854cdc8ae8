"""The order of clauses means nothing, to what runs and to what is found, and a comment holds what stands beside it."""

from random import Random

import pytest

from orchestra_dsl.format import order
from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.source import SourceFile
from tests.format.test_sources import ALL, compiled

RUNNING = [name for name in ALL if name.endswith(".orch") and ("/good/" in name or "case_management" in name)]


def check(seed: int, names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Move the clauses of all sources into another order, and compare what the compiler makes of them."""
    choices = Random(seed)  # noqa: S311 - not for secrets
    other = {block: tuple(choices.sample(clauses, len(clauses))) for block, clauses in order.CANONICAL.items()}
    monkeypatch.setattr(order, "CANONICAL", other)
    moved = {name: formatted(SourceFile(name, text)).text for name, text in ALL.items() if name.endswith(".orch")}
    assert any(moved[name] != ALL[name] for name in RUNNING)
    for name in names:
        assert compiled(moved, name) == compiled(ALL, name), name


def test_clauses_in_another_order_give_the_same_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    check(1, RUNNING, monkeypatch)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(2, 12))
def test_clauses_in_any_order_give_the_same_graphs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    check(seed, [name for name in ALL if name.endswith(".orch")], monkeypatch)


def step(clauses: str) -> str:
    """Format a step with clauses; return its lines without their indentation."""
    text = f"orchestration o() {{ stage s {{ background x = f() {{\n{clauses} }} }} }}"
    lines = formatted(SourceFile("a.orch", text)).text.split("\n")
    return " / ".join(line.strip() for line in lines[3:-4])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("timeout 1d retry 2 times only if a", "only if a / retry 2 times / timeout 1d"),
        # A comment in front of the first and behind the last clause holds them at the ends.
        ("# c\ntimeout 1d retry 2 times only if a", "# c / timeout 1d / only if a / retry 2 times"),
        ("timeout 1d retry 2 times only if a # c\n", "retry 2 times / timeout 1d / only if a  # c"),
        # Between clauses of two kinds it holds both, and nothing passes them.
        ("as b timeout 1d # c\nretry 2 times only if a", "as b / timeout 1d  # c / retry 2 times / only if a"),
        ("as b only if a timeout 1d # c\nretry 2 times", "only if a / as b / timeout 1d  # c / retry 2 times"),
        # Between clauses of one kind both move together.
        ("undo a() # c\nundo b() retry 1 times", "retry 1 times / undo a()  # c / undo b()"),
        # Inside a clause it moves with the clause.
        ("timeout # c\n1d retry 2 times", "retry 2 times / timeout  # c / 1d"),
    ],
)
def test_a_comment_holds_what_stands_beside_it(given: str, expected: str) -> None:
    assert step(given) == expected
