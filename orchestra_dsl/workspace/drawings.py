"""The use case of `orchestra graph`: one orchestration as a drawing."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.drawing.structure import drawing_of
from orchestra_dsl.graph.codec import decode_package
from orchestra_dsl.workspace.checking import by_project
from orchestra_dsl.workspace.compiling import Compilation, Compiler
from orchestra_dsl.workspace.errors import CompileFailed, UsageError
from orchestra_dsl.workspace.exporters import Chosen, exporter_named, exporter_of
from orchestra_dsl.workspace.findings import Findings, together
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.settings import Settings

if TYPE_CHECKING:
    from orchestra_dsl.graph.model import Compiled
    from orchestra_dsl.plugin.registry import Registry

USUAL = "mermaid"
"""The format where nobody says which."""
THEMES = ("auto", "light", "dark")


@attrs.frozen
class Drawn:
    """The drawing of an orchestration."""

    orchestration: str
    form: str
    text: str


@attrs.frozen
class _Found:
    """An orchestration of the sources, and the warnings of the file that it stands in."""

    compiled: "Compiled"
    warnings: Findings


def draw(
    path: Path, orchestration: str | None, form: str | None, theme: str | None = None, file: Path | None = None
) -> tuple[Drawn, Findings]:
    """The drawing of an orchestration of the sources at a path, and the warnings of the file that it stands in.

    Without `form` the name of the `file` that it is for tells the format. What sources declare of plugins is taken at
    its word: a drawing runs nothing, so none has to be installed. Raises UsageError where it is not clear what is
    meant, or a plugin's exporter fails, and CompileFailed where errors keep it from being drawn.
    """
    chosen = _exporter(path, form, file)
    if theme is not None and not chosen.exporter.themed:
        raise UsageError(f"the format {chosen.exporter.name} has no colours of its own; a theme is for such as svg")
    done = [
        (settings, each)
        for settings, sources in by_project([path])
        for each in Compiler(settings, None).compile_all(sources)
    ]
    failed = together(each.findings for _, each in done if each.findings.errors)
    found = [one for settings, each in done for one in _found(settings, each)]
    if failed.errors and not any(each.compiled.graph.name == orchestration for each in found):
        raise CompileFailed(failed)
    wanted = _wanted(found, orchestration, path)
    graph, origins = wanted.compiled.graph, wanted.compiled.origins
    text = chosen.text(drawing_of(graph, origins), theme or THEMES[0])
    return Drawn(graph.name, chosen.exporter.name, text), wanted.warnings


def _exporter(path: Path, form: str | None, file: Path | None) -> Chosen:
    """What writes the format that is asked for, or that the name of a file tells."""

    def registry() -> "Registry":
        return Project.load(path).registry

    return exporter_of(file, registry) if form is None and file is not None else exporter_named(form or USUAL, registry)


def _found(settings: Settings, compilation: Compilation) -> Iterator[_Found]:
    """The orchestrations of one compilation."""
    if compilation.package is None:
        return
    for compiled in decode_package(compilation.package).orchestrations:
        files = {each.file for each in compiled.origins.elements.values()}
        names = {shown(Path(os.path.normpath(settings.folder / each))) for each in files}
        own = [each for each in compilation.findings.diagnostics if each.span.file in names]
        yield _Found(compiled, attrs.evolve(compilation.findings, diagnostics=tuple(own)))


def _wanted(every: Sequence[_Found], name: str | None, path: Path) -> _Found:
    """The one of that name; without a name the only one that there is."""
    names = list(dict.fromkeys(each.compiled.graph.name for each in every))
    if not names:
        raise UsageError("there is no orchestration here to draw", where=str(path))
    if name is None and len(names) > 1:
        raise UsageError(f"there are {len(names)} orchestrations here", where=str(path), hint=_hint(names))
    if name is not None and name not in names:
        hint = did_you_mean(name, names) or _hint(names)
        raise UsageError(f"there is no orchestration `{name}` here", where=str(path), hint=hint)
    wanted = [each for each in every if each.compiled.graph.name == (name or names[0])]
    if any(each.compiled.hash != wanted[0].compiled.hash for each in wanted):
        what = f"two sources here declare the orchestration `{name or names[0]}`, and not alike"
        raise UsageError(what, where=str(path), hint="Name the source in which the one that you mean stands.")
    return wanted[0]


def _hint(names: Sequence[str]) -> str:
    return f"Name one of them after the path: {', '.join(names)}."
