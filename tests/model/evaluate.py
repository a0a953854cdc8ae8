"""What an expression is worth: every node of the graph in a line or two.

A value is what the node's type says: a Decimal, a DateTime, BusinessDays, else the stored form itself. Names bound by
`a => …` and by predicates written in place are in `names`, by slot. Nothing is looked up twice: records are read as
they are now, formulas (`let`) are worked out where they are named.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import HandlerBlock, Step
from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.types import JSON, Type
from orchestra_dsl.graph.values import decoder
from tests.model.arithmetic import compute, negative
from tests.model.errors import Failed
from tests.model.folds import fold
from tests.model.library import LIBRARY
from tests.model.scene import Scene
from tests.model.texts import written

Names = Mapping[int, Any]
NO_NAMES: Names = {}


def value_of(type_: Type, stored: Any) -> Any:
    """The value that a stored form stands for."""
    decode = decoder(type_)
    return stored if stored is None or decode is None else decode(stored)


def evaluate(scene: Scene, node: ex.Expression, names: Names = NO_NAMES) -> Any:
    """The value of an expression as it is now, seen from a place of the run."""
    rule: Callable[[Scene, Any, Names], Any] = _RULES[type(node)]
    return rule(scene, node, names)


def _all(scene: Scene, nodes: tuple[ex.Expression, ...], names: Names) -> list[Any]:
    return [evaluate(scene, each, names) for each in nodes]


def _parameter(scene: Scene, node: ex.Parameter, names: Names) -> Any:
    del names
    return value_of(scene.graph.parameters[node.index].type, scene.run.arguments[node.index])


def _variable(scene: Scene, node: ex.Variable, names: Names) -> Any:
    del names
    if node.index not in scene.run.variables:
        raise Failed("MissingValue", "control has not passed its declaration")
    return value_of(scene.graph.variables[node.index].type, scene.run.variables[node.index])


def _let(scene: Scene, node: ex.Let, names: Names) -> Any:
    del names
    return evaluate(scene, scene.graph.lets[node.index].formula)


def _binding(scene: Scene, node: ex.Binding, names: Names) -> Any:
    """The item of `for each`, the error of a handler, or the message that an await has taken."""
    del names
    element = scene.graph.elements[node.element]
    if node.element not in (scene.place[0], *scene.run.threads, *scene.run.messages):
        raise Failed("MissingValue", "it has bound nothing yet")
    if isinstance(element, Step):
        assert element.each is not None
        return value_of(element.each.item, scene.item)
    if isinstance(element, HandlerBlock):
        return scene.run.threads[node.element].error
    message = scene.message(node.element)
    types = {each.name: each.type for event in scene.graph.events if event.name == message[0] for each in event.fields}
    return {name: value_of(types[name], stored) for name, stored in message[1].items() if name in types}


def _output(scene: Scene, node: ex.Output, names: Names) -> Any:
    """Missing unless the step has completed in this visit (rule 8)."""
    del names
    types = {each.name: each.type for each in scene.step(node.element).outputs}
    for instance in scene.completed(node.element):
        return value_of(types.get(node.field, JSON), instance.get(node.field))
    return None


def _outputs(scene: Scene, node: ex.Outputs, names: Names) -> Any:
    """Of a `for each` the completed instances in list order, whatever has become of the step (rule 5)."""
    del names
    step = scene.step(node.element)
    types = {each.name: each.type for each in step.outputs}
    found = [
        {name: value_of(types[name], stored) for name, stored in outputs.items()}
        for outputs in scene.completed(node.element)
    ]
    if step.each is not None:
        return found
    return found[0] if found else None


def _get(scene: Scene, node: ex.Get, names: Names) -> Any:
    """Records are read fresh; a deleted one fails what reads it, but its id is the run's own (rule 17)."""
    holder = evaluate(scene, node.object, names)
    if holder is None:
        if node.safe:
            return None
        raise Failed("MissingValue", f"there is nothing to read {node.field} of")
    if node.record is None:
        return holder.get(node.field)
    if node.field == "id":
        return holder
    fields = scene.world.record(node.record, holder)
    if fields is None:
        raise Failed("RecordGone", f"there is no {node.record} {holder}")
    types = {
        each.name: each.type for record in scene.graph.records if record.name == node.record for each in record.fields
    }
    return value_of(types[node.field], fields.get(node.field)) if node.field in types else fields.get(node.field)


def _at(scene: Scene, node: ex.At, names: Names) -> Any:
    items, place = evaluate(scene, node.list, names), evaluate(scene, node.index, names)
    return items[place] if 0 <= place < len(items) else None


def _call(scene: Scene, node: ex.Call, names: Names) -> Any:
    return LIBRARY[node.function](scene, *_all(scene, node.arguments, names))


def _fold(scene: Scene, node: ex.Fold, names: Names) -> Any:
    items = evaluate(scene, node.list, names)
    return fold(node.function, items, lambda item: evaluate(scene, node.body, {**names, node.slot: item}))


