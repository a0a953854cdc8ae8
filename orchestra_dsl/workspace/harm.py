"""Whether fixes have done harm: an error that there is after them, that was not there before, and comes from them.

Mending one mistake can bring others to light: what could not be read before is checked then. So while there were errors
before, a new one counts where it stands on a line that a fix has written, or could not have been hidden.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from orchestra_dsl.diagnostics import Diagnostic, Severity
from orchestra_dsl.diagnostics.edits import Range
from orchestra_dsl.workspace.findings import Findings

NOT_READ = ("O001", "O002", "O003", "O101", "O102", "O103", "O104", "O105", "O106", "O108")
"""The findings where a source could not be read whole."""


def harm_of(before: Findings, after: Findings, written: Mapping[str, Sequence[Range]]) -> Diagnostic | None:
    """The first error that the fixes have brought about; `written` is where, in which file, they have written what."""
    old = Counter(map(_key, _errors(before)))
    new = [each for each in _errors(after) if not _take(old, _key(each))]
    unread, lines = _unread(before), _lines(after, written)
    for each in new:
        name = each.span.file
        if not _errors(before) or (each.code in NOT_READ and unread[name] < _unread(after)[name]):
            return each
        if each.code.startswith("O2") and not unread:  # names were all looked for before, too
            return each
        if name in after.sources and after.sources[name].position(each.span.start).line in lines.get(name, ()):
            return each
    return None


def _errors(findings: Findings) -> list[Diagnostic]:
    return [each for each in findings.diagnostics if each.severity is Severity.ERROR]


def _key(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.span.file, diagnostic.code, diagnostic.message


def _take(counts: Counter[tuple[str, str, str]], key: tuple[str, str, str]) -> bool:
    """Whether there is one left to be taken."""
    counts[key] -= 1
    return counts[key] >= 0


def _unread(findings: Findings) -> Counter[str]:
    """By file how many mistakes keep it from being read whole."""
    return Counter(each.span.file for each in findings.diagnostics if each.code in NOT_READ)


def _lines(findings: Findings, written: Mapping[str, Sequence[Range]]) -> dict[str, set[int]]:
    """The lines that were written, by file."""
    found: dict[str, set[int]] = {}
    for name, ranges in written.items():
        source = findings.sources.get(name)
        if source is not None:
            for start, end in ranges:
                first, last = source.position(start).line, source.position(end).line
                found.setdefault(name, set()).update(range(first, last + 1))
    return found
