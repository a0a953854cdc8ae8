"""The rules that the plugins of a project supply, as `orchestra explain` shows them."""

from pathlib import Path
from typing import TYPE_CHECKING

from orchestra_dsl.diagnostics import CODES, Code
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.waits import watched
from orchestra_dsl.workspace.project import Project

if TYPE_CHECKING:
    from orchestra_dsl.plugin.problems import PluginProblem


def guest_rules(path: Path) -> "tuple[list[Code], list[PluginProblem]]":
    """What is known about them, in the order of their codes, and what is wrong with plugins. Raises UsageError."""
    registry = Project.load(path).registry
    codes: list[Code] = []
    problems = list(registry.problems)
    with watched():
        for extra in registry.extras_of("rule"):
            if extra.name in CODES:
                continue
            try:
                codes.append(extra.load().about)
            except BadPlugin as error:
                problems.append(error.problem(extra.plugin))
    return sorted(codes, key=lambda each: each.code), problems
