"""Taking out the findings that comments allow, and telling of comments that allow nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from orchestra_dsl.diagnostics import Applicability, Diagnostic, Edit, Fix, Severity
from orchestra_dsl.lint.allow import Allow
from orchestra_dsl.source import SourceFile, Span

Used = set[tuple[Span, str]]
"""Comments with those of their codes that allow something."""


@attrs.frozen
class Allowed:
    """What the comments of all files allow, by file and line."""

    sources: Mapping[str, SourceFile]
    allows: Sequence[Allow]
    used: Used = attrs.field(factory=set)

    def left(self, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The findings that no comment allows. An error by itself cannot be allowed, whatever its level is."""
        by_line: dict[tuple[str, int], list[Allow]] = {}
        for each in self.allows:
            for line in each.lines:
                by_line.setdefault((each.comment.file, line), []).append(each)
        return [each for each in findings if not self._allows(each, by_line)]

    def _allows(self, finding: Diagnostic, by_line: Mapping[tuple[str, int], list[Allow]]) -> bool:
        if not by_line or finding.about.severity is Severity.ERROR:
            return False
        file = self.sources.get(finding.span.file)
        line = file.position(finding.span.start).line if file else 0
        by = [each.comment for each in by_line.get((finding.span.file, line), ()) if finding.code in dict(each.codes)]
        self.used.update((comment, finding.code) for comment in by)
        return bool(by)

    def unused(self, off: Callable[[str], bool]) -> Iterator[Diagnostic]:
        """Report codes that allow nothing, but for those that are turned off."""
        for allow in self.allows:
            idle = [each for each in allow.codes if self._is_idle(allow, each[0]) and not off(each[0])]
            if idle and len(idle) == len(allow.codes):
                named = ", ".join(code for code, _ in idle)
                fix = Fix("Remove the comment", [self._without(allow.comment)], Applicability.SAFE)
                yield Diagnostic("O894", _message(named), allow.comment, fix=fix)
                continue
            for code, place in idle:
                fix = Fix(f"Remove {code}", [_without_code(allow, place)], Applicability.SAFE)
                yield Diagnostic("O894", _message(code), place, fix=fix)

    def _is_idle(self, allow: Allow, code: str) -> bool:
        return code not in allow.wrong and (allow.comment, code) not in self.used

    def _without(self, comment: Span) -> Edit:
        """Take a comment out, with the blanks before it where something stands on its line."""
        before = self.sources[comment.file].text[: comment.start]
        start = len(before.rstrip(" \t"))
        return Edit(comment if before[start - 1 : start] in ("", "\n") else Span(start, comment.end, comment.file), "")


def _without_code(allow: Allow, place: Span) -> Edit:
    """Take one of several codes out, with the comma behind it, or before it if it is the last."""
    places = [each for _, each in allow.codes]
    at = places.index(place)
    if at + 1 < len(places):
        return Edit(Span(place.start, places[at + 1].start, place.file), "")
    return Edit(Span(places[at - 1].end, place.end, place.file), "")


def _message(codes: str) -> str:
    return f"This allows {codes}, and there is nothing of that kind on its line."
