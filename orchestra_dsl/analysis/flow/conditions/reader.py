"""From conditions to formulas over what they depend on.

Formulas (`let`) and predicates in place stand for what they say. What cannot be taken apart, such as what a plugin
answers, is a subject that is true or false.
"""

from collections.abc import Set as AbstractSet
from typing import Any

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.constants import is_constant
from orchestra_dsl.analysis.flow.conditions import constants
from orchestra_dsl.analysis.flow.conditions.formulas import Always, Every, Formula, Opposite, Some, Test, subjects_of
from orchestra_dsl.analysis.flow.conditions.subjects import Kind, Subject
from orchestra_dsl.analysis.flow.conditions.terms import NOTHING_BOUND, Bound, Term, Terms
from orchestra_dsl.analysis.meanings import (
    FoldMeaning,
    LetMeaning,
    LibraryMeaning,
    PredicateMeaning,
    StateMeaning,
    StepMeaning,
    VariableMeaning,
)
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.syntax import nodes as n
from orchestra_dsl.syntax.nodes.expressions import ComparisonOperator

_TURNED: dict[str, ComparisonOperator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_NEGATED = {"!=": "==", "not in": "in", ">=": "<", ">": "<="}
_BOUNDS: dict[str, tuple[int, int | None]] = {
    "count": (0, None),
    "length": (0, None),
    "abs": (0, None),
    "weekday": (1, 7),
    "month": (1, 12),
    "day": (1, 31),
}
"""The least and the greatest answer of functions of the library."""


_NOT_BEGUN = {Status.NOT_STARTED.words, Status.WAITING.words}


class Reader:
    """Reads conditions that belong together: what they depend on in common is one subject.

    `fixed` are the variables, by identity, that keep the value of their `var`. `absent` are steps that have not begun:
    their outputs are missing. Without `settings` a `let` that is a constant is no more than its value.
    """

    def __init__(
        self,
        checked: Checked,
        fixed: AbstractSet[int] = frozenset(),
        absent: AbstractSet[int] = frozenset(),
        *,
        settings: bool = True,
    ) -> None:
        self._settings = settings
        self._checked = checked
        self._fixed = fixed
        self._absent = absent
        self._terms = Terms(checked, fixed, absent)
        self._subjects: dict[int, Subject] = {}
        self._lets: dict[int, tuple[Formula, int]] = {}

    @property
    def gave_up(self) -> bool:
        """Whether what was read says too much to be read wholly: then not every case of it is a possible one."""
        return self._terms.gave_up

    def fixed_variable(self, node: n.Node) -> n.Var | None:
        """Return the variable that a node reads, if it keeps the value of its `var`."""
        meaning = self._checked.meanings.get(node)
        fixed = isinstance(meaning, VariableMeaning) and id(meaning.variable) in self._fixed
        return meaning.variable if fixed and isinstance(meaning, VariableMeaning) else None

    def formula(self, node: n.Node, bound: Bound = NOTHING_BOUND, depth: int = 0) -> Formula:
        """Read a condition."""
        term = self._terms.resolved((node, bound), depth)
        if term[0] is not node:
            meaning = self._checked.meanings.get(node)
            formula = meaning.formula if isinstance(meaning, LetMeaning) else None
            return self.formula(*term, depth + 1) if formula is None else self._of_let(formula, node, term, depth)
        match node:
            case n.BooleanLiteral(value=value):
                return Always(value)
            case n.NullLiteral():
                return Always(value=False)
            case n.And(operands=operands):
                return Every(tuple(self.formula(each, bound, depth + 1) for each in operands))
            case n.Or(operands=operands):
                return Some(tuple(self.formula(each, bound, depth + 1) for each in operands))
            case n.Not(operand=operand):
                return Opposite(self.formula(operand, bound, depth + 1))
            case n.Comparison():
                return self._comparison(node, bound)
            case n.Conditional(condition=condition, value=value, otherwise=otherwise):
                asked, *both = (self.formula(each, bound, depth + 1) for each in (condition, value, otherwise))
                return Some((Every((asked, both[0])), Every((Opposite(asked), both[1]))))
            case n.Coalesce(operands=(first, *rest)):
                return self._coalesce((first, bound), tuple(rest), depth)
            case n.Call() if (body := self._body(node, bound, depth)) is not None:
                return self.formula(*body, depth + 1)
        return self._is((node, bound), value=True)

    def _of_let(self, let: n.Let, node: n.Node, meant: Term, depth: int) -> Formula:
        """What a `let` says; it is read once."""
        if id(let) not in self._lets:
            formula = self.formula(*meant, depth + 1)
            self._lets[id(let)] = formula, len(subjects_of(formula))
            return formula
        formula, comparisons = self._lets[id(let)]
        return formula if self._terms.may_copy(comparisons) else self._is((node, NOTHING_BOUND), value=True)

    def _body(self, call: n.Call, bound: Bound, depth: int) -> Term | None:
        """What a predicate in place says; None where a plugin answers."""
        called = self._checked.calls.get(call)
        if called is None or not isinstance(called.meaning, PredicateMeaning):
            return None
        predicate = called.meaning.predicate
        if predicate.body is None or isinstance(predicate.body, n.BooleanLiteral) or not self._terms.may_follow(depth):
            return None
        given = zip(predicate.parameters, called.arguments, strict=False)
        return predicate.body, {id(each): (argument, bound) for each, argument in given}

    def _coalesce(self, first: Term, rest: tuple[n.Node, ...], depth: int) -> Formula:
        """`a ?? b`: a, or where a is missing b."""
        if not rest:
            return self.formula(*first, depth + 1)
        first = self._terms.resolved(first, depth)
        subject = self._subject(first)
        if subject is None or subject.kind is not Kind.CLOSED or not isinstance(self._type(first), g.Optional):
            return self._is(first, value=True)
        later = self._coalesce((rest[0], first[1]), rest[1:], depth)
        holds, missing = (self._test(first, Test(subject, "==", (each,))) for each in (True, None))
        return Some((holds, Every((missing, later))))

    def _is(self, term: Term, *, value: bool) -> Formula:
        subject = self._subject(term)
        if subject is None or subject.type != g.BOOLEAN:
            subject = self._truth(self._terms.number(term), self._terms.text(term))
        return Test(subject, "==", (value,))

    # --- comparisons --------------------------------------------------------------------------------------------

    def _comparison(self, node: n.Comparison, bound: Bound) -> Formula:
        left, right = self._terms.resolved((node.left, bound)), self._terms.resolved((node.right, bound))
        operator = node.operator
        if self._settings and self._is_constant(left[0]) and self._is_constant(right[0]):
            left, right = (self._terms.resolved((each, bound), settings=True) for each in (node.left, node.right))
        if operator in ("in", "not in"):
            return self._membership(left, operator, right) or self._opaque(left, operator, right)
        if self._is_constant(left[0]) and not self._is_constant(right[0]):
            left, operator, right = right, _TURNED[operator], left
        if self._is_constant(right[0]) and not self._is_constant(left[0]):
            return self._with_constants(left, operator, (right[0],)) or self._opaque(left, operator, right)
        if self._is_constant(left[0]):
            return self._of_constants(left, operator, right) or self._opaque(left, operator, right)
        return self._relation(left, operator, right) or self._opaque(left, operator, right)

    def _of_constants(self, left: Term, operator: ComparisonOperator, right: Term) -> Formula | None:
        """Two sides that names stand for: written out, they would be reported where they stand."""
        if isinstance(left[0], n.NullLiteral) or isinstance(right[0], n.NullLiteral):
            return Always((type(left[0]) is type(right[0])) is (operator == "==") and operator in ("==", "!="))
        type_ = self._type(left)
        kind = None if type_ is None else constants.kind_of(g.required(type_))
        if type_ is None or kind is None:
            return None
        one, other = (constants.read(each[0], g.required(type_)) for each in (left, right))
        if one is None or other is None:
            return None
        subject = Subject(kind=kind, type=g.required(type_), text=None, constants=dict((one, other)))
        return Always(Test(subject, operator, (other[0],)).holds(subject.ranks[one[0]]))

    def _is_constant(self, node: n.Node) -> bool:
        return not isinstance(node, n.ListLiteral | n.ObjectLiteral) and is_constant(node)

    def _membership(self, left: Term, operator: ComparisonOperator, right: Term) -> Formula | None:
        if isinstance(left[0], n.NullLiteral) and self._absent:
            return Always(operator == "not in")
        if not isinstance(right[0], n.ListLiteral) or self._is_constant(left[0]):
            return None
        items = [self._terms.resolved((each, right[1]))[0] for each in right[0].items]
        return self._with_constants(left, operator, tuple(items)) if all(map(self._is_constant, items)) else None

    def _with_constants(self, left: Term, operator: ComparisonOperator, nodes: tuple[n.Node, ...]) -> Formula | None:
        subject = self._subject(left)
        if subject is None and operator in ("==", "!=") and isinstance(nodes[0], n.NullLiteral):
            missing = self._missing(left)
            return missing if operator == "==" else Opposite(missing)
        if subject is None:
            return None
        read = [constants.read(each, subject.type) for each in nodes]
        known = [each for each in read if each is not None]
        if len(known) < len(read) or (subject.kind is Kind.CLOSED and not self._are_among(known, subject)):
            return None
        if subject.type == g.TEXT and operator not in ("==", "!=", "in", "not in"):
            subject.kind = Kind.DENSE
        subject.constants.update((value, words) for value, words in known if value is not None)
        called = self._checked.calls.get(left[0])
        if (
            called is not None
            and isinstance(called.meaning, StateMeaning)
            and id(called.meaning.element.node) in self._absent
        ):
            values = [value for value, _ in known]
            if not set(values) & _NOT_BEGUN:
                return Always(operator in ("!=", "not in"))
        return self._test(left, Test(subject, operator, tuple(value for value, _ in known)))

    def _are_among(self, known: list[tuple[Any, str]], subject: Subject) -> bool:
        return all(value is None or value in subject.constants for value, _ in known)

    def _relation(self, left: Term, operator: ComparisonOperator, right: Term) -> Formula | None:
        """Two sides that are no constants: how they stand to each other."""
        numbers = self._terms.number(left), self._terms.number(right)
        types = [self._type(left), self._type(right)]
        if None in types or any(self._is_constant(each[0]) for each in (left, right)):
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
        key = self._terms.numbered("relation", *numbers)
        if key not in self._subjects:
            optional = any(isinstance(each, g.Optional) for each in types)
            texts = self._terms.text(left), self._terms.text(right)
            self._subjects[key] = Subject(
                kind=kind, type=required[0], text=texts[0], other=texts[1], optional=optional and kind is Kind.RELATION
            )
        return Test(self._subjects[key], operator, (0,))

    def _of_closed(self, left: Term, operator: ComparisonOperator, right: Term) -> Formula | None:
        one, other = self._subject(left), self._subject(right)
        if one is None or other is None or operator not in ("==", "!="):
            return None
        both = [each for each in (*one.constants, None) if each is None or each in other.constants]
        sides = ((left, one), (right, other))
        pairs = [tuple(self._test(term, Test(side, "==", (each,))) for term, side in sides) for each in both]
        same = Some(tuple(map(Every, pairs)))
        return same if operator == "==" else Opposite(same)

    def _opaque(self, left: Term, operator: ComparisonOperator, right: Term) -> Formula:
        """A comparison as something that is true or false: the same for `a < b` and, negated, for `a >= b`."""
        plain = _NEGATED.get(operator, operator)
        key = self._terms.numbered("comparison", plain, self._terms.number(left), self._terms.number(right))
        texts = self._terms.text(left), self._terms.text(right)
        subject = self._truth(key, None if None in texts else f"{texts[0]} {plain} {texts[1]}")
        return Test(subject, "==", (plain == operator,))

    # --- subjects -----------------------------------------------------------------------------------------------

    def _type(self, term: Term) -> g.Type | None:
        return self._checked.types.get(term[0])

    def _subject(self, term: Term) -> Subject | None:
        """The subject that an expression is; None where its values cannot be told apart."""
        type_ = self._type(term)
        kind = None if type_ is None else constants.kind_of(g.required(type_))
        if type_ is None or kind is None:
            return None
        key = self._terms.number(term)
        found = self._subjects.get(key)
        optional = isinstance(type_, g.Optional) or (found is not None and found.optional)
        if found is None:
            low, high = self._bounds(term[0])
            text = self._terms.text(term)
            kind = Kind.NAMED if g.required(type_) == g.TEXT else kind  # until something asks for the order of texts
            found = Subject(kind=kind, type=g.required(type_), text=text, low=low, high=high)
            found.constants.update((value, _word(value)) for value in _all_values(found.type))
            self._subjects[key] = found
        # where a check before it has shown it to be there, it is not
        found.optional = optional and self._holder(term) is None
        return found

    def _test(self, term: Term, test: Test) -> Formula:
        """A test of what a term reads; where it reads `x?.f`, it is missing where x is."""
        if self._holder(term) is None:
            return test
        missing = self._missing(term)
        if test.constants == (None,):
            there = test.operator in ("!=", "not in")
            return Opposite(missing) if there else missing
        return Some((missing, test)) if test.holds_of_missing else Every((Opposite(missing), test))

    def _missing(self, term: Term) -> Formula:
        """That a term is missing: the same for all that is missing together."""
        holder = self._holder(term)
        if holder is not None:
            return self._missing(holder)
        key = self._terms.numbered("missing", self._terms.number(term))
        return Test(self._truth(key, self._terms.text(term), "missing", "there"), "==", (True,))

    def _holder(self, term: Term) -> Term | None:
        """The x of `x?.f`, if that is missing only where x is: f itself is required."""
        node, bound = term
        if not isinstance(node, n.Attribute) or not isinstance(self._type(term), g.Optional):
            return None
        holder = self._terms.resolved((node.subject, bound))
        type_ = self._type(holder)
        if not isinstance(type_, g.Optional):
            return None
        fields: tuple[g.Field, ...] = ()
        if isinstance(type_.item, g.ObjectOf):
            fields = type_.item.fields
        elif isinstance(type_.item, g.RecordOf):
            fields = self._checked.declarations.records[type_.item.name].fields
        declared = next((each.type for each in fields if each.name == node.name.text), None)
        is_id = isinstance(type_.item, g.RecordOf) and node.name.text == "id"
        return holder if is_id or not (declared is None or isinstance(declared, g.Optional)) else None

    def _bounds(self, node: n.Node) -> tuple[Any, Any]:
        called = self._checked.calls.get(node)
        if called is not None and isinstance(called.meaning, LibraryMeaning | FoldMeaning):
            low, high = _BOUNDS.get(called.meaning.name, (None, None))
            return low, self._most_items(called.arguments[0]) if called.meaning.name == "count" else high
        type_ = self._checked.types.get(node)
        return ("", None) if type_ is not None and g.required(type_) == g.TEXT else (None, None)

    def _most_items(self, counted: n.Node) -> int | None:
        """The most items of a list that is written out, and of the results for the items of one."""
        if isinstance(counted, n.ListLiteral):
            return len(counted.items)
        meaning = self._checked.meanings.get(counted)
        if not isinstance(meaning, StepMeaning) or not isinstance(
            meaning.step.node, n.BackgroundStep | n.InteractiveStep
        ):
            return None
        clauses = meaning.step.node.clauses
        loop = next((each for each in clauses if isinstance(each, n.ForEach)), None)
        if loop is None or any(isinstance(each, n.MayAdd) for each in clauses):
            return None
        return self._most_items(self._terms.resolved((loop.items, NOTHING_BOUND))[0])

    def _truth(self, key: int, text: str | None, true: str = "true", false: str = "false") -> Subject:
        if key not in self._subjects:
            self._subjects[key] = Subject(kind=Kind.CLOSED, type=g.BOOLEAN, text=text)
            self._subjects[key].constants.update({True: true, False: false})
        return self._subjects[key]


def _all_values(type_: g.Type) -> tuple[Any, ...]:
    if isinstance(type_, g.Choice):
        return type_.values
    return (True, False) if type_ == g.BOOLEAN else ()


def _word(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
