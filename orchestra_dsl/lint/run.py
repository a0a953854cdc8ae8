"""Asking the rules about the sources of one compilation."""

import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.diagnostics import Diagnostic, Severity, in_order
from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.levels import Levels
from orchestra_dsl.lint.rule import Rule
from orchestra_dsl.lint.source import Source, by_class
from orchestra_dsl.source import SourceFile, Span

NOT_READ = ("O001", "O002", "O003", "O101", "O102", "O103", "O104", "O105", "O106")
"""The findings where a source could not be read whole."""


@attrs.frozen
class Supplied:
    """A rule, and the plugin that it comes from."""

    rule: Rule
    plugin: str


def lint(
    checked: Checked,
    sources: Mapping[str, SourceFile],
    found: Iterable[Diagnostic],
    rules: Iterable[Supplied],
    levels: Levels,
) -> list[Diagnostic]:
    """What the rules find in the sources that could be read whole; `found` is what the compiler has found in them."""
    broken = {each.span.file for each in found if each.code in NOT_READ}
    on = [(each, severity) for each in rules if (severity := levels.severity(each.rule.about))]
    findings: list[Diagnostic] = []
    for name in checked.modules:
        if name not in broken:
            source = _source(name, checked, sources)
            for each, severity in on:
                findings += _ask(each, severity, levels, source)
    return in_order(findings)


def _source(name: str, checked: Checked, sources: Mapping[str, SourceFile]) -> Source:
    tree = checked.modules[name]
    return Source(name, sources[name].text, tree, checked.comments[name], {}, checked, by_class(tree))


def _ask(supplied: Supplied, severity: Severity, levels: Levels, source: Source) -> list[Diagnostic]:
    """What one rule finds; that it has failed is a finding too, and the other rules go on."""
    rule = supplied.rule
    options = {**rule.options, **levels.options.get(rule.code, {})}
    try:
        return list(_findings(rule, severity, attrs.evolve(source, options=options)))
    except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
        return [_failure(supplied, source, error)]


def _findings(rule: Rule, severity: Severity, source: Source) -> Iterator[Diagnostic]:
    for each in rule.look(source):
        if not isinstance(each, Finding):
            raise TypeError(f"it answers {each!r}, which is no Finding")
        if not 0 <= each.place.start <= each.place.end <= len(source.text):
            raise ValueError(f"its finding is at {each.place}, which is outside the source")
        yield Diagnostic(
            rule.code, each.message, each.place, each.labels, each.hint, each.fix, severity, about=rule.about
        )


def _failure(supplied: Supplied, source: Source, error: Exception) -> Diagnostic:
    last = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    place = f"{Path(last.filename).name}, line {last.lineno}"
    message = f"The plugin {supplied.plugin}: its rule {supplied.rule.code} failed here: {what} ({place})."
    hint = f'Mend the rule, or turn it off: "{supplied.rule.code}" = "off" under [lint] in orchestra.toml.'
    return Diagnostic("O704", message, Span(0, 0, source.name), hint=hint)
