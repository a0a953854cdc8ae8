"""Asking one plugin what it supplies: the things decorated in it, and its answers to the hooks."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, get_args

import attrs
import pluggy

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.plugin.awaited import awaited
from orchestra_dsl.plugin.directory import Directory, Named
from orchestra_dsl.plugin.extension import ELSEWHERE, Extension, Extra
from orchestra_dsl.plugin.local import guarded
from orchestra_dsl.plugin.masking import masked
from orchestra_dsl.plugin.origin import Origin
from orchestra_dsl.plugin.problems import BadPlugin, PluginProblem
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.questions import Asked
from orchestra_dsl.plugin.registry import AnySupplied, Entry, PluginInfo
from orchestra_dsl.plugin.supplied import HOOKS, Supplied, SuppliedKind, check_name

KINDS: tuple[SuppliedKind, ...] = get_args(SuppliedKind)

DIRECTORY = "directory"
"""The kind under which a directory of people is listed among what a plugin supplies."""
_QUESTIONS = ("known", "member", "someone", "members", "manager")
_UNREADABLE = "what is in it cannot be read"
_TARGET = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


@attrs.frozen
class Found:
    """A plugin that was found, how to import it, and what is said of it where it does not come back."""

    info: PluginInfo
    load: Callable[[], object]
    origin: Origin = attrs.field(default=attrs.Factory(lambda self: Origin(self.info.name), takes_self=True))


@attrs.frozen
class Collected:
    """What came of one plugin."""

    info: PluginInfo
    entries: tuple[Entry, ...] = ()
    extras: tuple[Extra, ...] = ()
    directories: tuple[tuple[Asked, Directory], ...] = ()
    problems: tuple[PluginProblem, ...] = ()


def collect(
    manager: pluggy.PluginManager, project: Project, found: Found, extensions: Sequence[Extension] = ()
) -> Collected:
    """Import a plugin, register it, ask it every hook. What fails is reported, and the rest of it still counts."""
    try:
        with awaited(found.origin):
            plugin = found.load()
        with awaited(found.origin, "being asked what it supplies"):
            return _collected(manager, project, found, plugin, extensions)
    except BadPlugin as error:
        return Collected(found.info, problems=(error.problem(found.info.name),))


def _collected(
    manager: pluggy.PluginManager, project: Project, found: Found, plugin: object, extensions: Sequence[Extension]
) -> Collected:
    """What comes of a plugin that is imported. Raises BadPlugin where nothing of it can be used."""
    info = found.info
    guarded(_UNREADABLE, partial(_register, manager, info.name, plugin))
    entries = [_entry(info.name, each.kind, each) for each in guarded(_UNREADABLE, partial(_decorated, plugin))]
    problems = _unknown_hooks(manager, info.name, plugin)
    directories: dict[str, Directory] = {}
    for kind in KINDS:
        try:
            entries += _hooked(manager, project, info.name, plugin, kind)
        except BadPlugin as error:
            problems.append(error.problem(info.name))
    try:
        directories = {_name_of(each): each for each in _directories(manager, project, plugin)}
    except BadPlugin as error:
        problems.append(error.problem(info.name, kind="people"))
    extras: list[Extra] = []
    for extension in extensions:
        try:
            extras += _extras(manager, project, info.name, plugin, extension)
        except BadPlugin as error:
            problems.append(error.problem(info.name))
    supplies = {*((each.kind, each.name) for each in entries), *((each.kind, each.name) for each in extras)}
    supplies |= {(DIRECTORY, name) for name in directories}
    info = attrs.evolve(info, supplies=tuple(sorted(supplies)))
    people = tuple((_asked(found.origin, name, each), each) for name, each in directories.items())
    return Collected(info, tuple(entries), tuple(extras), people, tuple(problems))


def _register(manager: pluggy.PluginManager, name: str, plugin: object) -> None:
    try:
        manager.register(plugin, name)
    except ValueError as error:
        raise BadPlugin("a plugin of this name, or this very plugin, is loaded already", "Name it once.") from error
    except pluggy.PluginValidationError as error:
        reason = str(error).splitlines()[-1].strip()
        raise BadPlugin(f"one of its hooks has the wrong parameters: {reason}", "Hooks take `project`.") from error


def _unknown_hooks(manager: pluggy.PluginManager, name: str, plugin: object) -> list[PluginProblem]:
    """What the plugin marks as a hook and nobody calls; a newer hook may be marked `optionalhook`."""
    known = [each for each in vars(manager.hook) if getattr(manager.hook, each).has_spec()]
    unknown = [
        caller.name
        for caller in vars(manager.hook).values()
        if not caller.has_spec()
        and caller.name not in ELSEWHERE
        and any(each.plugin is plugin and not each.optionalhook for each in caller.get_hookimpls())
    ]
    return [
        PluginProblem(
            name,
            f"there is no hook {each}",
            None,
            did_you_mean(each, known) or f"The hooks are {', '.join(sorted(known))}.",
        )
        for each in unknown
    ]


def _decorated(plugin: object) -> list[AnySupplied]:
    """What is decorated in the plugin's module, in the order of the text."""
    return [each for each in getattr(plugin, "__dict__", {}).values() if isinstance(each, Supplied)]


