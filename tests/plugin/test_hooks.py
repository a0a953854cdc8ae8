"""The hooks themselves: each is documented, and each is called."""

import re
from pathlib import Path
from typing import Any

from orchestra_dsl.plugin import hookspecs
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project

HOOKS = {name: spec for name, spec in vars(hookspecs).items() if hasattr(spec, "orchestra_spec")}


def test_every_hook_says_what_it_is_for_and_since_when() -> None:
    assert len(HOOKS) == 9
    for name, spec in HOOKS.items():
        assert re.search(r"^Supply .*Since \d+\.\d+\.$", spec.__doc__.strip(), re.DOTALL), name


def test_every_hook_is_called_once_with_the_project() -> None:
    called = []

    def implementation(name: str) -> Any:
        def hook(_self: Any, project: Project) -> None:
            called.append((name, project.folder))

        hook.__name__ = name
        return hookspecs.hookimpl(hook)

    plugin = type("Plugin", (), {name: implementation(name) for name in HOOKS})()
    registry = load_plugins(Project(folder=Path("/here")), installed=False, given=[("p", plugin)])
    assert registry.problems == ()
    assert sorted(called) == sorted((name, Path("/here")) for name in HOOKS)
