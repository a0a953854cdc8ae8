"""What the README and the example show is right."""

import re
import tomllib
from pathlib import Path

import orchestra_people
import pytest

from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project as PluginProject
from orchestra_dsl.testing import MakeTrial

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


def test_the_example_asks_those_of_its_file(orchestra_trial: MakeTrial) -> None:
    trial = orchestra_trial(HERE / "example")
    assert trial.project.check().diagnostics == ()
    trial.put("Invoice", {"id": "1", "requester": "ann", "amount": 10})
    trial.start("approval", {"invoice": "1"})
    assert [each.element for each in trial.work("lena")] == ["approving.approve"], "lena is ann's manager"
    trial.complete("approving.approve", {"approved": True}, by="lena")
    assert trial.work("lena") == []
    trial.complete("paying.pay", {"reference": "T-1"}, by="bob")
    assert trial.run().outcome == "Paid"
