"""The registry: what all plugins of a project supply, by kind and name, each thing loaded when it is first used."""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import attrs

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.graph.model import RecordClass, Signature
from orchestra_dsl.plugin.awaited import awaited
from orchestra_dsl.plugin.channel import Channel
from orchestra_dsl.plugin.directory import Directories
from orchestra_dsl.plugin.extension import Extra
from orchestra_dsl.plugin.flow import Flow
from orchestra_dsl.plugin.importer import Importer
from orchestra_dsl.plugin.local import guarded, load_named
from orchestra_dsl.plugin.observer import Observer
from orchestra_dsl.plugin.origin import Origin
from orchestra_dsl.plugin.policy import AllocationPolicy
from orchestra_dsl.plugin.predicate import Predicate
from orchestra_dsl.plugin.problems import BadPlugin, PluginProblem, Unavailable
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.screen import Screen
from orchestra_dsl.plugin.source import Source
from orchestra_dsl.plugin.supplied import Supplied, SuppliedKind
from orchestra_dsl.plugin.waits import watched

AnySupplied = Supplied[..., Any]
_WHERE_FROM = 'Install the package that supplies it, or name a local file in orchestra.toml: plugins = ["flows.py"].'
Kind = TypeVar("Kind", bound=AnySupplied)
T = TypeVar("T")


@attrs.frozen
class PluginInfo:
    """A plugin that was found: where it comes from, and what it supplies as (kind, name)."""

    name: str
    origin: Literal["built-in", "installed", "local", "given"]
    version: str | None = None
    supplies: tuple[tuple[str, str], ...] = ()


@attrs.define
class Entry:
    """A name that one plugin supplies: the thing itself, or `module:function` until it is first used."""

    kind: SuppliedKind
    name: str
    plugin: str
    target: AnySupplied | str
    place: str | None = None
    problem: PluginProblem | None = None
    loaded: AnySupplied | None = None

    def load(self) -> AnySupplied:
        """The thing, imported and its annotations read. Raises Unavailable, the same each time."""
        if self.loaded is not None:
            return self.loaded
        if self.problem is None:
            try:
                self.loaded = self._checked()
            except BadPlugin as error:
                self.problem = attrs.evolve(error.problem(self.plugin, kind="signature"), name=self.name)
            else:
                return self.loaded
        raise Unavailable(self.problem)

    def _checked(self) -> AnySupplied:
        if isinstance(self.target, str):
            with awaited(Origin.named(self.plugin, self.target)):
                found = load_named(self.target)
            if not isinstance(found, Supplied) or found.kind != self.kind:
                raise BadPlugin(f"{self.target} is no {self.kind}", f"Write @{self.kind}(…) above it.")
            if found.name != self.name:
                raise BadPlugin(f"{self.target} is the {self.kind} {found.name}, and not {self.name}", "Use one name.")
            self.target = found
        origin = Origin(self.plugin, getattr(self.target.function, "__module__", ""))
        with awaited(origin, f"being asked how its {self.kind} {self.name} is declared"):
            guarded(f"the {self.kind} {self.name} cannot be read", self.target.check)
        return self.target


@attrs.frozen
class Signatures:
    """The signatures that were asked for, and what is wrong with those that could not be read.

    `records` is what their functions expect of the records that they take, and what record sources bring.
    """

    found: tuple[Signature, ...]
    records: tuple[RecordClass, ...]
    problems: tuple[PluginProblem, ...]


