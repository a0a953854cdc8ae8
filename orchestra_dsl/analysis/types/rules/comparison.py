"""Comparisons: which values can be compared, and which comparisons are always the same."""

import attrs

from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.show import quoted, show_type
from orchestra_dsl.analysis.types.expectation import about_step, hint_for, report_outside
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.missing import present, proven
from orchestra_dsl.analysis.types.place import MEMBERSHIP, Place, Use
from orchestra_dsl.analysis.types.subject import only_subject
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.relations import comparable, ordered
from orchestra_dsl.syntax import nodes as n

_CONSTANT = (n.TextLiteral, n.IntegerLiteral, n.DecimalLiteral, n.BooleanLiteral, n.NullLiteral, n.DurationLiteral)


_COMPARE_ELSE = "Compare with what is meant, or leave the comparison out."


def comparison(t: Inference, node: n.Comparison, place: Place) -> g.Type:
    """`left operator right`."""
    place = attrs.evolve(place, compared=False)
    side = place if node.operator in MEMBERSHIP else attrs.evolve(place, compared=True)
    left = t.infer(node.left, side if isinstance(node.left, n.Reference) else place)
    right = t.infer(node.right, side if isinstance(node.right, n.Reference) else place)
    if UNKNOWN not in (left, right):
        if node.left == node.right:
            always = node.operator in ("==", "<=", ">=")
            _same(t, node, "Both sides are the same", always=always)
        elif isinstance(node.left, _CONSTANT) and isinstance(node.right, _CONSTANT):
            message = "Both sides are fixed, so this comparison always comes out the same."
            t.report("O306", message, node.span, _COMPARE_ELSE)
        elif node.operator in MEMBERSHIP:
            _proven(t, node, place, left, right)
            _membership(t, node, left, right)
        elif node.operator in ("==", "!="):
            _proven(t, node, place, left, right)
            _equality(t, node, left, right)
        else:
            _order(t, node, left, right)
    return g.BOOLEAN


def _same(t: Inference, node: n.Comparison, why: str, *, always: bool) -> None:
    word = "true" if always else "false"
    t.report("O306", f"{why}, so this comparison is always {word}.", node.span, _COMPARE_ELSE)


def _proven(t: Inference, node: n.Comparison, place: Place, left: g.Type, right: g.Type) -> None:
    """Report an output without proof beside a value: it is equal to none. A condition may wait for it, though."""
    if place.use is Use.WAITING:
        return
    for side, other in ((node.left, right), (node.right, left)):
        if other != g.NOTHING:
            proven(t, side)


def _equality(t: Inference, node: n.Comparison, left: g.Type, right: g.Type) -> None:
    equal = node.operator == "=="
    if left == right == g.NOTHING:
        _same(t, node, "Both sides are `null`", always=equal)
        return
    for side, type_, other in ((node.left, left, right), (node.right, right, left)):
        if other == g.NOTHING and not isinstance(type_, g.Optional):
            _same(t, node, f"{quoted(side, 'The value')} is always there", always=not equal)
            return
    if not comparable(left, right):
        _incomparable(t, node, left, right)
    elif any(_between_integers(type_, other) for type_, other in ((left, node.right), (right, node.left))):
        _same(t, node, "A whole number has no decimal places", always=not equal)
    elif left == right and isinstance(left, g.Choice) and len(left.values) == 1:
        _same(t, node, f'Both sides are "{left.values[0]}"', always=equal)


def _between_integers(type_: g.Type, other: n.Expression) -> bool:
    """Whether a whole number is compared with a number that is none."""
    return g.required(type_) == g.INTEGER and isinstance(other, n.DecimalLiteral) and other.value % 1 != 0


def _incomparable(t: Inference, node: n.Comparison, left: g.Type, right: g.Type) -> None:
    """Report two sides that are never equal: a text outside a closed set, two sets, two types."""
    left, right = g.required(left), g.required(right)
    if isinstance(left, g.Choice) and isinstance(right, g.Choice):
        for literal, given, side, allowed in (
            (node.right, right, node.left, left),
            (node.left, left, node.right, right),
        ):
            if isinstance(literal, n.TextLiteral):
                report_outside(t, literal, given, allowed, f"{quoted(side, 'The value')} is never")
                return
        _same(t, node, "The two sides have no value in common", always=node.operator == "!=")
        return
    cause = only_subject(t, node.left, node.right)
    message = f"`{node.operator}` cannot compare {show_type(left)} with {show_type(right)}."
    hint = about_step(t, node.left, node.right) or hint_for(left, right) or hint_for(right, left)
    t.report("O307", message, node.span, hint, cause=cause)


def _order(t: Inference, node: n.Comparison, left: g.Type, right: g.Type) -> None:
    what = f"`{node.operator}`"
    left, right = present(t, node.left, left, what), present(t, node.right, right, what)
    if g.NOTHING in (left, right):
        return
    if isinstance(left, g.Choice) and right == g.TEXT:
        left = g.TEXT
    if isinstance(right, g.Choice) and left == g.TEXT:
        right = g.TEXT
    if not (ordered(left) and ordered(right) and comparable(left, right)):
        hint = hint_for(left, right) or hint_for(right, left)
        if isinstance(left, g.Choice):
            hint = "The values of a closed set have no order."
        message = f"{what} does not work for {show_type(left)} and {show_type(right)}."
        t.report("O307", message, node.span, hint, cause=only_subject(t, node.left, node.right))


def _membership(t: Inference, node: n.Comparison, left: g.Type, right: g.Type) -> None:
    what = f"`{node.operator}`"
    right = present(t, node.right, right, what)
    if isinstance(right, g.ListOf):
        _in_list(t, node, left, right.item)
    elif right == g.TEXT or isinstance(right, g.Choice):
        left = present(t, node.left, left, what)
        if left != g.TEXT and not isinstance(left, g.Choice) and left != g.NOTHING:
            t.report("O307", f"{what} looks for a text in a text, but this is {show_type(left)}.", node.left.span)
    elif right != g.NOTHING:
        people = right in (g.GROUP, g.QUEUE, g.PEOPLE)
        hint = "`members(…)` is the list of a group's users." if people else None
        t.report("O307", f"{what} needs a list or a text, but this is {show_type(right)}.", node.right.span, hint)


def _in_list(t: Inference, node: n.Comparison, left: g.Type, item: g.Type) -> None:
    if item == g.NEVER:
        _same(t, node, "The list is empty", always=node.operator == "not in")
        return
    allowed = g.required(left)
    if isinstance(allowed, g.Choice) and isinstance(node.right, n.ListLiteral):
        outside = False
        for each in node.right.items:
            given = t.tables.types[each]
            if isinstance(each, n.TextLiteral) and isinstance(given, g.Choice) and each.value not in allowed.values:
                report_outside(t, each, given, allowed, f"{quoted(node.left, 'The value')} is never")
                outside = True
        literal = {each.value for each in node.right.items if isinstance(each, n.TextLiteral)}
        if not outside and left == allowed and literal >= set(allowed.values):
            _same(t, node, "The list has every value that there is", always=node.operator == "in")
        if outside:
            return
    if not comparable(left, item):
        _incomparable(t, node, left, item)
