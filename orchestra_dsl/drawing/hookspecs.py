"""The hook for exporters, beside what it extends; the others stand in `orchestra_dsl.plugin.hookspecs`."""

from collections.abc import Iterable, Mapping
from typing import Any

import pluggy

from orchestra_dsl.drawing.exporter import Exporter

PROJECT_NAME = "orchestra"

hookspec = pluggy.HookspecMarker(PROJECT_NAME)
hookimpl = pluggy.HookimplMarker(PROJECT_NAME)


@hookspec
def orchestra_exporters(project: Any) -> Iterable[Exporter[...]] | Mapping[str, Exporter[...] | str]:  # type: ignore[empty-body]  # a hookspec has none
    """Supply exporters, as a list, or by their names; as `"module:exporter"` one is imported when it is first used.

    Called once, when a project is loaded, with the `Project` of `orchestra_dsl.plugin`: `orchestra graph` loads it for
    a format that is not the product's own. An exporter that is decorated with `@exporter` in the plugin's module is
    supplied without this hook. No plugin can stop another's, and none can take the place of the product's. Since 0.1.
    """
