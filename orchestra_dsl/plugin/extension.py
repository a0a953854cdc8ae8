"""Hooks of layers that this one does not know: how what they supply is collected beside all else.

Whoever puts the layers together hands them to `load_plugins`. So rules of the linter are supplied like flows, and a
worker knows nothing of sources.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import attrs

from orchestra_dsl.plugin.awaited import awaited
from orchestra_dsl.plugin.local import load_named
from orchestra_dsl.plugin.origin import Origin
from orchestra_dsl.plugin.problems import BadPlugin

ELSEWHERE = ("orchestra_exporters", "orchestra_lint_rules")
"""The names of these hooks, so that a plugin that answers one is not told that there is none where it is not asked."""


@attrs.frozen
class Extension:
    """One such hook. `specs` is the module of its hookspec; `class_` is what it supplies, under the `name` of each."""

    kind: str
    hook: str
    specs: ModuleType
    class_: type[Any]
    name: Callable[[Any], str]


@attrs.frozen
class Extra:
    """A thing that a plugin supplies to such a hook: the thing itself, or `module:attribute`."""

    extension: Extension
    name: str
    plugin: str
    target: object
    place: str | None = None

    @property
    def kind(self) -> str:
        """The word for what this is."""
        return self.extension.kind

    def load(self) -> Any:
        """The thing, imported. Raises BadPlugin."""
        extension = self.extension
        thing = self.target
        if isinstance(thing, str):
            with awaited(Origin.named(self.plugin, thing)):
                thing = load_named(thing)
        if not isinstance(thing, extension.class_):
            raise BadPlugin(f"{self.target} is no {extension.kind}", f"Write @{extension.kind}(…) above it.")
        if extension.name(thing) != self.name:
            what = f"the {extension.kind} {extension.name(thing)} is registered as {self.name!r}"
            raise BadPlugin(what, "Use one name.")
        return thing
