"""Loading the plugins of a project: built-in ones, installed ones, local files. There is no global manager.

In this order: find them, import each, register it with pluggy, ask it each hook, and put together what all supply. A
plugin that fails at any of these is reported by its name, and the others work.
"""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, TypeVar

import pluggy

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.plugin import hookspecs
from orchestra_dsl.plugin.builtin import Channels, ProjectPeople
from orchestra_dsl.plugin.collect import Collected, Found, collect
from orchestra_dsl.plugin.directory import Directories, Directory
from orchestra_dsl.plugin.extension import Extension, Extra
from orchestra_dsl.plugin.local import load_entry_point, load_file, module_of
from orchestra_dsl.plugin.origin import Origin
from orchestra_dsl.plugin.policies import Policies
from orchestra_dsl.plugin.problems import PluginProblem
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.questions import Asked
from orchestra_dsl.plugin.registry import Entry, PluginInfo, Registry
from orchestra_dsl.plugin.waits import watched

ENTRY_POINT_GROUP = "orchestra"

Thing = TypeVar("Thing", Entry, Extra)


def load_plugins(
    project: Project,
    local: Sequence[Path] = (),
    *,
    installed: bool = True,
    given: Sequence[tuple[str, object]] = (),
    extensions: Sequence[Extension] = (),
    own: Sequence[tuple[str, object]] = (),
    wanted: Callable[[PluginInfo], bool] = lambda _: True,
) -> Registry:
    """Load a project's plugins: the built-in ones, the installed ones, its local files, and those given by hand.

    `extensions` are the hooks of other layers, `own` what the product supplies to them. Of the plugins that are
    installed or local only those that are `wanted` are loaded.

    Never raises for what a plugin does: `Registry.problems` has it.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT_NAME)
    manager.add_hookspecs(hookspecs)
    for extension in extensions:
        manager.add_hookspecs(extension.specs)
    found = [*_built_in(), *(Found(PluginInfo(name, "built-in"), partial(_as_it_is, plugin)) for name, plugin in own)]
    found += [each for each in (*(_installed() if installed else ()), *map(_local, local)) if wanted(each.info)]
    found += [Found(PluginInfo(name, "given"), partial(_as_it_is, plugin)) for name, plugin in given]
    with watched():
        return _put_together(project, [collect(manager, project, each, extensions) for each in found])


def plugins_found(local: Sequence[Path] = ()) -> list[PluginInfo]:
    """The plugins that are installed, and the local ones, in the order in which they are loaded. Imports nothing."""
    return [each.info for each in (*_installed(), *map(_local, local))]


def _built_in() -> list[Found]:
    return [
        Found(PluginInfo("channels", "built-in"), Channels),
        Found(PluginInfo("people", "built-in"), ProjectPeople),
        Found(PluginInfo("policies", "built-in"), Policies),
    ]


def _installed() -> Iterator[Found]:
    for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda entry: entry.name):
        dist = entry.dist
        info = PluginInfo(entry.name, "installed", dist.version if dist else None)
        yield Found(info, partial(load_entry_point, entry), _origin(entry))


def _origin(entry: EntryPoint) -> Origin:
    """Where an installed plugin comes from."""
    point = f"the entry point `{entry.name} = {entry.value}`"
    if entry.dist is None:
        return Origin(entry.name, entry.module, point)
    name = entry.dist.name
    return Origin(entry.name, entry.module, f"{point} of {name} {entry.dist.version}", f"uninstall {name}")


def _as_it_is(plugin: object) -> object:
    return plugin


def _local(path: Path) -> Found:
    origin = Origin(path.name, module_of(path), str(path), "take it out of `plugins` in orchestra.toml")
    return Found(PluginInfo(path.name, "local"), partial(load_file, path), origin)


def _put_together(project: Project, collected: Sequence[Collected]) -> Registry:
    """One registry of all plugins. A name that is supplied twice is nobody's until that is mended."""
    by_name = _by_name(entry for each in collected for entry in each.entries)
    extras = _by_name(extra for each in collected for extra in each.extras)
    twice = [_twice(same) for same in by_name.values() if len(same) > 1]
    own = [each.info.name for each in collected if each.info.origin == "built-in"]
    twice += [_twice(same, own) for same in extras.values() if len(same) > 1]
    problems = tuple(problem for each in collected for problem in each.problems)
    directories = tuple(directory for each in collected for directory in each.directories)
    return Registry(
        project=project,
        plugins=tuple(each.info for each in collected),
        problems=(*problems, *twice, *_named_in_settings(project, by_name, problems)),
        directory=_people(directories, _lacking(directories, problems)),
        entries={key: entries[0] for key, entries in by_name.items() if len(entries) == 1},
        extras=tuple(same[0] for same in extras.values() if len(same) == 1 or same[0].plugin in own),
    )


