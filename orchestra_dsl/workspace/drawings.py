"""The use case of `orchestra graph`: one orchestration as a drawing."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import attrs

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.workspace.checking import compile_paths
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.findings import Findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestra_dsl.drawing.svg.style import Theme
    from orchestra_dsl.graph.model import Compiled

SUFFIXES = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot"}
"""The format that a file is written in, by the end of its name."""
THEMES = ("auto", "light", "dark")
FORMATS = tuple(dict.fromkeys(SUFFIXES.values()))


@attrs.frozen
class Drawn:
    """The drawing of an orchestration."""

    orchestration: str
    form: str
    text: str


def draw(path: Path, orchestration: str | None, form: str, theme: str = "auto") -> tuple[Drawn, Findings]:
    """The drawing of an orchestration of the sources at a path, and the warnings.

    Raises UsageError where it is not clear which one is meant, and CompileFailed for sources with errors.
    """
    package, warnings = compile_paths([path])
    wanted = _wanted(package.orchestrations, orchestration, path)
    return Drawn(wanted.graph.name, form, _text(wanted, form, theme)), warnings


def _text(compiled: "Compiled", form: str, theme: str) -> str:
    from orchestra_dsl.drawing.dot import dot
    from orchestra_dsl.drawing.mermaid import mermaid
    from orchestra_dsl.drawing.structure import drawing_of
    from orchestra_dsl.drawing.svg.svg import svg

    drawing = drawing_of(compiled.graph, compiled.origins)
    if form == "svg":
        return svg(drawing, cast("Theme", theme))
    return dot(drawing) if form == "dot" else mermaid(drawing)


def _wanted(orchestrations: "Sequence[Compiled]", name: str | None, path: Path) -> "Compiled":
    """The one of that name; without a name the only one that there is."""
    found = {each.graph.name: each for each in orchestrations}
    if not found:
        raise UsageError("there is no orchestration here to draw", where=str(path))
    if name is None:
        if len(found) > 1:
            raise UsageError(f"there are {len(found)} orchestrations here", where=str(path), hint=_names(found))
        return orchestrations[0]
    if name not in found:
        hint = did_you_mean(name, found) or _names(found)
        raise UsageError(f"there is no orchestration `{name}` here", where=str(path), hint=hint)
    return found[name]


def _names(found: "dict[str, Compiled]") -> str:
    return f"Name one of them after the path: {', '.join(found)}."
