"""Allocation policies: the product's own, and those of plugins."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestra_dsl.graph.policies import BUILT_IN, least_recently_used, offer_to_all, round_robin, shortest_queue
from orchestra_dsl.plugin import hookimpl, policy
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.problems import BadPlugin, Unavailable
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.runtime.applying.allocating import Candidate


def candidates(**of: tuple[int, int]) -> list[Candidate]:
    """Candidates by name, each with what is open and the number of the last turn."""
    return [Candidate(f"user:{name}", open_, turn) for name, (open_, turn) in of.items()]


@pytest.mark.parametrize(
    ("of", "turn", "queue", "used"),
    [
        ({"ann": (0, 0), "bob": (0, 0)}, "ann", "ann", "ann"),
        ({"ann": (3, 1), "bob": (0, 0), "carl": (1, 0)}, "bob", "bob", "bob"),
        ({"ann": (0, 2), "bob": (5, 1)}, "bob", "ann", "bob"),
        ({"ann": (1, 4), "bob": (1, 3), "carl": (1, 5)}, "ann", "bob", "bob"),
        ({"bob": (2, 0)}, "bob", "bob", "bob"),
    ],
)
def test_whom_each_chooses(of: dict[str, tuple[int, int]], turn: str, queue: str, used: str) -> None:
    found = [choose(candidates(**of)) for choose in (round_robin, shortest_queue, least_recently_used)]
    assert found == [f"user:{name}" for name in (turn, queue, used)]
    assert offer_to_all(candidates(**of)) is None


def loaded(plugin: object, **allocation: str) -> Any:
    """The registry of a project with one plugin."""
    project = Project(folder=Path(), allocation=allocation)
    return load_plugins(project, installed=False, given=[("mine", plugin)])


def test_a_plugin_supplies_one_of_its_own() -> None:
    last = policy("last_one")(lambda candidates: candidates[-1].user)

    class ByHook:
        @hookimpl
        def orchestra_policies(self) -> list[Any]:
            return [last]

    for plugin in (SimpleNamespace(last=last), ByHook()):
        registry = loaded(plugin, default="last_one")
        assert registry.check() == ()
        assert registry.policy("last_one").choose(candidates(ann=(0, 0), bob=(0, 0))) == "user:bob"
        for name, choose in BUILT_IN.items():
            assert registry.policy(name).function is choose


def test_what_is_no_policy_is_said() -> None:
    async def later(candidates: list[Candidate]) -> str:
        return candidates[0].user

    for function, message in ((later, "it is async"), (lambda: None, "does not take the candidates alone")):
        with pytest.raises(Unavailable, match=message):
            loaded(SimpleNamespace(bad=policy("bad")(function))).policy("bad")
    with pytest.raises(BadPlugin, match="the policy odd answers 7"):
        policy("odd")(lambda _: 7).choose(candidates(ann=(0, 0)))
    with pytest.raises(ValueError, match="is not a name"):
        policy("round robin")


def test_a_policy_that_nobody_supplies_is_a_problem_with_a_hint() -> None:
    (problem,) = loaded(SimpleNamespace(), **{"group:Agents": "round_robbin"}).problems
    assert (
        problem.what == "No plugin supplies the allocation policy `round_robbin`, which is to choose for `group:Agents`"
    )
    assert "round_robin" in (problem.hint or "")