def _people(directories: Sequence[tuple[Asked, Directory]], lacking: PluginProblem | None) -> Directories:
    each = tuple((asked.origin.plugin, directory) for asked, directory in directories)
    return Directories(each, lacking, tuple(asked for asked, _ in directories))


def _by_name(supplied: Iterable[Thing]) -> dict[Any, list[Thing]]:
    """What is supplied, by kind and name."""
    by_name: dict[Any, list[Thing]] = {}
    for each in supplied:
        same = by_name.setdefault((each.kind, each.name), [])
        if all(_named(each) is not _named(other) for other in same):  # one thing may be found in two places
            same.append(each)
    return by_name


def _named(thing: Entry | Extra) -> object:
    """What is supplied; of what is only named the thing itself once it is loaded: a guest may have imported it."""
    if not isinstance(thing.target, str):
        return thing.target
    module, _, attribute = thing.target.partition(":")
    return getattr(sys.modules.get(module), attribute, thing.target)


def _named_in_settings(
    project: Project, known: Collection[tuple[str, str]], problems: Sequence[PluginProblem]
) -> Iterator[PluginProblem]:
    """What `orchestra.toml` names has to be there; a plugin that cannot be loaded may supply a record source."""
    yield from _channels(project, known)
    yield from _policies(project, known)
    if all(each.kind != "load" for each in problems):
        yield from _sources(project, known)


def _channels(project: Project, known: Collection[tuple[str, str]]) -> Iterator[PluginProblem]:
    """What stands for a channel has to be one that somebody supplies."""
    names = sorted(name for kind, name in known if kind == "channel")
    for name, other in project.channels.items():
        if other not in names:
            hint = did_you_mean(other, names) or f"The channels are: {', '.join(names)}."
            what = f"No plugin supplies the channel `{other}`, which is to stand for `{name}`"
            yield PluginProblem("", what, None, hint, "channel", other)


def _policies(project: Project, known: Collection[tuple[str, str]]) -> Iterator[PluginProblem]:
    """What chooses for some people has to be a policy that somebody supplies."""
    names = sorted(name for kind, name in known if kind == "policy")
    for people, name in project.allocation.items():
        if name not in names:
            hint = did_you_mean(name, names) or f"The policies are: {', '.join(names)}."
            what = f"No plugin supplies the allocation policy `{name}`, which is to choose for `{people}`"
            yield PluginProblem("", what, None, hint, "policy", name)


def _sources(project: Project, known: Collection[tuple[str, str]]) -> Iterator[PluginProblem]:
    """What is to be asked now and then has to be a record source that somebody supplies."""
    names = sorted(name for kind, name in known if kind == "source")
    for name, every in project.record_sources.items():
        if name not in names and every is not None:
            there = f"The record sources are: {', '.join(names)}." if names else "There are no record sources."
            what = f"No plugin supplies the record source `{name}`, which `[record_sources]` names"
            yield PluginProblem("", what, None, did_you_mean(name, names) or there, "source", name)


def _lacking(directories: Sequence[object], problems: Sequence[PluginProblem]) -> PluginProblem | None:
    """Why a directory of people is lacking: it cannot be read, or there is none and a plugin was not loaded."""
    return next((each for each in problems if each.kind == "people" or not directories), None)


def _twice(entries: Sequence[Entry] | Sequence[Extra], own: Collection[str] = ()) -> PluginProblem:
    """What is wrong where several supply one name. What the product supplies to another layer nobody takes from it."""
    first, second = entries[:2]
    hint = "Nothing says which of them is meant, so neither is used. Rename one, or take its plugin out."
    if first.plugin in own:
        hint = "Orchestra's own is used. Rename the other."
    owners = (
        f"twice by {first.plugin}" if first.plugin == second.plugin else f"by {first.plugin} and by {second.plugin}"
    )
    return PluginProblem(
        second.plugin,
        f"the {first.kind} {first.name} is supplied {owners}",
        second.place,
        hint,
        "twice",
        first.name,
    )
