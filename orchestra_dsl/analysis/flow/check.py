"""The findings about control flow of one orchestration, in the order in which they are looked for."""

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.checks.busy_loops import busy_loops
from orchestra_dsl.analysis.flow.checks.coverage import coverage
from orchestra_dsl.analysis.flow.checks.deadlocks import deadlocks, impossible_counts
from orchestra_dsl.analysis.flow.checks.endless import endless
from orchestra_dsl.analysis.flow.checks.jumps import jumps_inside
from orchestra_dsl.analysis.flow.checks.rival_writers import rival_writers
from orchestra_dsl.analysis.flow.checks.too_large import too_many_steps
from orchestra_dsl.analysis.flow.checks.unreachable import unreachable
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.diagnostics import Diagnostic

BY_NAMES = (too_many_steps, jumps_inside, unreachable, endless, deadlocks, impossible_counts)
"""What can be found as soon as names are known."""

BY_TYPES = (busy_loops, coverage, rival_writers)
"""What needs types and the meanings of calls."""


def check_flow(flow: Flow, checked: Checked) -> list[Diagnostic]:
    """Report what is wrong with the control flow of one orchestration (O4, and O502 of O5)."""
    found = [finding for check in BY_NAMES for finding in check(flow)]
    return [*found, *(finding for check in BY_TYPES for finding in check(flow, checked))]
