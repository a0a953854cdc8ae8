"""Comparisons as formulas: between two sides that names may stand for, of which one may be written out."""

from collections.abc import Set as AbstractSet
from typing import Any

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.constants import is_constant
from orchestra_dsl.analysis.flow.conditions import constants
from orchestra_dsl.analysis.flow.conditions.dependencies import Dependencies
from orchestra_dsl.analysis.flow.conditions.formulas import Always, Every, Formula, Opposite, Some, Test
from orchestra_dsl.analysis.flow.conditions.moment import Moment
from orchestra_dsl.analysis.flow.conditions.subjects import Kind, Subject
from orchestra_dsl.analysis.flow.conditions.terms import Bound, Term, Terms
from orchestra_dsl.analysis.meanings import StateMeaning
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n
from orchestra_dsl.syntax.nodes.expressions import ComparisonOperator

_TURNED: dict[str, ComparisonOperator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_NEGATED = {"!=": "==", "not in": "in", ">=": "<", ">": "<="}


class Comparisons:
    """Reads the comparisons of conditions that belong together.

    `moment` is what is known of steps and stages then. Without `settings` a `let` that is a constant is no more than
    its value.
    """

    def __init__(
        self, checked: Checked, terms: Terms, dependencies: Dependencies, moment: Moment, *, settings: bool
    ) -> None:
        self._checked = checked
        self._terms = terms
        self._depends = dependencies
        self._moment = moment
        self._settings = settings

    def formula(self, node: n.Comparison, bound: Bound) -> Formula:
        """Read a comparison."""
        left, right = self._terms.resolved((node.left, bound)), self._terms.resolved((node.right, bound))
        operator = node.operator
        if self._settings and _is_constant(left[0]) and _is_constant(right[0]):
            left, right = (self._terms.resolved((each, bound), settings=True) for each in (node.left, node.right))
        if operator in ("in", "not in"):
            return self._membership(left, operator, right) or self._opaque(left, operator, right)
        if _is_constant(left[0]) and not _is_constant(right[0]):
            left, operator, right = right, _TURNED[operator], left
        if _is_constant(right[0]) and not _is_constant(left[0]):
            return self._with_constants(left, operator, (right[0],)) or self._opaque(left, operator, right)
        if _is_constant(left[0]):
            return self._of_constants(left, operator, right) or self._opaque(left, operator, right)
        return self._relation(left, operator, right) or self._opaque(left, operator, right)

    def _of_constants(self, left: Term, operator: ComparisonOperator, right: Term) -> Formula | None:
        """Two sides that names stand for: written out, they would be reported where they stand."""
        if isinstance(left[0], n.NullLiteral) or isinstance(right[0], n.NullLiteral):
            return Always((type(left[0]) is type(right[0])) is (operator == "==") and operator in ("==", "!="))
        type_ = self._depends.type_of(left)
        kind = None if type_ is None else constants.kind_of(g.required(type_))
        if type_ is None or kind is None:
            return None
        one, other = (constants.read(each[0], g.required(type_)) for each in (left, right))
        if one is None or other is None:
            return None
        subject = Subject(kind=kind, type=g.required(type_), text=None, constants=dict((one, other)))
        return Always(Test(subject, operator, (other[0],)).holds(subject.ranks[one[0]]))

    def _membership(self, left: Term, operator: ComparisonOperator, right: Term) -> Formula | None:
        if isinstance(left[0], n.NullLiteral) and self._moment.absent:
            return Always(operator == "not in")
        if not isinstance(right[0], n.ListLiteral) or _is_constant(left[0]):
            return None
        items = [self._terms.resolved((each, right[1]))[0] for each in right[0].items]
        return self._with_constants(left, operator, tuple(items)) if all(map(_is_constant, items)) else None

    def _with_constants(self, left: Term, operator: ComparisonOperator, nodes: tuple[n.Node, ...]) -> Formula | None:
        subject = self._depends.subject(left)
        if subject is None and operator in ("==", "!=") and isinstance(nodes[0], n.NullLiteral):
            missing = self._depends.missing(left)
            return missing if operator == "==" else Opposite(missing)
        if subject is None:
            return None
        read = [constants.read(each, subject.type) for each in nodes]
        known = [each for each in read if each is not None]
        if len(known) < len(read) or (subject.kind is Kind.CLOSED and not self._are_among(known, subject)):
            return None
        values = tuple(value for value, _ in known)
        possible = self._possible(left[0])
        if possible is not None:
            subject.constants = {each: words for each, words in subject.constants.items() if each in possible}
            values = tuple(each for each in values if each in possible)
            if len(values) in (0, len(possible)):
                return Always(bool(values) is (operator in ("==", "in")))
        if subject.type == g.TEXT and operator not in ("==", "!=", "in", "not in"):
            subject.kind = Kind.DENSE
        subject.constants.update((value, words) for value, words in known if value is not None)
        return self._depends.test(left, Test(subject, operator, values))

    def _possible(self, node: n.Node) -> AbstractSet[str] | None:
        """The statuses that `state(…)` may answer at the moment, where that is known."""
        called = self._checked.calls.get(node)
        if called is None or not isinstance(called.meaning, StateMeaning):
            return None
        return self._moment.statuses.get(id(called.meaning.element.node))

    def _are_among(self, known: list[tuple[Any, str]], subject: Subject) -> bool:
        return all(value is None or value in subject.constants for value, _ in known)

    def _relation(self, left: Term, operator: ComparisonOperator, right: Term) -> Formula | None:
        """Two sides that are no constants: how they stand to each other."""
        numbers = self._terms.number(left), self._terms.number(right)
        types = [self._depends.type_of(left), self._depends.type_of(right)]
        if None in types or any(_is_constant(each[0]) for each in (left, right)):
            return None
        if numbers[0] == numbers[1]:
            return Always(operator in ("==", "<=", ">="))
        required = [g.required(each) for each in types if each is not None]
        if all(isinstance(each, g.Choice) or each == g.BOOLEAN for each in required):
            return self._of_closed(left, operator, right)
        if numbers[0] > numbers[1]:
            left, right, operator, numbers = right, left, _TURNED[operator], numbers[::-1]
        kinds = {constants.kind_of(each) for each in required}
        kind = Kind.RELATION if kinds <= {Kind.DENSE, Kind.WHOLE} else Kind.SAMENESS
        if kind is Kind.SAMENESS and operator not in ("==", "!="):
            return None
        return Test(self._depends.relation(left, right, kind), operator, (0,))

    def _of_closed(self, left: Term, operator: ComparisonOperator, right: Term) -> Formula | None:
        one, other = self._depends.subject(left), self._depends.subject(right)
        if one is None or other is None or operator not in ("==", "!="):
            return None
        both = [each for each in (*one.constants, None) if each is None or each in other.constants]
        sides = ((left, one), (right, other))
        pairs = [tuple(self._depends.test(term, Test(side, "==", (each,))) for term, side in sides) for each in both]
        same = Some(tuple(map(Every, pairs)))
        return same if operator == "==" else Opposite(same)

    def _opaque(self, left: Term, operator: ComparisonOperator, right: Term) -> Formula:
        """A comparison as something that is true or false: the same for `a < b` and, negated, for `a >= b`."""
        plain = _NEGATED.get(operator, operator)
        key = self._terms.numbered("comparison", plain, self._terms.number(left), self._terms.number(right))
        texts = self._terms.text(left), self._terms.text(right)
        subject = self._depends.truth(key, None if None in texts else f"{texts[0]} {plain} {texts[1]}")
        return Test(subject, "==", (plain == operator,))


def _is_constant(node: n.Node) -> bool:
    return not isinstance(node, n.ListLiteral | n.ObjectLiteral) and is_constant(node)
