"""Expressions: names become indices, calls their meanings, and integers decimals where decimals are wanted."""

from decimal import Decimal
from typing import Literal

from orchestra_dsl.analysis import meanings as m
from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.compile.layout import Layout
from orchestra_dsl.compile.limits import DEEPEST, is_too_deep
from orchestra_dsl.compile.lower.arithmetic import negative, operation
from orchestra_dsl.compile.lower.predicates import Predicates
from orchestra_dsl.compile.lower.slots import Slots
from orchestra_dsl.compile.lower.widening import widened
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.graph.expressions import InlinePredicate
from orchestra_dsl.graph.relations import fits, join
from orchestra_dsl.graph.types import (
    BOOLEAN,
    BUSINESS,
    DECIMAL,
    DURATION,
    INTEGER,
    NOTHING,
    TEXT,
    ListOf,
    ObjectOf,
    Type,
    optional,
    required,
)
from orchestra_dsl.graph.values import DECIMALS, decimal_text
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n

FoldName = Literal["any", "all", "count", "sum", "min", "max", "filter", "map"]
Given = n.Expression | n.Lambda


class Expressions:
    """Lowers the expressions of one orchestration."""

    def __init__(self, checked: Checked, layout: Layout) -> None:
        self._checked = checked
        self._layout = layout
        self.slots = Slots()
        self.predicates = Predicates(self.slots)
        self.findings: list[Diagnostic] = []
        self._places: dict[int, tuple[ex.Expression, Span]] = {}

    def lower(self, node: n.Expression, wanted: Type | None = None) -> ex.Expression:
        """Return a whole expression; where it is too deep to be run, note a finding."""
        expression = self._lower(node, wanted)
        if is_too_deep(expression):
            self._refuse(node)
        self._places[id(expression)] = expression, node.span
        return expression

    def output(self, path: n.Path, step: int, field: str) -> ex.Expression:
        """Return an output of the step that a path names."""
        expression = ex.Output(step, field)
        self._places[id(expression)] = expression, path.span
        return expression

    def place(self, expression: ex.Expression) -> Span:
        """Return where a whole expression stands in its source."""
        return self._places[id(expression)][1]

    def _refuse(self, node: n.Node) -> None:
        message = "This expression has too many operations within each other to be run."
        hint = "Give some of its parts names of their own with `let`."
        self.findings.append(Diagnostic("O003", message, node.span, hint=hint))

    def _lower(self, node: n.Expression, wanted: Type | None = None) -> ex.Expression:
        """Return the expression; where `wanted` or its place asks for decimals, integers in it are made so."""
        given = self._checked.types[node]
        wanted = wanted or self._checked.wanted.get(node)
        match node:
            case n.Conditional():
                inner = wanted or given
                condition = self._lower(node.condition)
                return ex.If(condition, self._lower(node.value, inner), self._lower(node.otherwise, inner))
            case n.Coalesce(operands=operands):
                inner = wanted or given
                last = len(operands) - 1
                terms = (self._lower(o, inner if i == last else optional(inner)) for i, o in enumerate(operands))
                return ex.Coalesce(tuple(terms))
            case n.ListLiteral(items=items):
                listed = required(wanted or given)
                item = listed.item if isinstance(listed, ListOf) else None
                return ex.MakeList(tuple(self._lower(each, item) for each in items))
            case n.ObjectLiteral(entries=entries):
                return self._object(entries, required(wanted or given))
        expression = self._plain(node)
        return expression if wanted is None else widened(expression, given, wanted, self.slots)

    def _object(self, entries: tuple[n.Entry, ...], wanted: Type) -> ex.Expression:
        """An object literal, its fields in the order of the type, so that their order in the source plays no part."""
        types = {field.name: field.type for field in wanted.fields} if isinstance(wanted, ObjectOf) else {}
        order = {name: place for place, name in enumerate(types)}
        sorted_entries = sorted(entries, key=lambda entry: order.get(entry.name.text, len(order)))
        names = tuple(entry.name.text for entry in sorted_entries)
        return ex.MakeObject(
            names, tuple(self._lower(each.value, types.get(each.name.text)) for each in sorted_entries)
        )

    def _plain(self, node: n.Expression) -> ex.Expression:
        match node:
            case n.Interpolation(parts=parts):
                types = tuple(TEXT if isinstance(part, n.TextLiteral) else self._type(part) for part in parts)
                return ex.Interpolation(tuple(self._lower(part) for part in parts), types)
            case n.Reference():
                return self._name(node, self._checked.meanings[node])
            case n.Attribute():
                return self._attribute(node)
            case n.Index(subject=subject, index=index):
                return ex.At(self._lower(subject), self._lower(index))
            case n.Call():
                return self._call(node)
            case n.Not(operand=operand):
                return ex.Not(self._lower(operand))
            case n.Negate(operand=operand):
                return negative(self._lower(operand), required(self._type(operand)))
            case n.And(operands=operands):
                return ex.And(tuple(self._lower(each) for each in operands))
            case n.Or(operands=operands):
                return ex.Or(tuple(self._lower(each) for each in operands))
            case n.Arithmetic():
                return self._arithmetic(node)
            case n.Comparison():
                return self._comparison(node)
        return _literal(node)

    def _type(self, node: n.Node) -> Type:
        return self._checked.types[node]

    def variable(self, change: n.Set) -> int:
        """Return the number of the variable that a `set` changes."""
        meaning = self._checked.meanings[change.name]
        assert isinstance(meaning, m.VariableMeaning)  # noqa: S101 - the checker reports any other name
        return meaning.index

    def predicates_in_place(self) -> tuple[InlinePredicate, ...]:
        """Lower the predicates written in place that have been used so far, and those that they use in turn."""
        return tuple(
            InlinePredicate(each.name.text, self.predicates.slots(each), self.lower(each.body))
            for each in self.predicates.used
            if each.body is not None
        )

    # --- names --------------------------------------------------------------------------------------------------

    def _name(self, node: n.Node, meaning: m.Meaning) -> ex.Expression:
        match meaning:
            case m.ParameterMeaning(index=index):
                return ex.Parameter(index)
            case m.VariableMeaning(index=index):
                return ex.Variable(index)
            case m.LetMeaning(index=index):
                return ex.Let(index)
            case m.LocalMeaning(declaration=declaration):
                return ex.Local(self.slots.of(declaration))
            case (
                m.ErrorMeaning(handler=binding)
                | m.EventMeaning(binding=n.EventArm() as binding)
                | m.LoopMeaning(step=binding)
            ):
                return ex.Binding(self._layout.index(binding))
            case m.EventMeaning(binding=n.StartOnEvent()):
                return ex.Binding(ROOT)
            case m.StepMeaning(step=step):
                return ex.Outputs(self._layout.index(step.node))
            case m.OutputMeaning(step=step, field=field):
                return ex.Output(self._layout.index(step.node), field)
            case m.BeforeFieldMeaning(field=field):
                return ex.Before(field)
            case m.NowMeaning():
                return ex.Now()
            case m.RunFactMeaning(fact=fact):
                return ex.RunFact(fact)
        raise AssertionError(f"{type(meaning).__name__} of {node} is no value that this version runs")

    def _attribute(self, node: n.Attribute) -> ex.Expression:
        meaning = self._checked.meanings[node]
        if not isinstance(meaning, m.FieldMeaning):
            return self._name(node, meaning)
        called = self._checked.calls.get(node.subject)
        if called is not None and isinstance(called.meaning, m.OriginalMeaning):
            return ex.Original(called.meaning.index, meaning.field)
        return ex.Get(self._lower(node.subject), meaning.field, meaning.record, node.optional)

    # --- calls --------------------------------------------------------------------------------------------------

    def _call(self, node: n.Call) -> ex.Expression:
        matched = self._checked.calls[node]
        arguments = matched.arguments
        match matched.meaning:
            case m.LibraryMeaning(name=name, form=form):
                return ex.Call(name, self._given(arguments, form.parameters))
            case m.FoldMeaning(name=name):
                return self._fold(name, arguments)
            case m.PredicateMeaning(predicate=predicate):
                callee = self._checked.declarations.predicates[predicate.name.text]
                types = tuple(field.type for field in callee.parameters)
                values = self._given(arguments, types)
                if predicate.body is None:
                    return ex.Ask(callee.name, values, types)
                return ex.Apply(self.predicates.index(predicate), values)
            case m.FindMeaning(record=record):
                return ex.Call("find", (ex.Literal(TEXT, record), *self._given(arguments, (TEXT,))))
            case m.VisitedMeaning(decision=decision, outcome=outcome):
                return ex.Visited(self._layout.index(decision.node), f"{decision.path}.{outcome}")
            case m.StateMeaning(element=element):
                return ex.StatusOf(self._layout.index(element.node))
            case m.OriginalMeaning(index=index):
                return ex.Original(index)
            case m.ChangedMeaning(field=field):
                return ex.Changed(field)
            case m.BeforeMeaning(field=str() as field):
                return ex.Before(field)
        raise AssertionError(f"{node.function.text} is no function that this version runs")

    def arguments(self, arguments: tuple[Given, ...], types: tuple[Type, ...]) -> tuple[ex.Expression, ...]:
        """Return the arguments of a step's call, each as its parameter's type is stored."""
        pairs = zip(arguments, types, strict=True)
        return tuple(self.lower(each, wanted) for each, wanted in pairs if not isinstance(each, n.Lambda))

    def _given(self, arguments: tuple[Given, ...], types: tuple[Type, ...]) -> tuple[ex.Expression, ...]:
        pairs = zip(arguments, types, strict=True)
        return tuple(self._lower(each, wanted) for each, wanted in pairs if not isinstance(each, n.Lambda))

    def _fold(self, name: FoldName, arguments: tuple[Given, ...]) -> ex.Expression:
        listed, *rest = arguments
        assert not isinstance(listed, n.Lambda)  # noqa: S101 - the checker has put the list first
        items = required(self._type(listed))
        item = items.item if isinstance(items, ListOf) else NOTHING
        if not rest:
            slot = self.slots.new()
            body: ex.Expression = ex.Literal(BOOLEAN, value=True) if name == "count" else ex.Local(slot)
            return ex.Fold(name, self._lower(listed), slot, body, BOOLEAN if name == "count" else item)
        (function,) = rest
        assert isinstance(function, n.Lambda)  # noqa: S101 - the checker has seen it
        slot = self.slots.of(function)
        return ex.Fold(name, self._lower(listed), slot, self._lower(function.body), self._type(function.body))

    # --- operators ----------------------------------------------------------------------------------------------

    def _arithmetic(self, node: n.Arithmetic) -> ex.Expression:
        if len(node.operands) > DEEPEST:
            self._refuse(node)
            return ex.Literal(NOTHING, None)
        first, *rest = ((self._lower(each), required(self._type(each))) for each in node.operands)
        result = first
        for operator, operand in zip(node.operators, rest, strict=True):
            result = operation(result, operator, operand)
        return result[0]

    def _comparison(self, node: n.Comparison) -> ex.Expression:
        left, right = self._type(node.left), self._type(node.right)
        operator = node.operator
        if operator == "in" or operator == "not in":
            items = required(right)
            item = join(left, items.item) if isinstance(items, ListOf) else None
            listed = None if item is None else ListOf(item)
            return ex.In(self._lower(node.left, item), self._lower(node.right, listed), operator == "not in")
        both = _both(left, right)
        return ex.Compare(operator, self._lower(node.left, both), self._lower(node.right, both), both)


def _both(left: Type, right: Type) -> Type:
    """The type in which two values are compared."""
    joined = join(left, right)
    if joined is not None:
        return joined
    return right if fits(left, right) else left


def _literal(node: n.Expression) -> ex.Literal:
    match node:
        case n.TextLiteral(value=text):
            return ex.Literal(TEXT, text)
        case n.IntegerLiteral(value=number):
            return ex.Literal(INTEGER, number)
        case n.DecimalLiteral(value=amount):
            return ex.Literal(DECIMAL, _stored(amount))
        case n.BooleanLiteral(value=truth):
            return ex.Literal(BOOLEAN, truth)
        case n.DurationLiteral(microseconds=microseconds):
            return ex.Literal(DURATION, microseconds)
        case n.BusinessDays(count=count):
            return ex.Literal(BUSINESS, count)
        case n.NullLiteral():
            return ex.Literal(NOTHING, None)
    raise AssertionError(f"{type(node).__name__} is no value that this version runs")


def _stored(amount: Decimal) -> str:
    return decimal_text(DECIMALS.plus(amount))
