"""The findings about control flow of one orchestration, in the order in which they are looked for."""

from collections.abc import Iterator

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.beside import Beside
from orchestra_dsl.analysis.flow.checks.busy_loops import busy_loops
from orchestra_dsl.analysis.flow.checks.constant_conditions import constant_conditions
from orchestra_dsl.analysis.flow.checks.coverage import coverage
from orchestra_dsl.analysis.flow.checks.deadlocks import deadlocks
from orchestra_dsl.analysis.flow.checks.endless import endless
from orchestra_dsl.analysis.flow.checks.impossible_counts import impossible_counts
from orchestra_dsl.analysis.flow.checks.jumps import jumps_inside
from orchestra_dsl.analysis.flow.checks.kept_turns import kept_turns
from orchestra_dsl.analysis.flow.checks.lock_names import lock_names
from orchestra_dsl.analysis.flow.checks.locks import locks
from orchestra_dsl.analysis.flow.checks.lost_undo import lost_undo
from orchestra_dsl.analysis.flow.checks.never_comes_true import never_comes_true
from orchestra_dsl.analysis.flow.checks.nobody_yet import nobody_yet
from orchestra_dsl.analysis.flow.checks.nothing_there import nothing_there
from orchestra_dsl.analysis.flow.checks.rival_writers import rival_writers
from orchestra_dsl.analysis.flow.checks.too_large import too_many_steps
from orchestra_dsl.analysis.flow.checks.unchanging_loops import unchanging_loops
from orchestra_dsl.analysis.flow.checks.unreachable import unreachable
from orchestra_dsl.analysis.flow.checks.unset_variables import unset_variables
from orchestra_dsl.analysis.flow.checks.waiting_circles import waiting_circles
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.reads import is_sound
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.analysis.flow.words import head
from orchestra_dsl.analysis.flow.writers import all_sets_known
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n

BY_NAMES = (too_many_steps, jumps_inside, unreachable, endless, deadlocks, impossible_counts)
"""What can be found as soon as names are known."""

_BY_TYPES = (busy_loops, constant_conditions, coverage, lock_names)
"""What needs types and the meanings of calls, each of those elements only that it judges."""

_BY_TIME = (locks, rival_writers, waiting_circles, kept_turns)
"""What needs, beside that, what is open at the same time and what may change meanwhile."""

_BY_WAYS = (nobody_yet, unset_variables)
_BY_WAYS_AND_TIME = (never_comes_true, unchanging_loops)
"""What needs to know all ways, and everything that is set on them."""


def check_flow(flow: Flow, checked: Checked) -> list[Diagnostic]:
    """Report what is wrong with the control flow of one orchestration (O4, O502, O503 and O611).

    Each check leaves out what rests on something that is wrong.
    """
    found = [finding for check in BY_NAMES for finding in check(flow)]
    found += [finding for check in _BY_TYPES for finding in check(flow, checked)]
    steady = Steady(flow, checked, Beside(flow))
    found += [finding for check in _BY_TIME for finding in check(steady)]
    if not checked.flaws.misname(flow.outline.node):
        found += lost_undo(flow)
        if not any(finding.code == "O401" for finding in found):  # else ways are missing, and with them what is open
            found += nothing_there(steady)
        if all_sets_known(flow, checked):
            found += [finding for check in _BY_WAYS for finding in check(flow, checked)]
            found += [finding for check in _BY_WAYS_AND_TIME for finding in check(steady)]
    causes = [finding.span for finding in found if finding.code in ("O306", "O404")]
    barred = [*causes, *(finding.span for finding in found if finding.code == "O402"), *_undecided(flow, checked)]
    return [finding for finding in found if not _is_echo(finding, causes, barred)]


def _is_echo(finding: Diagnostic, causes: list[Span], barred: list[Span]) -> bool:
    """Whether a finding only follows from another.

    An element may be out of reach only because the decision above it lacks an outcome, or the loop above it a way out.
    `barred` is where that may be so. What waits for a condition that is fixed waits for ever.
    """
    if finding.code == "O401":
        return any(label.span in barred for label in finding.labels)
    return finding.code in ("O402", "O407", "O412") and any(_is_inside(cause, finding.span) for cause in causes)


def _undecided(flow: Flow, checked: Checked) -> Iterator[Span]:
    """Where a decision may lack an outcome, but this cannot be judged while its conditions are wrong."""
    for point in flow.points:
        match point.node:
            case n.Decision(otherwise=None, outcomes=outcomes) as decision:
                if not all(is_sound(each.condition, checked) for each in outcomes):
                    yield head(decision)


def _is_inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
