"""A project: its settings, its plugins, its compiled orchestrations. What embeds Orchestra begins here.

project = Project.load("examples/case_management")
for finding in project.check().diagnostics: ...
package = project.compile()
"""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from orchestra_dsl.workspace.compiling import Compilation, Compiler
from orchestra_dsl.workspace.discovery import project_of, sources_of
from orchestra_dsl.workspace.errors import CompileFailed
from orchestra_dsl.workspace.findings import Findings, together
from orchestra_dsl.workspace.printing import plugins_come
from orchestra_dsl.workspace.settings import Settings
from orchestra_dsl.workspace.undeclared import undeclared_by_all

if TYPE_CHECKING:
    from orchestra_dsl.graph.model import Package
    from orchestra_dsl.plugin.problems import PluginProblem
    from orchestra_dsl.plugin.registry import PluginInfo, Registry
    from orchestra_dsl.runtime.clock import Clock
    from orchestra_dsl.workspace.aio import AsyncEngine
    from orchestra_dsl.workspace.engine import ProjectEngine


class Project:
    """One project. `plugins` are given by hand, as (name, module or object), beside those of `orchestra.toml`."""

    def __init__(self, settings: Settings, plugins: Sequence[tuple[str, object]] = ()) -> None:
        self.settings = settings
        self._given = tuple(plugins)

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, plugins: Sequence[tuple[str, object]] = ()) -> Self:
        """The project of a folder, an `orchestra.toml` or a source. Raises UsageError."""
        return cls(project_of(Path(path)), plugins)

    def changed(self, settings: Settings, plugins: Sequence[tuple[str, object]] = ()) -> Self:
        """The same project with other settings, and with more plugins that are given by hand."""
        return type(self)(settings, (*self._given, *plugins))

    @cached_property
    def registry(self) -> "Registry":
        """What the project's plugins supply. A plugin that fails is among its problems, and the others work."""
        return self.registry_of(lambda _: True)

    def registry_of(self, wanted: "Callable[[PluginInfo], bool]") -> "Registry":
        """What those plugins supply that are wanted, loaded anew."""
        from orchestra_dsl.plugin.manager import load_plugins
        from orchestra_dsl.plugin.project import Project as PluginProject
        from orchestra_dsl.workspace.extensions import EXTENSIONS, OWN

        settings = self.settings
        about = PluginProject(
            folder=settings.folder,
            people=settings.people,
            channels=settings.channels,
            allocation=settings.allocation,
            record_sources=settings.record_sources,
            settings=settings.settings,
        )
        plugins_come()
        return load_plugins(about, settings.plugins, given=self._given, extensions=EXTENSIONS, own=OWN, wanted=wanted)

    def compilations(
        self,
        sources: Sequence[Path] | None = None,
        instead: Mapping[Path, bytes] | None = None,
        *,
        in_processes: bool = False,
    ) -> list[Compilation]:
        """The sources of the project, or some of them, compiled. Raises UsageError.

        `instead` are texts that are taken in the place of what files hold. With `in_processes` other processes help
        where there is much to compile.
        """
        entries = sources_of(self.settings) if sources is None else sources
        return self.compiler(instead).compile_all(entries, in_processes=in_processes and instead is None)

    def compiler(self, instead: Mapping[Path, bytes] | None = None) -> Compiler:
        """What compiles the sources of the project, one by one."""
        return Compiler(self.settings, lambda: self.registry, keep=not self._given, instead=instead)

    def check(
        self,
        sources: Sequence[Path] | None = None,
        instead: Mapping[Path, bytes] | None = None,
        *,
        in_processes: bool = False,
    ) -> Findings:
        """Everything that is wrong with the sources and, where they had to be loaded, the plugins; style too."""
        compilations = self.compilations(sources, instead, in_processes=in_processes)
        style = [Findings(each.style) for each in compilations]
        return together([self._findings(compilations, sources), self._people_findings(), *style])

    def compile(self, sources: Sequence[Path] | None = None) -> "Package":
        """The compiled orchestrations of the project. Raises CompileFailed where there are errors."""
        return self.compile_and_check(sources)[0]

    def compile_and_check(self, sources: Sequence[Path] | None = None) -> "tuple[Package, Findings]":
        """The compiled orchestrations, with the warnings. Raises CompileFailed where there are errors."""
        from orchestra_dsl.workspace.packages import package_of

        compilations = self.compilations(sources)
        findings = self._findings(compilations, sources)
        if findings.errors:
            raise CompileFailed(findings)
        return package_of(compilations), findings

    def engine(
        self,
        store: Path | str | None = None,
        *,
        install: bool = True,
        create: bool = True,
        clock: "Clock | None" = None,
        door: str | None = None,
    ) -> "ProjectEngine":
        """The engine on the project's store, on another file, or in memory (`:memory:`); close it when done.

        Without `install` the sources are not compiled: nothing new can be started, and records cannot be written.
        Without `create` a store that is not there is an error. Raises UsageError, CompileFailed, StoreError.
        """
        from orchestra_dsl.workspace.engine import open_engine

        package = self.compile() if install else None
        return open_engine(self.settings, lambda: self.registry, package, store, create=create, clock=clock, door=door)

    def async_engine(
        self, store: Path | str | None = None, *, clock: "Clock | None" = None, door: str | None = None
    ) -> "AsyncEngine":
        """The same for asyncio, opened by `async with`."""
        from orchestra_dsl.workspace.aio import AsyncEngine

        return AsyncEngine(lambda: self.engine(store, clock=clock, door=door))

    def _people_findings(self) -> Findings:
        """What is wrong with people whom a directory knew before: that keeps nothing from running."""
        if "registry" not in self.__dict__:
            return Findings()
        from orchestra_dsl.workspace.plugin_findings import plugin_findings

        troubles = self.registry.directory.troubles()
        return plugin_findings(self.settings, [each for each in troubles if each not in self.registry.problems])

    def _findings(self, compilations: Sequence[Compilation], sources: Sequence[Path] | None) -> Findings:
        found = [each.findings for each in compilations]
        if len(compilations) > 1:
            from orchestra_dsl.workspace.twice import declared_twice

            found.append(declared_twice(compilations))
        lacking = tuple(undeclared_by_all(self.settings, sources, compilations))
        if lacking or "registry" in self.__dict__:
            found = self._with_plugins(found, lacking)
        return together(found)

    def _with_plugins(self, found: list[Findings], lacking: "tuple[PluginProblem, ...]") -> list[Findings]:
        """The findings with what is wrong with plugins, where they were loaded, and what of theirs nobody declares."""
        from orchestra_dsl.workspace.plugin_findings import plugin_findings, without_echoes

        if "registry" in self.__dict__:
            problems = (*self.registry.problems, *self.registry.signatures().problems)
            found = [without_echoes(each, problems) for each in found]
            lacking = (*problems, *lacking)
        return [*found, plugin_findings(self.settings, lacking)]
