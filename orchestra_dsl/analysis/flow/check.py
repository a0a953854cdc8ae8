"""The findings about control flow of one orchestration, in the order in which they are looked for."""

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.checks.busy_loops import busy_loops
from orchestra_dsl.analysis.flow.checks.constant_conditions import constant_conditions
from orchestra_dsl.analysis.flow.checks.coverage import coverage
from orchestra_dsl.analysis.flow.checks.deadlocks import deadlocks
from orchestra_dsl.analysis.flow.checks.endless import endless
from orchestra_dsl.analysis.flow.checks.impossible_counts import impossible_counts
from orchestra_dsl.analysis.flow.checks.jumps import jumps_inside
from orchestra_dsl.analysis.flow.checks.locks import locks
from orchestra_dsl.analysis.flow.checks.lost_undo import lost_undo
from orchestra_dsl.analysis.flow.checks.never_comes_true import never_comes_true
from orchestra_dsl.analysis.flow.checks.nobody_yet import nobody_yet
from orchestra_dsl.analysis.flow.checks.rival_writers import rival_writers
from orchestra_dsl.analysis.flow.checks.too_large import too_many_steps
from orchestra_dsl.analysis.flow.checks.unchanging_loops import unchanging_loops
from orchestra_dsl.analysis.flow.checks.unreachable import unreachable
from orchestra_dsl.analysis.flow.checks.unset_variables import unset_variables
from orchestra_dsl.analysis.flow.checks.waiting_circles import waiting_circles
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import Span

BY_NAMES = (too_many_steps, jumps_inside, unreachable, endless, deadlocks, impossible_counts, lost_undo)
"""What can be found as soon as names are known."""

BY_TYPES = (
    busy_loops,
    constant_conditions,
    coverage,
    locks,
    never_comes_true,
    nobody_yet,
    rival_writers,
    unchanging_loops,
    unset_variables,
    waiting_circles,
)
"""What needs types and the meanings of calls."""


def check_flow(flow: Flow, checked: Checked) -> list[Diagnostic]:
    """Report what is wrong with the control flow of one orchestration (O4, O502, O503 and O611)."""
    found = [finding for check in BY_NAMES for finding in check(flow)]
    found += [finding for check in BY_TYPES for finding in check(flow, checked)]
    causes = [finding.span for finding in found if finding.code in ("O306", "O404")]
    return [finding for finding in found if not _is_echo(finding, causes)]


def _is_echo(finding: Diagnostic, causes: list[Span]) -> bool:
    """Whether a finding only follows from another.

    An element may be out of reach only because the decision above it lacks an outcome. What waits for a condition that
    is fixed waits for ever.
    """
    if finding.code == "O401":
        return any(label.span in causes for label in finding.labels)
    return finding.code in ("O402", "O407", "O412") and any(_is_inside(cause, finding.span) for cause in causes)


def _is_inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