@attrs.define
class Registry:
    """All that the plugins of one project supply. `problems` is what went wrong when they were loaded."""

    project: Project
    plugins: tuple[PluginInfo, ...]
    problems: tuple[PluginProblem, ...]
    directory: Directories
    entries: dict[tuple[SuppliedKind, str], Entry]
    extras: tuple[Extra, ...] = ()

    def names(self, kind: SuppliedKind) -> list[str]:
        """The names of one kind, sorted, known without importing anything more."""
        return sorted(name for of_kind, name in self.entries if of_kind == kind)

    def extras_of(self, kind: str) -> list[Extra]:
        """What is supplied to the hook of another layer, in the order of the plugins."""
        return [each for each in self.extras if each.kind == kind]

    def owner(self, kind: SuppliedKind, name: str) -> str | None:
        """The plugin that supplies the name."""
        entry = self.entries.get((kind, name))
        return None if entry is None else entry.plugin

    def loaded(self, kind: SuppliedKind, name: str) -> AnySupplied | None:
        """What is supplied under the name, if it has been used before. Imports nothing."""
        entry = self.entries.get((kind, name))
        return None if entry is None else entry.loaded

    def flow(self, name: str) -> Flow[..., Any]:
        """The flow of this name. Raises Unavailable."""
        return self._load("flow", name, Flow)

    def predicate(self, name: str) -> Predicate[..., Any]:
        """The predicate of this name. Raises Unavailable."""
        return self._load("predicate", name, Predicate)

    def screen(self, name: str) -> Screen[..., Any]:
        """The screen of this name. Raises Unavailable."""
        return self._load("screen", name, Screen)

    def channel(self, name: str) -> Channel[..., Any]:
        """The channel of this name, or that which stands for it in this project. Raises Unavailable."""
        return self._load("channel", self.project.channels.get(name, name), Channel)

    def policy(self, name: str) -> AllocationPolicy[..., Any]:
        """The allocation policy of this name. Raises Unavailable."""
        return self._load("policy", name, AllocationPolicy)

    def importer(self, name: str) -> Importer[..., Any]:
        """The importer of this name. Raises Unavailable."""
        return self._load("importer", name, Importer)

    def observer(self, name: str) -> Observer[..., Any]:
        """The observer of this name. Raises Unavailable."""
        return self._load("observer", name, Observer)

    def source(self, name: str) -> Source[..., Any]:
        """The record source of this name. Raises Unavailable."""
        return self._load("source", name, Source)

    @property
    def channels(self) -> list[str]:
        """The names that sources may use after `via`, sorted."""
        return sorted({*self.names("channel"), *self.project.channels})

    def settings_of(self, supplied: AnySupplied) -> Mapping[str, Any]:
        """The settings of the plugin that supplies this."""
        return self.project.settings_of(self.owner(supplied.kind, supplied.name) or "")

    def signatures(self, names: Collection[str] | None = None) -> Signatures:
        """The signatures of flows, predicates and screens: of those named, or of all. Imports what it needs."""
        found: list[Signature] = []
        records: list[RecordClass] = []
        problems: list[PluginProblem] = []
        with watched():
            for entry in self._wanted(names):
                try:
                    loaded = entry.load()
                except Unavailable as error:
                    problems.append(error.problem)
                else:
                    if isinstance(loaded, Flow | Predicate | Screen):
                        found.append(loaded.signature)
                        records += loaded.records
                    elif isinstance(loaded, Source) and self.project.asks(loaded.name):
                        records += loaded.records
        return Signatures(tuple(found), tuple(records), tuple(problems))

    def principals(self) -> frozenset[str] | None:
        """All users, groups and queues, where they can be listed. A directory that fails is among the problems."""
        return self._answer(self.directory.principals)

    def files_of_people(self) -> frozenset[Path] | None:
        """The files in which all people are, where that is so. A directory that fails is among the problems."""
        return self._answer(self.directory.files)

    def _answer(self, question: Callable[[], T]) -> T | None:
        try:
            return question()
        except Unavailable as error:
            if error.problem not in self.problems:
                self.problems = (*self.problems, error.problem)
            return None

    def check(self) -> tuple[PluginProblem, ...]:
        """All problems there are, after all that is supplied has been imported and read, and directories were asked."""
        found = (*self.problems, *self.signatures().problems, *self._extra_problems())
        return (*found, *(each for each in self.directory.troubles() if each not in found))

    def _extra_problems(self) -> Iterable[PluginProblem]:
        """What is wrong with what is supplied to other layers, after it has been imported."""
        with watched():
            for extra in self.extras:
                try:
                    extra.load()
                except BadPlugin as error:
                    yield error.problem(extra.plugin)

    def _wanted(self, names: Collection[str] | None) -> Iterable[Entry]:
        return [entry for entry in self.entries.values() if names is None or entry.name in names]

    def _load(self, kind: SuppliedKind, name: str, class_: type[Kind]) -> Kind:
        entry = self.entries.get((kind, name))
        if entry is None:
            raise Unavailable(self._missing(kind, name))
        loaded = entry.load()
        if not isinstance(loaded, class_):
            raise TypeError(f"{loaded!r} is registered as a {kind}")
        return loaded

    def _missing(self, kind: SuppliedKind, name: str) -> PluginProblem:
        twice = next((each for each in self.problems if each.kind == "twice" and each.name == name), None)
        hint = did_you_mean(name, self.names(kind)) or _WHERE_FROM
        return twice or PluginProblem("", f"no plugin supplies the {kind} {name}", None, hint)
