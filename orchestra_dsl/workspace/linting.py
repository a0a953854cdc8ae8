"""What was found in a compilation, as the project wants to be told: its rules asked, its levels set."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from orchestra_dsl.diagnostics import Diagnostic, Severity, did_you_mean
from orchestra_dsl.lint.builtin import StyleRules
from orchestra_dsl.lint.levels import Levels, group_of
from orchestra_dsl.lint.run import Supplied, lint
from orchestra_dsl.plugin.local import load_named
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.settings import Settings, line_of

if TYPE_CHECKING:
    from orchestra_dsl.compile.pipeline import CompileResult
    from orchestra_dsl.plugin.registry import Registry

Found = tuple[list[Diagnostic], list[Diagnostic]]
"""What the compiler has found, and what the rules have."""


def lint_compiled(
    result: "CompileResult", found: Sequence[Diagnostic], registry: "Registry | None", settings: Settings
) -> Found:
    """Ask the rules, and set the levels. Raises UsageError where the settings name rules that there are not.

    Without a registry no plugin was loaded, and the product's own rules are asked.
    """
    rules = _own() if registry is None else _rules(registry, settings)
    style = lint(result.checked, result.sources, found, rules, settings.lint)
    return [*_at_level(found, settings.lint)], style


def _at_level(found: Iterable[Diagnostic], levels: Levels) -> Iterable[Diagnostic]:
    """The findings of the compiler without those warnings that are turned off, and as errors where that is said."""
    for each in found:
        level = levels.severity(each.about) if each.severity is Severity.WARNING else each.severity
        if level is not None:
            yield each if level is each.severity else attrs.evolve(each, severity=level)


def _own() -> list[Supplied]:
    named = StyleRules().orchestra_lint_rules()
    return [Supplied(load_named(target), "style") for target in named.values()]


def _rules(registry: "Registry", settings: Settings) -> list[Supplied]:
    """The rules that are on. One that cannot be loaded is among the registry's problems."""
    rules: list[Supplied] = []
    for extra in registry.extras:
        if settings.lint.is_off(extra.name):
            continue
        try:
            rules.append(Supplied(extra.load(), extra.plugin))
        except BadPlugin as error:
            problem = error.problem(extra.plugin)
            if problem not in registry.problems:
                registry.problems = (*registry.problems, problem)
    if not registry.problems:  # else a rule may be missing because of them
        _check_named([each.name for each in registry.extras], settings)
    for each in rules:
        _check_options(each, settings)
    return rules


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
