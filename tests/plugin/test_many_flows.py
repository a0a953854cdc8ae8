"""A thousand flows that are registered: none is imported before it is called, and each costs next to nothing."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.plugin import hookimpl
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.invocation import Failed, Invocation, Returned
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.plugin.request import Request
from tests.counting import calls_made

MODULE = """\
from orchestra_dsl.plugin import flow


@flow("flow_{number}")
def work() -> None: ...
"""


def loaded(flows: int) -> Registry:
    """A project whose plugin names so many flows, each in a module of its own."""

    class Plugin(SimpleNamespace):
        @hookimpl
        def orchestra_flows(self) -> dict[str, str]:
            return {f"flow_{number}": f"many_flows_{number}:work" for number in range(flows)}

    return load_plugins(Project(folder=Path()), installed=False, given=[("many", Plugin())])


def imported() -> list[str]:
    """The modules of flows that have been imported."""
    return sorted(name for name in sys.modules if name.startswith("many_flows_"))


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of the modules; the others are nowhere, and nobody minds."""
    for number in (7, 8, 9):
        (tmp_path / f"many_flows_{number}.py").write_text(MODULE.format(number=number), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


def called(registry: Registry, name: str) -> Returned | Failed:
    """What a call of the flow comes to."""
    ready = Calls(registry).flow(
        Request(
            declared=Signature("flow", name, ()),
            arguments={},
            records={},
            fetch=lambda _type, _id: None,
            key="k",
            run="r",
            step="s",
        )
    )
    answer = ready.run() if isinstance(ready, Invocation) else ready
    assert isinstance(answer, Returned | Failed)
    return answer


@pytest.mark.usefixtures("modules")
def test_no_module_of_a_flow_is_imported_before_it_is_called() -> None:
    registry = loaded(1_000)
    assert not registry.problems
    assert len(registry.names("flow")) == 1_000
    assert registry.owner("flow", "flow_999") == "many"
    assert imported() == []
    assert called(registry, "flow_7") == Returned({})
    assert imported() == ["many_flows_7"]
    assert [each.name for each in registry.signatures(["flow_8"]).found] == ["flow_8"]
    assert imported() == ["many_flows_7", "many_flows_8"]


@pytest.mark.usefixtures("modules")
def test_one_that_is_missing_is_told_when_it_is_called_and_harms_no_other() -> None:
    registry = loaded(1_000)
    answer = called(registry, "flow_500")
    assert isinstance(answer, Failed)
    assert answer.code == "PluginError"
    assert "many_flows_500:work cannot be imported: ModuleNotFoundError" in answer.message
    assert called(registry, "flow_9") == Returned({})


def test_a_flow_costs_next_to_nothing_until_it_is_called() -> None:
    few, many = calls_made(lambda: loaded(1)), calls_made(lambda: loaded(1_001))
    assert (many - few) / 1_000 < 12, "calls of Python functions for each flow that is registered"
