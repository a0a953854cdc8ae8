"""Installed plugins are found by their entry points, and nothing of them is imported before it is needed."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestra_dsl.plugin import flow
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.problems import Unavailable
from orchestra_dsl.plugin.project import Project
from tests.plugin.loading import given_plugins


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path that an installed package's files may be put into."""
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [each for each in sys.modules if each.startswith("lazy_plugin")]:
        del sys.modules[name]
    info = tmp_path / "lazy_plugin-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lazy-plugin\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[orchestra]\nlazy = lazy_plugin\n", encoding="utf-8")
    (tmp_path / "lazy_plugin.py").write_text(
        "from orchestra_dsl.plugin import hookimpl\n"
        "@hookimpl\n"
        "def orchestra_flows():\n"
        "    return {\n"
        "        'lazy.good': 'lazy_plugin_flows:good',\n"
        "        'lazy.none': 'lazy_plugin_flows:none',\n"
        "        'lazy.other': 'lazy_plugin_flows:good',\n"
        "        'lazy.plain': 'lazy_plugin_flows:plain',\n"
        "        'lazy.wrong': 'lazy_plugin_flows:wrong',\n"
        "        'lazy.away': 'lazy_plugin_away:good',\n"
        "        'lazy.broken': 'lazy_plugin_broken:good',\n"
        "    }\n",
        encoding="utf-8",
    )
    (tmp_path / "lazy_plugin_flows.py").write_text(
        "from orchestra_dsl.plugin import flow\n"
        "@flow('lazy.good')\n"
        "def good(text: str) -> None: ...\n"
        "def plain(): ...\n"
        "@flow('lazy.wrong')\n"
        "def wrong(amount: float) -> None: ...\n",
        encoding="utf-8",
    )
    (tmp_path / "lazy_plugin_broken.py").write_text("1 / 0", encoding="utf-8")
    return tmp_path


def test_an_installed_plugin_is_found_and_its_flows_are_imported_when_they_are_used(package: Path) -> None:
    registry = load_plugins(Project(folder=package))
    info = next(plugin for plugin in registry.plugins if plugin.name == "lazy")
    assert (info.origin, info.version, len(info.supplies)) == ("installed", "1.2", 7)
    assert [problem for problem in registry.problems if problem.plugin == "lazy"] == []
    assert "lazy.good" in registry.names("flow")
    assert "lazy_plugin_flows" not in sys.modules
    assert registry.flow("lazy.good").name == "lazy.good"
    assert "lazy_plugin_flows" in sys.modules


LAZY_PROBLEMS = {
    "lazy.none": "the module lazy_plugin_flows has no none",
    "lazy.other": "lazy_plugin_flows:good is the flow lazy.good, and not lazy.other",
    "lazy.plain": "lazy_plugin_flows:plain is no flow",
    "lazy.wrong": "flow lazy.wrong: parameter amount: the annotation float stands for no type of the language",
    "lazy.away": "lazy_plugin_away:good cannot be imported: ModuleNotFoundError: No module named 'lazy_plugin_away'",
    "lazy.broken": "lazy_plugin_broken:good cannot be imported: ZeroDivisionError: division by zero",
}


def test_what_is_wrong_with_a_lazy_flow_is_told_when_it_is_asked_for_each_time(package: Path) -> None:
    registry = load_plugins(Project(folder=package))
    for name, what in LAZY_PROBLEMS.items():
        for _ in range(2):
            with pytest.raises(Unavailable) as caught:
                registry.flow(name)
            assert (caught.value.problem.plugin, caught.value.problem.what) == ("lazy", what)
            assert "importlib" not in str(caught.value.problem.where)
            assert "__init__.py" not in str(caught.value.problem.where)


def test_signatures_are_read_of_those_that_are_named_or_of_all(package: Path) -> None:
    registry = load_plugins(Project(folder=package), installed=True)
    some = registry.signatures({"lazy.good"})
    assert ([each.name for each in some.found], some.problems) == (["lazy.good"], ())
    assert "lazy_plugin_broken" not in sys.modules
    everything = registry.signatures()
    assert "lazy.good" in [each.name for each in everything.found]
    lazy = [problem for problem in everything.problems if problem.plugin == "lazy"]
    assert sorted(problem.what for problem in lazy) == sorted(LAZY_PROBLEMS.values())
    assert set(lazy) <= set(registry.check())


def test_installed_plugins_that_cannot_be_imported_are_named(package: Path) -> None:
    (package / "lazy_plugin.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    registry = load_plugins(Project(folder=package))
    (problem,) = [each for each in registry.problems if each.plugin == "lazy"]
    assert "No module named 'nothing_of_this_name'" in problem.what
    assert problem.where == "lazy_plugin.py, line 1"


def test_an_entry_point_without_its_attribute_is_named(package: Path) -> None:
    entry = package / "lazy_plugin-1.2.dist-info" / "entry_points.txt"
    entry.write_text("[orchestra]\nlazy = lazy_plugin:nothing\n", encoding="utf-8")
    (problem,) = [each for each in load_plugins(Project(folder=package)).problems if each.plugin == "lazy"]
    assert "has no attribute 'nothing'" in problem.what


def test_a_thousand_flows_cost_no_reading_until_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []
    monkeypatch.setattr("orchestra_dsl.plugin.supplied.takes", read.append)
    given = SimpleNamespace(**{f"f{number}": flow(f"f{number}")(lambda: None) for number in range(1000)})
    assert len(given_plugins(given).names("flow")) == 1000
    assert read == []
