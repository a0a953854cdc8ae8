"""The use case of `orchestra test`: play the scenarios of the sources that a user names."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.workspace.checking import by_project
from orchestra_dsl.workspace.compiling import Compilation, Compiler
from orchestra_dsl.workspace.errors import CompileFailed, UsageError
from orchestra_dsl.workspace.findings import together
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.settings import Settings
from orchestra_dsl.workspace.texts import Texts

if TYPE_CHECKING:
    from orchestra_dsl.graph.model import Package
    from orchestra_dsl.graph.scenario import Place, Scenario
    from orchestra_dsl.scenario.result import Result
    from orchestra_dsl.workspace.timeline import Line


@attrs.frozen
class Story:
    """What has happened to one run, in words."""

    run: str
    orchestration: str
    title: str
    lines: "tuple[Line, ...]"


@attrs.frozen
class Played:
    """A scenario that was played, with its source as people are shown it."""

    result: "Result"
    source: SourceFile

    @property
    def stories(self) -> list[Story]:
        """What had happened to the runs of a scenario that failed."""
        from orchestra_dsl.workspace.timeline import Timeline

        failure = self.result.failure
        found = []
        for told in failure.runs if failure is not None else ():
            timeline = Timeline(told.graph)
            lines = tuple(timeline.lines(told.entries))
            found.append(Story(told.run, told.graph.name, timeline.place(None), lines))
        return found

    def span(self, place: "Place") -> Span:
        """A place in the source, under the name that people are shown."""
        return Span(place.start, place.end, self.source.name)

    def text(self, place: "Place") -> str:
        """What stands there, on one line."""
        return " ".join(self.source.text[place.start : place.end].split())


def play_paths(paths: Sequence[Path], title: str | None = None) -> Iterator[Played]:
    """Play the scenarios of the sources at these paths whose names contain `title`, in the order of the sources.

    No plugin is asked for. Raises UsageError, also where there is no scenario, and CompileFailed for errors.
    """
    wanted = [
        each for each in scenarios_in(paths) if title is None or title.casefold() in each.scenario.name.casefold()
    ]
    if not wanted:
        raise _none(paths, title)
    return (each.play() for each in wanted)  # a fault of the player is told of; a `map` might end early without a word


def scenarios_in(paths: Sequence[Path]) -> "list[Playable]":
    """The scenarios of the sources at these paths, in the order of the sources. Raises UsageError, CompileFailed."""
    found = [each for settings, sources in by_project(paths) for each in _scenarios(settings, sources)]
    _load_holidays(found)
    return found


@attrs.frozen
class Playable:
    """A scenario that can be played, in its package."""

    scenario: "Scenario"
    package: "Package" = attrs.field(repr=False)
    source: SourceFile = attrs.field(repr=False)

    def play(self) -> Played:
        """Play it."""
        from orchestra_dsl.scenario.player import play_scenario

        return Played(play_scenario(self.package, self.scenario), self.source)


def _scenarios(settings: Settings, sources: Sequence[Path]) -> Iterator[Playable]:
    """The scenarios of these sources of a project; those of sources that they import are not among them."""
    from orchestra_dsl.graph.codec import decode_package

    compilations = Compiler(settings, None).compile_all(sources)
    findings = together(each.findings for each in compilations)
    if findings.errors:
        raise CompileFailed(findings)
    names = {Texts(settings.folder).name_of(source) for source in sources}
    for compilation in compilations:
        package = None if compilation.package is None else decode_package(compilation.package)
        for scenario in package.scenarios if package is not None else ():
            if scenario.place.file in names and package is not None:
                yield Playable(scenario, package, _source(settings, compilation, scenario.place.file))
        names -= set(compilation.names)


def _load_holidays(wanted: Sequence[Playable]) -> None:
    """Load them once for all scenarios, so that none of them counts it as its own time.

    Where there are none of a region, the scenarios that come to need them say so.
    """
    from orchestra_dsl.runtime.calendars.days import days_of

    graphs = {id(each.package): [one.graph for one in each.package.orchestrations] for each in wanted}
    for calendar in dict.fromkeys(graph.calendar for found in graphs.values() for graph in found):
        if calendar is not None:
            with suppress(LookupError):
                days_of(calendar)


def _source(settings: Settings, compilation: Compilation, name: str) -> SourceFile:
    return compilation.findings.sources[shown(Texts(settings.folder).path_of(name))]


def _none(paths: Sequence[Path], title: str | None) -> UsageError:
    where = ", ".join(map(str, paths))
    if title is not None:
        return UsageError(f'there is no scenario with "{title}" in its name', where=where)
    return UsageError("there is no scenario", where=where, hint='Write one: `scenario "…" of ORCHESTRATION { … }`.')
