"""Which orchestrations have an error that leaves their types incomplete: nothing more is concluded from them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from orchestra_dsl.diagnostics import Diagnostic, Severity
from orchestra_dsl.syntax import nodes as n


def flawed_nodes(orchestrations: Sequence[n.Orchestration], findings: Iterable[Diagnostic]) -> set[int]:
    """Return the identities of those with an error inside; all of them where an error lies outside of every one."""
    places = sorted((each.span.file, each.span.start, each.span.end, id(each)) for each in orchestrations)
    found: set[int] = set()
    for finding in findings:
        if finding.severity is not Severity.ERROR:
            continue
        span = finding.span
        number = bisect_right(places, (span.file, span.start, float("inf"))) - 1
        file, _, end, node = places[number] if number >= 0 else ("", 0, 0, 0)
        if file != span.file or span.end > end:
            return {id(each) for each in orchestrations}
        found.add(node)
    return found