def _and(scene: Scene, node: ex.And, names: Names) -> bool:
    return all(evaluate(scene, term, names) for term in node.terms)


def _or(scene: Scene, node: ex.Or, names: Names) -> bool:
    return any(evaluate(scene, term, names) for term in node.terms)


def _compare(scene: Scene, node: ex.Compare, names: Names) -> bool:
    left, right = _all(scene, (node.left, node.right), names)
    match node.operator:
        case "==":
            return same(left, right)
        case "!=":
            return not same(left, right)
    if left is None or right is None:
        raise Failed("MissingValue", "there is nothing to compare with")
    answers: dict[str, bool] = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    return answers[node.operator]


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal; true is not 1."""
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return all(same(left.get(name), right.get(name)) for name in {**left, **right})
    return bool(left == right)


def _in(scene: Scene, node: ex.In, names: Names) -> bool:
    item, holder = _all(scene, (node.item, node.list), names)
    inside = item in holder if isinstance(holder, str) else any(same(item, each) for each in holder)
    return inside is not node.negated


def _coalesce(scene: Scene, node: ex.Coalesce, names: Names) -> Any:
    for term in node.terms:
        value = evaluate(scene, term, names)
        if value is not None:
            return value
    return None


def _if(scene: Scene, node: ex.If, names: Names) -> Any:
    chosen = node.positive if evaluate(scene, node.condition, names) else node.negative
    return evaluate(scene, chosen, names)


def _object(scene: Scene, node: ex.MakeObject, names: Names) -> Any:
    """A missing field is left out."""
    pairs = zip(node.names, _all(scene, node.values, names), strict=True)
    return {name: value for name, value in pairs if value is not None}


def _text(scene: Scene, node: ex.Interpolation, names: Names) -> str:
    return "".join(map(written, _all(scene, node.parts, names), node.types))


def _widen(scene: Scene, node: ex.Widen, names: Names) -> Any:
    value = evaluate(scene, node.term, names)
    return None if value is None else Decimal(value)


def _original(scene: Scene, node: ex.Original, names: Names) -> Any:
    """The record as it was when the run started; missing for a parameter that is."""
    del names
    if scene.run.arguments[node.parameter] is None:
        return None
    if node.parameter not in scene.run.originals:
        raise Failed("RecordGone", "the record was not there when the run started")
    record = next(each.record for each in scene.graph.originals if each.parameter == node.parameter)
    types = {each.name: each.type for shape in scene.graph.records if shape.name == record for each in shape.fields}
    kept = scene.run.originals[node.parameter].items()
    fields = {name: value_of(types[name], stored) if name in types else stored for name, stored in kept}
    return fields if node.field is None else fields.get(node.field)


def _apply(scene: Scene, node: ex.Apply, names: Names) -> Any:
    predicate = scene.graph.inline[node.predicate]
    return evaluate(scene, predicate.body, dict(zip(predicate.slots, _all(scene, node.arguments, names), strict=True)))


def _ask(scene: Scene, node: ex.Ask, names: Names) -> bool:
    return scene.ask(node.predicate, tuple(_all(scene, node.arguments, names)), node.types)


_RULES: dict[type, Callable[[Scene, Any, Names], Any]] = {
    ex.Literal: lambda _scene, node, _names: value_of(node.type, node.value),
    ex.Parameter: _parameter,
    ex.Variable: _variable,
    ex.Let: _let,
    ex.Local: lambda _scene, node, names: names[node.slot],
    ex.Binding: _binding,
    ex.Output: _output,
    ex.Outputs: _outputs,
    ex.Get: _get,
    ex.At: _at,
    ex.Call: _call,
    ex.Fold: _fold,
    ex.And: _and,
    ex.Or: _or,
    ex.Not: lambda scene, node, names: not evaluate(scene, node.term, names),
    ex.Compare: _compare,
    ex.In: _in,
    ex.Arithmetic: lambda scene, node, names: compute(
        scene, node.kind, node.operator, *_all(scene, (node.left, node.right), names)
    ),
    ex.Negative: lambda scene, node, names: negative(node.kind, evaluate(scene, node.term, names)),
    ex.Coalesce: _coalesce,
    ex.If: _if,
    ex.MakeList: lambda scene, node, names: _all(scene, node.items, names),
    ex.MakeObject: _object,
    ex.Interpolation: _text,
    ex.Widen: _widen,
    ex.Now: lambda scene, _node, _names: DateTime(scene.run.now, scene.zone),
    ex.RunFact: lambda scene, node, _names: scene.run_fact(node.fact),
    ex.Apply: _apply,
    ex.Ask: _ask,
    ex.StatusOf: lambda scene, node, _names: scene.status(node.element),
    ex.Original: _original,
    ex.Visited: lambda scene, node, _names: (node.element, node.outcome) in scene.run.visited,
}
"""Of `before` and `changed` there is none: only triggers have them, and a trigger is not part of a run."""
