"""The hooks: what a plugin is asked, when, with what, and since which version.

A plugin is a module (or any object) that an installed package names under the entry-point group `orchestra`, or a
file that `orchestra.toml` names. What is decorated in it with `@flow`, `@predicate`, `@screen` or `@channel` is
supplied without any hook; the hooks are for what is supplied lazily, or depends on the project.

    from orchestra_dsl.plugin import hookimpl

    @hookimpl
    def orchestra_flows():
        return {"crm.classify": "my_package.flows:classify"}

The hooks for rules of the linter and for exporters, `orchestra_lint_rules` and `orchestra_exporters`, stand beside what
they extend: `orchestra_dsl/lint/hookspecs.py`, `orchestra_dsl/drawing/hookspecs.py`.

All hooks are called once, when a project is loaded, for each plugin on its own: no plugin can stop another's answer,
and one that raises or answers something else is reported while the others work. An implementation may leave out
parameters that it does not need.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import pluggy

from orchestra_dsl.plugin.channel import Channel
from orchestra_dsl.plugin.directory import Directory
from orchestra_dsl.plugin.flow import Flow
from orchestra_dsl.plugin.importer import Importer
from orchestra_dsl.plugin.observer import Observer
from orchestra_dsl.plugin.policy import AllocationPolicy
from orchestra_dsl.plugin.predicate import Predicate
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.screen import Screen
from orchestra_dsl.plugin.source import Source

PROJECT_NAME = "orchestra"

hookspec = pluggy.HookspecMarker(PROJECT_NAME)
hookimpl = pluggy.HookimplMarker(PROJECT_NAME)

T = TypeVar("T")
Supply = Iterable[T] | Mapping[str, T | str]
"""Things themselves, or things by name; as `"module:function"` a thing is imported when it is first used."""


@hookspec
def orchestra_flows(project: Project) -> Supply[Flow[..., Any]]:  # type: ignore[empty-body]  # a hookspec has none
    """Supply flows, which background steps call.

    Given by name as `"module:function"`, no flow's module is imported before a flow of it is called. A flow may report
    its progress (`Progress`), be answered later (`Later`), and have a process of its own (`isolate=True`).
    Since 0.1.
    """


@hookspec
def orchestra_predicates(project: Project) -> Supply[Predicate[..., Any]]:  # type: ignore[empty-body]  # a hookspec has none
    """Supply predicates, which conditions ask. Since 0.1."""


@hookspec
def orchestra_screens(project: Project) -> Supply[Screen[..., Any]]:  # type: ignore[empty-body]  # a hookspec has none
    """Supply what screens show to the people who complete interactive steps. Since 0.1."""


@hookspec
def orchestra_channels(project: Project) -> Supply[Channel[..., Any]]:  # type: ignore[empty-body]  # a hookspec has none
    """Supply notification channels. Since 0.1."""


@hookspec
def orchestra_policies(project: Project) -> Supply[AllocationPolicy[..., Any]]:  # type: ignore[empty-body]  # a hookspec has none
    """Supply allocation policies, which `[allocation]` in `orchestra.toml` names. Since 0.1."""


@hookspec
def orchestra_observers(project: Project) -> Supply[Observer[..., Any]]:  # type: ignore[empty-body]  # a hookspec has none
    """Supply observers of runs, whom a worker tells of all that has happened, once it is on the disk. Since 0.1."""


@hookspec
def orchestra_sources(project: Project) -> Supply[Source[..., Any]]:  # type: ignore[empty-body]  # a hookspec has none
    """Supply record sources, which a worker asks for what has changed in a system outside.

    Given by name as `"module:function"`, a source's module is imported when a worker first asks it.
    Since 0.1.
    """


@hookspec
def orchestra_importers(project: Project) -> Supply[Importer[..., Any]]:  # type: ignore[empty-body]  # a hookspec has none
    """Supply importers, which `orchestra import` makes sources with. Since 0.1."""


@hookspec
def orchestra_people(project: Project) -> Directory | None:
    """Supply a directory of people; None where there is nothing to supply.

    All directories together are the project's: groups of one name are joined, and of two managers the first counts,
    built-in plugins first, then installed ones by name, then local ones in the order of `orchestra.toml`.
    Where each of them can list whom it knows (`Listing`), names in `assign to` are checked before anything runs.
    Those that know who is out of office, and who stands in (`Substituting`), are asked for substitutes.
    Since 0.1.
    """
