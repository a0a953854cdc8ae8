"""What the README and the example show is right."""

import re
import tomllib
from pathlib import Path

import orchestra_people
import pytest

from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project as PluginProject
from orchestra_dsl.workspace.project import Project

HERE = Path(__file__).parents[1]
BLOCKS = re.findall(r"```toml\n(.*?)```", (HERE / "README.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_the_readme_is_taken(block: str, tmp_path: Path) -> None:
    project = PluginProject(folder=tmp_path, settings=tomllib.loads(block)["settings"])
    registry = load_plugins(project, installed=False, given=[("directory", orchestra_people)])
    assert registry.problems == ()
    assert len(registry.directory.each) == 1


def test_the_readme_has_blocks() -> None:
    assert len(BLOCKS) == 3


def test_the_example_is_right_and_asks_those_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    project = Project.load(HERE / "example")
    assert project.check().diagnostics == ()
    with project.engine(":memory:") as engine:
        invoice = {"id": "1", "requester": "user:ann", "amount": "10"}
        assert not engine.records.put("Invoice", invoice, engine.by()).problems
        engine.start("approval", {"invoice": "1"}, engine.by())
        (item,) = engine.work.all_open(limit=5)
        assert item.candidates == ("user:lena",)
