"""All typing rules, by the class of the expression."""

from orchestra_dsl.analysis.types.inference import Rule
from orchestra_dsl.analysis.types.rules import arithmetic, attributes, calls, comparison, literals, logic, references
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n

RULES: dict[type[n.Node], Rule] = {
    n.TextLiteral: literals.text,
    n.Interpolation: literals.interpolation,
    n.IntegerLiteral: literals.constant(g.INTEGER),
    n.DecimalLiteral: literals.constant(g.DECIMAL),
    n.BooleanLiteral: literals.constant(g.BOOLEAN),
    n.NullLiteral: literals.constant(g.NOTHING),
    n.DurationLiteral: literals.constant(g.DURATION),
    n.BusinessDays: literals.constant(g.BUSINESS),
    n.ListLiteral: literals.list_,
    n.ObjectLiteral: literals.object_,
    n.Reference: references.reference,
    n.Attribute: attributes.attribute,
    n.Index: attributes.index,
    n.Call: calls.call,
    n.Lambda: calls.lambda_,
    n.Not: logic.not_,
    n.Negate: arithmetic.negate,
    n.And: logic.and_,
    n.Or: logic.or_,
    n.Coalesce: logic.coalesce,
    n.Arithmetic: arithmetic.chain,
    n.Comparison: comparison.comparison,
    n.Conditional: logic.conditional,
}
