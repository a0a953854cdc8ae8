"""Durations: after what time something happens."""

from orchestra_dsl.analysis.show import quoted, show_type
from orchestra_dsl.analysis.types.expectation import expect, expect_given
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.moments import BUSINESS_DAYS, LONGEST
from orchestra_dsl.syntax import nodes as n


def duration(t: Inference, node: n.Expression, place: Place, what: str) -> None:
    """Check a length of time in hours and days."""
    expect(t, node, g.DURATION, place, what)
    _sensible(t, node, what)


def working_time(t: Inference, node: n.Expression, place: Place, what: str) -> None:
    """Check a length of time that may be counted in business days too."""
    given = t.infer(node, place)
    if given != g.BUSINESS:
        expect_given(t, node, given, g.DURATION, what)
    _sensible(t, node, what)


def moment(t: Inference, node: n.Expression, place: Place, what: str) -> None:
    """Check a point in time."""
    given = t.infer(node, place)
    if g.required(given) in (g.DURATION, g.BUSINESS):
        message = f"{what} needs a point in time, but {quoted(node, 'this')} is {show_type(given)}."
        t.report("O301", message, node.span, "Add it to a point in time: `now + …`.")
        return
    expect_given(t, node, given, g.DATETIME, what)


def _sensible(t: Inference, node: n.Expression, what: str) -> None:
    match node:
        case n.DurationLiteral(microseconds=0) | n.BusinessDays(count=0):
            t.report("O607", f"{what} is nothing at all.", node.span, "Write a duration such as `30s` or `2d`.")
        case n.Negate(operand=n.DurationLiteral() | n.BusinessDays()):
            t.report("O607", f"{what} is less than nothing.", node.span, "Write it without the `-`.")
        case n.DurationLiteral(microseconds=amount) if amount > LONGEST:
            t.report("O607", f"{what} is longer than a thousand years.", node.span)
        case n.BusinessDays(count=count) if count > BUSINESS_DAYS:
            t.report("O607", f"{what} is longer than {BUSINESS_DAYS:,} business days.", node.span)
