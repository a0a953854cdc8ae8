"""The use cases of `orchestra lint` and `orchestra compile`: from the paths that a user names."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestra_dsl.workspace.discovery import sources_in
from orchestra_dsl.workspace.findings import Findings, together
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.settings import Settings

if TYPE_CHECKING:
    from orchestra_dsl.graph.model import Package


def check_paths(paths: Sequence[Path]) -> Findings:
    """Everything that is wrong with the sources at these paths, each checked in its own project. Raises UsageError."""
    return together(Project(settings).check(sources, in_processes=True) for settings, sources in by_project(paths))


def compile_paths(paths: Sequence[Path]) -> "tuple[Package, Findings]":
    """The package of the sources at these paths, and the warnings. Raises UsageError, and CompileFailed for errors."""
    from orchestra_dsl.workspace.packages import merged

    done = [Project(settings).compile_and_check(sources) for settings, sources in by_project(paths)]
    return merged(package for package, _ in done), together(findings for _, findings in done)


def compile_share(project: str, sources: Sequence[str]) -> None:
    """Compile these sources of a project for another process, which finds them in the cache."""
    compiler = Project.load(project).compiler()
    for source in sources:
        compiler.compile(Path(source))


def by_project(paths: Sequence[Path]) -> list[tuple[Settings, list[Path]]]:
    """The sources that the paths stand for, each once, grouped by the project that they belong to."""
    grouped: dict[Path, tuple[Settings, dict[Path, None]]] = {}
    for path in paths:
        for settings, source in sources_in(path):
            grouped.setdefault(settings.folder, (settings, {}))[1][source] = None
    return [(settings, list(sources)) for settings, sources in grouped.values()]
