"""Blocks: their elements from the first to the last, with the names that they declare on the way."""

from typing import TypeAlias, assert_never

from orchestra_dsl.analysis.declare.types import TypeReader
from orchestra_dsl.analysis.meanings import LetMeaning, VariableMeaning
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.types.expectation import condition, expect
from orchestra_dsl.analysis.types.formulas import formula_of
from orchestra_dsl.analysis.types.place import Place, Use
from orchestra_dsl.analysis.types.places.awaits import await_
from orchestra_dsl.analysis.types.places.body import Body
from orchestra_dsl.analysis.types.places.durations import working_time
from orchestra_dsl.analysis.types.places.ends import end
from orchestra_dsl.analysis.types.places.stages import stage
from orchestra_dsl.analysis.types.places.updates import update
from orchestra_dsl.analysis.types.scope import Bound
from orchestra_dsl.analysis.types.subject import declared_as
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def go_through(body: Body, elements: tuple[n.Element, ...], place: Place) -> None:
    """Check the elements of a block; the place has the scope of the block."""
    for element in elements:
        _element(body, element, place.at(element))


def _element(body: Body, node: n.Element, place: Place) -> None:
    """Check an element; `place` is that of the element."""
    match node:
        case n.Stage():
            stage(body, node, place)
        case n.Decision():
            _decision(body, node, place)
        case n.Parallel():
            _parallel(body, node, place)
        case n.Await():
            await_(body, node, place)
        case n.Let():
            _let(body, node, place)
        case n.Var():
            _var(body, node, place)
        case n.Set():
            _set(body, node, place)
        case n.Repeat(condition=asked, block=block):
            condition(body.t, asked, place.at(node, Use.DECISION), "`repeat while`")
            body.block(block.elements, place)
        case n.GoTo() | n.Cancel() | n.Undo():
            return
        case _:
            _act(body, node, place)


_Act: TypeAlias = n.Wait | n.WaitUntil | n.End | n.Fail | n.Log | n.Notify | n.Update


def _act(body: Body, node: _Act, place: Place) -> None:
    """Check an element without blocks and names of its own."""
    t = body.t
    match node:
        case n.Wait(duration=amount):
            working_time(t, amount, place, "`wait`")
        case n.WaitUntil(condition=asked, limit=limit):
            condition(t, asked, place.at(node, Use.WAITING), "`wait until`")
            if limit is not None:
                working_time(t, limit.duration, place, "`up to`")
        case n.End():
            end(body, node, place)
        case n.Fail(reason=text):
            expect(t, text, g.TEXT, place, "`fail`")
        case n.Log(message=message):
            expect(t, message, g.TEXT, place, "`log`")
        case n.Notify(people=people, message=text):
            expect(t, people, g.PEOPLE, place, "`notify`")
            expect(t, text, g.TEXT, place, "`notify`")
        case n.Update():
            update(body, node, place)
        case _:
            assert_never(node)


def _decision(body: Body, node: n.Decision, place: Place) -> None:
    for outcome in node.outcomes:
        condition(body.t, outcome.condition, place.at(outcome, Use.DECISION), f"The outcome `{outcome.name.text}`")
        body.then(outcome.then, place)
    body.then(node.otherwise, place)


def _parallel(body: Body, node: n.Parallel, place: Place) -> None:
    for branch in node.branches:
        body.block(branch.block.elements, place)
    for clause in node.clauses:
        if isinstance(clause, n.FinishWhen) and not isinstance(clause.join, n.AllOf | n.AnyOf | n.CountOf):
            condition(body.t, clause.join, place.at(clause, Use.WAITING), "`finish when`")


def _let(body: Body, node: n.Let, place: Place) -> None:
    index = body.let_numbers[id(node)]
    formula = formula_of(body.t, body.around, node, place.at(node, Use.FORMULA))
    body.around.formulas[index] = formula
    body.declare(place.scope, Bound(node.name, LetMeaning(index, node), formula.type, "formula"), place)


def _var(body: Body, node: n.Var, place: Place) -> None:
    index = body.var_numbers[id(node)]
    type_ = TypeReader(body.t.names, body.t.file, body.t.findings).read(node.type)
    before = len(body.t.findings)
    expect(body.t, node.value, type_, place, f"The variable `{node.name.text}`")
    body.t.one_mistake(before, [node.value.span], declared_as(node))
    body.var_types[index] = type_
    body.declare(place.scope, Bound(node.name, VariableMeaning(index, node), type_, "variable"), place)


def _set(body: Body, node: n.Set, place: Place) -> None:
    t = body.t
    name = node.name.text
    bound = place.scope.find(name)
    if bound is not None and isinstance(bound.meaning, VariableMeaning):
        t.tables.meanings[node.name] = bound.meaning
        before = len(t.findings)
        expect(t, node.value, bound.type, place, f"The variable `{name}`")
        t.one_mistake(before, [node.value.span], declared_as(bound.meaning.variable))
        return
    t.infer(node.value, place)
    if bound is not None:
        message = f"`{name}` is a {bound.word} and cannot be set."
        t.report("O311", message, node.name.span, "Only what `var` declares can be set.")
        return
    message = f"There is no variable `{name}` here."
    hint = f"Declare it before: `var {name}: … = …`."
    t.findings.append(misspelt("O201", message, node.name.span, name, place.scope.names(), hint))
