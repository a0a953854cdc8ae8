"""The process that looks at a plugin: it loads it, says what it supplies and what is wrong with it, and ends."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from orchestra_dsl.plugin.masking_print import mask_printing
from orchestra_dsl.plugin.problems import PluginProblem
from orchestra_dsl.plugin.registry import PluginInfo
from orchestra_dsl.workspace.project import Project


def look_at(told: dict[str, Any], answers_to: int) -> None:
    """Look at the plugins that are told of, and write what there is to say of them to this descriptor."""
    mask_printing()
    registry = Project.load(told["project"]).registry_of(lambda info: [info.origin, info.name] in told["plugins"])
    registry.principals()
    problems = registry.check()
    answer = {
        "plugins": [attrs.asdict(each) for each in registry.plugins if [each.origin, each.name] in told["plugins"]],
        "problems": [attrs.asdict(each) for each in problems],
    }
    with os.fdopen(answers_to, "w", encoding="utf-8") as answers:
        json.dump(answer, answers)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)  # threads that a plugin has begun keep nothing alive


@attrs.frozen
class Answer:
    """What it has said."""

    plugins: tuple[PluginInfo, ...]
    problems: tuple[PluginProblem, ...]


def told(project: Path, plugins: Sequence[PluginInfo]) -> str:
    """What it is to be told."""
    wanted = [[each.origin, each.name] for each in plugins]
    return json.dumps({"path": sys.path, "project": str(project), "plugins": wanted})


def heard(text: str) -> Answer:
    """What it has said. Raises ValueError where that is no answer."""
    answer = json.loads(text)
    plugins = [{**each, "supplies": tuple(map(tuple, each["supplies"]))} for each in answer["plugins"]]
    problems = [{**each, "keys": tuple(each["keys"])} for each in answer["problems"]]
    return Answer(tuple(PluginInfo(**each) for each in plugins), tuple(PluginProblem(**each) for each in problems))
