"""Asking the rules about the sources of one compilation."""

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.diagnostics import CODES, Diagnostic, Severity, in_order
from orchestra_dsl.lint.answers import checked_answer
from orchestra_dsl.lint.levels import Levels
from orchestra_dsl.lint.rule import Rule
from orchestra_dsl.lint.source import Source, by_class
from orchestra_dsl.source import SourceFile, Span

LONGEST = 500
"""The most characters of an error's own text that are repeated."""

MOST = 10_000
"""The most findings of one rule in one source: no rule goes on for ever. Of our own, more are not told."""


@attrs.frozen
class Supplied:
    """A rule, and the plugin that it comes from. `waited_for` is entered while it is asked: its code may hang."""

    rule: Rule
    plugin: str
    waited_for: Callable[[], AbstractContextManager[object]] = nullcontext

    @property
    def own(self) -> bool:
        """Whether it is one of the product's own."""
        return self.rule.code in CODES


def lint(
    checked: Checked,
    sources: Mapping[str, SourceFile],
    rules: Iterable[Supplied],
    levels: Levels,
) -> list[Diagnostic]:
    """What the rules find in the sources that could be read whole."""
    on = [(each, severity) for each in rules if (severity := levels.severity(each.rule.about))]
    findings: list[Diagnostic] = []
    for name in checked.modules:
        if name not in checked.misread:
            source = _source(name, checked, sources)
            for each, severity in on:
                findings += _ask(each, severity, levels, source, sources)
    return in_order(findings)


def _source(name: str, checked: Checked, sources: Mapping[str, SourceFile]) -> Source:
    tree = checked.modules[name]
    return Source(name, sources[name].text, tree, checked.comments[name], {}, checked, by_class(tree))


def _ask(
    supplied: Supplied, severity: Severity, levels: Levels, source: Source, sources: Mapping[str, SourceFile]
) -> list[Diagnostic]:
    """What one rule finds; that it has failed is a finding too, and the other rules go on."""
    rule = supplied.rule
    options = {**rule.options, **levels.options.get(rule.code, {})}
    try:
        with supplied.waited_for():
            return list(_findings(supplied, severity, attrs.evolve(source, options=options), sources))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin's code may raise anything
        return [_failure(supplied, source, error)]


def _findings(
    supplied: Supplied, severity: Severity, source: Source, sources: Mapping[str, SourceFile]
) -> Iterator[Diagnostic]:
    rule = supplied.rule
    for number, answer in enumerate(rule.look(source)):
        if number == MOST and supplied.own:
            return
        if number == MOST:
            raise ValueError(f"it has more than {MOST:,} findings")
        each = checked_answer(answer, source.name, sources)
        yield Diagnostic(
            rule.code, each.message, each.place, each.labels, each.hint, each.fix, severity, about=rule.about
        )


def _failure(supplied: Supplied, source: Source, error: BaseException) -> Diagnostic:
    what = f"{_described(error)}{_place(supplied, error)}"
    owner = "Orchestra" if supplied.own else f"The plugin {supplied.plugin}"
    message = f"{owner}: its rule {supplied.rule.code} failed here: {what}."
    mend = "This is a bug: please report it where you got Orchestra from; until then" if supplied.own else "Mend it, or"
    hint = f'{mend} turn the rule off: "{supplied.rule.code}" = "off" under [lint] in orchestra.toml.'
    return Diagnostic("O704", message, Span(0, 0, source.name), hint=hint)


def _described(error: BaseException) -> str:
    try:
        text = str(error)[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    except BaseException:  # noqa: BLE001 - any code may stand in a plugin's __str__
        text = ""
    return ": ".join(filter(None, [type(error).__name__, text]))


def _place(supplied: Supplied, error: BaseException) -> str:
    """The last line of the rule's own file that the error came through."""
    file = getattr(getattr(supplied.rule.look, "__code__", None), "co_filename", None)
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return f" ({Path(file).name}, line {lines[-1]})" if file and lines else ""
