"""What is wrong with plugins, for people and for programs."""

from typing import TYPE_CHECKING

from orchestra_dsl.cli.trouble import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestra_dsl.plugin.problems import PluginProblem


def say_all(problems: "Sequence[PluginProblem]") -> None:
    """Write them to standard error."""
    for problem in problems:
        owner = f"the plugin {problem.plugin}: " if problem.plugin else ""
        say(f"{owner}{problem.what}", problem.where, problem.hint)


def plain(problems: "Sequence[PluginProblem]") -> list[dict[str, str | None]]:
    """The same as plain data."""
    return [{"plugin": each.plugin, "what": each.what, "where": each.where, "hint": each.hint} for each in problems]
