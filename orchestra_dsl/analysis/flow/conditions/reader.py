"""From conditions to formulas over what they depend on.

Formulas (`let`) and predicates in place stand for what they say. What cannot be taken apart, such as what a plugin
answers, is a subject that is true or false.
"""

from collections.abc import Set as AbstractSet

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.conditions.comparisons import Comparisons
from orchestra_dsl.analysis.flow.conditions.dependencies import Dependencies
from orchestra_dsl.analysis.flow.conditions.formulas import Always, Every, Formula, Opposite, Some, Test, subjects_of
from orchestra_dsl.analysis.flow.conditions.moment import ANY, Moment
from orchestra_dsl.analysis.flow.conditions.subjects import Kind
from orchestra_dsl.analysis.flow.conditions.terms import NOTHING_BOUND, Bound, Term, Terms
from orchestra_dsl.analysis.meanings import (
    LetMeaning,
    PredicateMeaning,
    VariableMeaning,
)
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


class Reader:
    """Reads conditions that belong together: what they depend on in common is one subject.

    `fixed` are the variables, by identity, that keep the value of their `var`. `moment` is what is known of steps and
    stages when the conditions are asked. Without `settings` a `let` that is a constant is no more than its value.
    """

    def __init__(
        self,
        checked: Checked,
        fixed: AbstractSet[int] = frozenset(),
        moment: Moment = ANY,
        *,
        settings: bool = True,
    ) -> None:
        self._checked = checked
        self._fixed = fixed
        self._settings = settings
        self._terms = Terms(checked, fixed, moment.absent, switches=settings)
        self._depends = Dependencies(checked, self._terms)
        self._comparisons = Comparisons(checked, self._terms, self._depends, moment, settings=settings)
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
                return self._comparisons.formula(node, bound)
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
        switch = self._settings and isinstance(predicate.body, n.BooleanLiteral)
        if predicate.body is None or switch or not self._terms.may_follow(depth):
            return None
        given = zip(predicate.parameters, called.arguments, strict=False)
        return predicate.body, {id(each): (argument, bound) for each, argument in given}

    def _coalesce(self, first: Term, rest: tuple[n.Node, ...], depth: int) -> Formula:
        """`a ?? b`: a, or where a is missing b."""
        if not rest:
            return self.formula(*first, depth + 1)
        first = self._terms.resolved(first, depth)
        subject = self._depends.subject(first)
        if (
            subject is None
            or subject.kind is not Kind.CLOSED
            or not isinstance(self._depends.type_of(first), g.Optional)
        ):
            return self._is(first, value=True)
        later = self._coalesce((rest[0], first[1]), rest[1:], depth)
        holds, missing = (self._depends.test(first, Test(subject, "==", (each,))) for each in (True, None))
        return Some((holds, Every((missing, later))))

    def _is(self, term: Term, *, value: bool) -> Formula:
        subject = self._depends.subject(term)
        if subject is None or subject.type != g.BOOLEAN:
            key = self._terms.numbered("truth", self._terms.number(term))
            subject = self._depends.truth(key, self._terms.text(term))
        return Test(subject, "==", (value,))
