"""Drawing findings: text for people, JSON, SARIF and GitHub annotations for tools."""

from collections.abc import Mapping, Sequence
from importlib import import_module

from orchestra_dsl.diagnostics.diagnostic import Diagnostic
from orchestra_dsl.source import SourceFile

# Loaded when asked for, so that a report in one format does not pay for the others.
_MODULES = {
    "text": "orchestra_dsl.diagnostics.render.text",
    "json": "orchestra_dsl.diagnostics.render.as_json",
    "sarif": "orchestra_dsl.diagnostics.render.sarif",
    "github": "orchestra_dsl.diagnostics.render.github",
}

FORMATS = tuple(_MODULES)
"""The names of the formats, the one for people first."""


def render(
    form: str, diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile], *, color: bool = False
) -> str:
    """Draw findings in one of `FORMATS`, in the order given, each file's text taken from `sources` by name.

    A finding about a file that is not in `sources` is shown without a place in it. `color`
    concerns text alone, and is for a terminal.
    """
    module = import_module(_MODULES[form])
    drawn: str = (
        module.render(diagnostics, sources, color=color) if form == "text" else module.render(diagnostics, sources)
    )
    return drawn


__all__ = ["FORMATS", "render"]
