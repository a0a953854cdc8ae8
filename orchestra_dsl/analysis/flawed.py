"""Where errors lie in the sources: nothing is concluded from what is wrong, and the rest is judged all the same."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import attrs

from orchestra_dsl.diagnostics import Diagnostic, Severity
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


@attrs.frozen
class Flaws:
    """Where errors begin, by file and in order.

    `misnamed` are the orchestrations in which names of elements are wrong: where control goes in them is not known for
    certain, and neither is which outputs are there. `set_wrongly` are the names that a `set` has although they are not
    those of variables: they may have been meant to be.
    """

    starts: Mapping[str, Sequence[int]] = attrs.field(factory=dict)
    misnamed: Sequence[Span] = ()
    set_wrongly: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Say whether there is an error at all."""
        return bool(self.starts)

    def lie_in(self, node: n.Node) -> bool:
        """Tell whether an error begins within a node."""
        starts = self.starts.get(node.span.file, ())
        place = bisect_left(starts, node.span.start)
        return place < len(starts) and starts[place] < node.span.end

    def misname(self, node: n.Node) -> bool:
        """Tell whether a node is, or stands in, an orchestration with wrong names."""
        return any(each.file == node.span.file and each.start <= node.span.start < each.end for each in self.misnamed)


def flaws_of(findings: Iterable[Diagnostic], misnamed: Iterable[n.Orchestration], set_wrongly: Iterable[str]) -> Flaws:
    """Return where the errors among some findings lie."""
    starts: dict[str, list[int]] = defaultdict(list)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            starts[finding.span.file].append(finding.span.start)
    return Flaws(
        {file: sorted(each) for file, each in starts.items()},
        tuple(each.span for each in misnamed),
        frozenset(set_wrongly),
    )
