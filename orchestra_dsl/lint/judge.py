"""From what the compiler has found to what a project is told: rules asked, comments heard, levels set."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.diagnostics import Diagnostic, Severity, in_order
from orchestra_dsl.lint.allow import Allow, read_allows
from orchestra_dsl.lint.allowed import Allowed
from orchestra_dsl.lint.levels import Levels
from orchestra_dsl.lint.run import Supplied, lint
from orchestra_dsl.source import SourceFile


@attrs.frozen(kw_only=True)
class Judge:
    """What a project wants to be told: the rules that are on, and the levels.

    `codes` are those of all rules that plugins supply, on or off; None where that is not known, as a plugin could not
    be loaded. Then comments are not told that what they allow is not there.
    """

    rules: Sequence[Supplied]
    codes: Collection[str] | None
    levels: Levels

    def told(
        self, checked: Checked, sources: Mapping[str, SourceFile], found: Sequence[Diagnostic]
    ) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """What is left of the findings of the compiler, and the findings of style."""
        style = lint(checked, sources, self.rules, self.levels)
        allows, wrong = self._allows(checked, sources)
        allowed = Allowed(sources, allows)
        left = allowed.left(found)
        style = allowed.left(style)
        if self.codes is not None:
            style += self._at_level(wrong)
            if not any(each.severity is Severity.ERROR for each in found):  # else not everything was looked for
                style += self._at_level(allowed.unused(self.levels.is_off))
        return list(self._at_level(left)), in_order(style)

    def _allows(self, checked: Checked, sources: Mapping[str, SourceFile]) -> tuple[list[Allow], list[Diagnostic]]:
        rules = self.codes or ()
        read = [
            read_allows(sources[name], checked.modules[name], comments, rules)
            for name, comments in checked.comments.items()
        ]
        return [each for allows, _ in read for each in allows], [each for _, wrong in read for each in wrong]

    def _at_level(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings without those warnings that are turned off, and as errors where that is said."""
        for each in found:
            level = self.levels.severity(each.about) if each.severity is Severity.WARNING else each.severity
            if level is not None:
                yield each if level is each.severity else attrs.evolve(each, severity=level)
