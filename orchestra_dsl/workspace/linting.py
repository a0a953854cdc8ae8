"""What a project wants to be told about its sources: its rules, and how `orchestra.toml` sets them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from orchestra_dsl.diagnostics import CODES, did_you_mean
from orchestra_dsl.lint.builtin import StyleRules
from orchestra_dsl.lint.judge import Judge
from orchestra_dsl.lint.levels import group_of
from orchestra_dsl.lint.rule import Rule
from orchestra_dsl.lint.run import Supplied
from orchestra_dsl.plugin.awaited import awaited
from orchestra_dsl.plugin.local import load_named
from orchestra_dsl.plugin.origin import Origin
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.plugin.waits import watched
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.settings import Settings, line_of


def judge_of(settings: Settings, registry: Registry | None) -> Judge:
    """The rules of the project, and their levels. Without a registry no plugin was loaded: the product's own rules.

    Raises UsageError where the settings name rules or options that there are not.
    """
    if registry is None:
        named = StyleRules().orchestra_lint_rules().items()
        own = [Supplied(load_named(target), "style") for code, target in named if not settings.lint.is_off(code)]
        return Judge(rules=own, codes=(), levels=settings.lint)
    rules = _rules(settings, registry)
    codes = [each.name for each in registry.extras_of("rule")]
    if not registry.problems:  # else a rule may be missing because of them
        _check_named(codes, settings)
    for each in rules:
        _check_options(each, settings)
    return Judge(rules=rules, codes=None if registry.problems else codes, levels=settings.lint)


def _rules(settings: Settings, registry: Registry) -> list[Supplied]:
    """The rules that are on. One that cannot be loaded is among the registry's problems."""
    rules: list[Supplied] = []
    with watched():
        for extra in registry.extras_of("rule"):
            if settings.lint.is_off(extra.name):
                continue
            try:
                rules.append(_supplied(extra.load(), extra.plugin))
            except BadPlugin as error:
                problem = error.problem(extra.plugin)
                if problem not in registry.problems:
                    registry.problems = (*registry.problems, problem)
    return rules


def _supplied(rule: Rule, plugin: str) -> Supplied:
    """A rule; where it is a plugin's own and does not come back, it is said whose it is."""
    if rule.code in CODES:
        return Supplied(rule, plugin)
    off = f'turn the rule off: "{rule.code}" = "off" under [lint] in orchestra.toml'
    origin = Origin(plugin, getattr(rule.look, "__module__", ""), way_out=off)
    return Supplied(rule, plugin, partial(awaited, origin, f"being asked for its rule {rule.code}"))


def _check_named(codes: Sequence[str], settings: Settings) -> None:
    groups = {group_of(code) for code in codes}
    for key in sorted(settings.lint.named):
        if not key.startswith("O") and key not in codes and key not in groups:
            hint = did_you_mean(key, [*codes, *groups]) or "`orchestra plugins` lists the rules that plugins supply."
            raise _wrong(settings, key, f"no plugin supplies the rule `{key}`", hint)


def _check_options(supplied: Supplied, settings: Settings) -> None:
    rule = supplied.rule
    for name, value in settings.lint.options.get(rule.code, {}).items():
        if name not in rule.options:
            known = ["level", *rule.options]
            hint = did_you_mean(name, known) or f"It has: {', '.join(known)}."
            raise _wrong(settings, rule.code, f"{rule.code} has no setting `{name}`", hint)
        usual: Any = rule.options[name]
        if type(value) is not type(usual):
            raise _wrong(settings, rule.code, f"`{name}` of {rule.code} has to be like {usual!r}", None)


def _wrong(settings: Settings, key: str, what: str, hint: str | None) -> UsageError:
    file = settings.file
    where = None if file is None else f"{shown(file)}{line_of(settings.text, key)}"
    return UsageError(what, where=where, hint=hint)
