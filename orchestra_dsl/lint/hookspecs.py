"""The hook for rules, beside what it extends; the others stand in `orchestra_dsl.plugin.hookspecs`."""

from collections.abc import Iterable, Mapping
from typing import Any

import pluggy

from orchestra_dsl.lint.rule import Rule

PROJECT_NAME = "orchestra"

hookspec = pluggy.HookspecMarker(PROJECT_NAME)
hookimpl = pluggy.HookimplMarker(PROJECT_NAME)


@hookspec
def orchestra_lint_rules(project: Any) -> Iterable[Rule] | Mapping[str, Rule | str]:  # type: ignore[empty-body]  # a hookspec has none
    """Supply rules, as a list, or by their codes; as `"module:rule"` one is imported when sources are checked.

    Called once, when a project is loaded, with the `Project` of `orchestra_dsl.plugin`. A rule that is decorated with
    `@rule` in the plugin's module is supplied without this hook. Which rules are asked, and how much their findings
    matter, is said by `[lint]` in `orchestra.toml`: no plugin can stop another's. Since 0.1.
    """