def _ask(manager: pluggy.PluginManager, project: Project, plugin: object, hook: str) -> list[Any]:
    """This plugin's answers to a hook, those that are not None.

    The implementation is called directly: one that failed in a common call would take all others' answers with it.
    """
    answers = []
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        if implementation.plugin is plugin:
            if implementation.wrapper or implementation.hookwrapper:
                raise BadPlugin(f"its hook {hook} wraps others", "Plugins are asked one by one: answer for this one.")
            arguments = [project for _ in implementation.argnames]
            answer = guarded(f"its hook {hook} failed", partial(implementation.function, *arguments))
            if inspect.iscoroutine(answer):
                answer.close()
                raise BadPlugin(f"its hook {hook} is async", "Hooks are asked before there is a loop: write `def`.")
            answers.append(answer)
    return [answer for answer in answers if answer is not None]


def _hooked(
    manager: pluggy.PluginManager, project: Project, name: str, plugin: object, kind: SuppliedKind
) -> list[Entry]:
    """What the plugin answers to the hook of one kind."""
    hook = HOOKS[kind]
    answers = _ask(manager, project, plugin, hook)
    read = guarded(f"its hook {hook} failed", lambda: [pair for answer in answers for pair in _pairs(hook, answer)])
    return [_named_entry(name, kind, *pair) for pair in read]


def _pairs(hook: str, answer: Any) -> Iterable[tuple[str | None, Any]]:
    if isinstance(answer, Mapping):
        return answer.items()
    if isinstance(answer, Iterable) and not isinstance(answer, str):
        return [(None, each) for each in answer]
    raise BadPlugin(f"its hook {hook} answers {answer!r}", "Answer a list, or a dict by name.")


def _pair_list(hook: str, answer: Any) -> list[tuple[str | None, Any]]:
    return list(_pairs(hook, answer))


def _named_entry(plugin: str, kind: SuppliedKind, name: str | None, target: Any) -> Entry:
    if isinstance(target, str) and name is not None:
        guarded(f"{name!r} cannot be registered", lambda: check_name(kind, name))
        if not _TARGET.fullmatch(target):
            raise BadPlugin(f"the {kind} {name} is said to be at {target!r}", 'Write "module:function".')
        return Entry(kind, name, plugin, target)
    if not isinstance(target, Supplied) or target.kind != kind:
        raise BadPlugin(f"its hook {HOOKS[kind]} answers {target!r}, which is no {kind}", f"Write @{kind}(…) above it.")
    if name not in (None, target.name):
        raise BadPlugin(f"the {kind} {target.name} is registered as {name!r}", "Use one name.")
    return _entry(plugin, kind, target)


def _entry(plugin: str, kind: SuppliedKind, supplied: AnySupplied) -> Entry:
    return Entry(kind, supplied.name, plugin, supplied, supplied.place)


def _extras(
    manager: pluggy.PluginManager, project: Project, plugin: str, module: object, extension: Extension
) -> list[Extra]:
    """What the plugin supplies to the hook of another layer: what is decorated in it, and its answers."""
    inside = getattr(module, "__dict__", {}).values()
    found = [(extension.name(each), each) for each in inside if isinstance(each, extension.class_)]
    for answer in _ask(manager, project, module, extension.hook):
        read = guarded(f"its hook {extension.hook} failed", partial(_pair_list, extension.hook, answer))
        found += [(_extra_name(extension, *pair), pair[1]) for pair in read]
    return [Extra(extension, name, plugin, thing) for name, thing in found]


def _extra_name(extension: Extension, name: str | None, thing: object) -> str:
    if isinstance(thing, extension.class_):
        return name if name is not None else extension.name(thing)
    if isinstance(thing, str) and isinstance(name, str) and _TARGET.fullmatch(thing):
        return name
    hint = f'Answer things made with @{extension.kind}, or by name as "module:attribute".'
    raise BadPlugin(f"its hook {extension.hook} answers {thing!r}, which is no {extension.kind}", hint)


def _directories(manager: pluggy.PluginManager, project: Project, plugin: object) -> list[Directory]:
    """The directory of people that the plugin supplies, if it does."""
    found: list[Directory] = []
    for directory in _ask(manager, project, plugin, "orchestra_people"):
        lacking = [question for question in _QUESTIONS if not callable(getattr(directory, question, None))]
        if lacking:
            raise BadPlugin(
                f"its directory of people cannot answer {', '.join(lacking)}", "See orchestra_dsl.plugin.Directory."
            )
        found.append(directory)
    return found


def _asked(origin: Origin, name: str, directory: Directory) -> Asked:
    return Asked(attrs.evolve(origin, module=type(directory).__module__), name)


def _name_of(directory: Directory) -> str:
    """What a directory is listed as: where its people come from, if it says so."""
    name = guarded("its directory of people failed", lambda: isinstance(directory, Named) and directory.name)
    return masked(name) if name and isinstance(name, str) else type(directory).__name__
