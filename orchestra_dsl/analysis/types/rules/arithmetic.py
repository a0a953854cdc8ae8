"""`+ - * /` and the sign."""

from orchestra_dsl.analysis.constants import constant, is_constant
from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.show import show_type
from orchestra_dsl.analysis.types.arithmetic import arithmetic, negation
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.missing import present
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.subject import only_subject
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def chain(t: Inference, node: n.Arithmetic, place: Place) -> g.Type:
    """`a + b - c`, worked out from the left."""
    types = [present(t, each, t.infer(each, place), f"`{node.operators[0]}`") for each in node.operands]
    if UNKNOWN in types or g.NOTHING in types:
        return UNKNOWN
    result = types[0]
    for operator, operand, type_ in zip(node.operators, node.operands[1:], types[1:], strict=True):
        found = arithmetic(operator, result, type_)
        if found is None:
            message = f"`{operator}` does not work for {show_type(result)} and {show_type(type_)}."
            cause = only_subject(t, *node.operands)
            span = node.operands[0].span.to(operand.span)
            t.report("O307", message, span, _hint(operator, result, type_), cause=cause)
            return UNKNOWN
        if operator == "/" and is_constant(operand) and not constant(operand):
            t.report(
                "O314", "Nothing can be divided by zero.", operand.span, "Divide by something else, or not at all."
            )
        result = found[1]
    return result


def negate(t: Inference, node: n.Negate, place: Place) -> g.Type:
    """A number or a duration with its sign changed."""
    type_ = present(t, node.operand, t.infer(node.operand, place), "`-`")
    if type_ in (UNKNOWN, g.NOTHING):
        return UNKNOWN
    if negation(type_) is None:
        t.report("O307", f"`-` does not work for {show_type(type_)}.", node.span)
        return UNKNOWN
    return type_


def _hint(operator: str, left: g.Type, right: g.Type) -> str | None:
    if operator == "+" and (isinstance(left, g.Choice) or isinstance(right, g.Choice) or g.TEXT in (left, right)):
        return 'Values in braces become text: `"{…} …"`.'
    if operator in "+-" and g.DATE in (left, right):
        return "`add_days(…)` and `days_between(…)` work with dates."
    return None
