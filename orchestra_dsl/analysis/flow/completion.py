"""Which steps have certainly completed once they have finished (language.md, rules 7 and 8)."""

from collections.abc import Mapping

from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.graph.types import WRITABLE
from orchestra_dsl.syntax import nodes as n

Predicates = Mapping[str, n.Predicate]

_MAY_PASS = (n.OnlyIf, n.WithdrawWhen, n.MaySkip, n.WithoutWaiting)
"""The clauses by which a step may finish without having done its work, or without its outputs."""

_OUTSIDE = ("manager", "members", "find")
"""The functions whose answers come from outside the run and may change."""


def certainly_completes(step: n.Step, flow: Flow, predicates: Predicates) -> bool:
    """Tell whether a step that has finished has certainly completed, so that its outputs are there."""
    if id(step) in flow.skippable or id(step) in flow.canceled:
        return False
    for clause in step.clauses:
        if isinstance(clause, _MAY_PASS):
            return False
        if isinstance(clause, n.StartWhen) and not may_always_change(clause.condition, flow.outline, predicates):
            return False
    return True


def may_always_change(condition: n.Expression, outline: Outline, predicates: Predicates) -> bool:
    """Tell whether the condition reads something that is never final, so that nobody gives up waiting for it (rule 7).

    It is asked before types are known. Of a field of an output it therefore says no, though the output may be a
    record: then a step counts as one that may be skipped, which is the safe side.
    """
    records = {each.name.text for each in outline.node.parameters if _is_record(each.type)}
    lets = {each.name.text: each for each in outline.lets}
    changing = {each.name.text for each in outline.variables} | {"now"}
    seen: set[int] = set()
    rest: list[n.Node] = [condition]
    while rest:
        node = rest.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        match node:
            case n.Reference(name=name) if name in changing:
                return True
            case n.Reference(name=name) if name in lets:
                rest.append(lets[name].value)
            case n.Attribute(subject=n.Reference(name="run"), name=field) if field.text == "error":
                return True  # the other facts about a run are fixed when it starts
            case n.Attribute(subject=n.Reference(name=name), name=field) if name in records and field.text != "id":
                return True
            case n.Call() if _asks_outside(node, predicates, records):
                return True
            case _:
                pass
        rest.extend(n.children(node))
    return False


def _is_record(written: n.Type) -> bool:
    inner = written.inner if isinstance(written, n.OptionalType) else written
    return isinstance(inner, n.NamedType) and inner.name.text not in WRITABLE


def _asks_outside(call: n.Call, predicates: Predicates, records: set[str]) -> bool:
    """Whether a call is answered by a plugin or the directory, or by a formula over the fields of a record."""
    name = call.function.text
    if name in _OUTSIDE or name == "visited":
        return True
    predicate = predicates.get(name)
    if predicate is None:
        return False
    if predicate.body is None:
        return True
    gives_record = any(isinstance(each.value, n.Reference) and each.value.name in records for each in call.arguments)
    return gives_record and any(isinstance(each, n.Attribute) for each in n.walk(predicate.body))
