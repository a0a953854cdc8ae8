"""Two branches, or two steps that nothing puts in order, write the same variable or field."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import line_after
from benchmarks.mistakes.generated.right import Place, Right
from benchmarks.mistakes.generated.slip import Edit, Slip, inserted
from benchmarks.mistakes.generated.types import fields_of
from orchestra_dsl.syntax.nodes import (
    BackgroundStep,
    Branch,
    Flow,
    NamedType,
    Orchestration,
    Parallel,
    Stage,
    StartAfter,
    Type,
    UnionType,
    Var,
)

_VALUES = {"text": ('"one"', '"other"'), "integer": ("1", "2"), "decimal": ("1.5", "2"), "boolean": ("true", "false")}


def slips(right: Right) -> Iterator[Slip]:
    """Let the first two branches write the same; repeat a step whose flow writes."""
    for parallel, place in right.of(Parallel):
        around = place.inside(Orchestration)
        if around and len(parallel.branches) > 1:
            for one, two, what in _writes(right, around, parallel, place):
                first, second = parallel.branches[:2]
                edits = (_into(right, first, one), _into(right, second, two))
                yield Slip(edits, second.block.span.start + 1, "O5", f"both branches write {what}")
    for stage, _ in right.of(Stage):
        yield from _again(right, stage)


def _into(right: Right, branch: Branch, line: str) -> Edit:
    return inserted(branch.block.span.start + 1, f"\n{right.indent(branch.span.start)}  {line}")


def _writes(right: Right, around: Orchestration, parallel: Parallel, place: Place) -> Iterator[tuple[str, str, str]]:
    """Lines for the two branches, and what they write."""
    for element in around.elements:
        if isinstance(element, Var) and element.span.end < parallel.span.start and place.parent is around:
            name = element.name.text
            for one, two in _values(element.type):
                yield f"set {name} = {one}", f"set {name} = {two}", f"`{name}`"
    for parameter in around.parameters:
        for field in fields_of(right, parameter.type):
            path, name = parameter.name.text, field.name.text
            for one, two in _values(field.type) if name != "id" else ():
                written = f"update {path} {{ {name}: "
                yield f"{written}{one} }}", f"{written}{two} }}", f"`{path}.{name}`"


def _values(type_: Type) -> Iterator[tuple[str, str]]:
    match type_:
        case NamedType(name=name) if name.text in _VALUES:
            yield _VALUES[name.text]
        case UnionType(members=(one, two, *_)):
            yield f'"{one.value}"', f'"{two.value}"'


def _again(right: Right, stage: Stage) -> Iterator[Slip]:
    for step in stage.steps:
        called = right.callables.get(step.call.function.text)
        if not isinstance(step, BackgroundStep) or not isinstance(called, Flow) or not called.writes:
            continue
        if not any(isinstance(each, StartAfter) for each in step.clauses):
            line = f'background once_more = {right.covered(step.call.span)} "Once more"'
            why = f"`{called.name.text}` writes the same in both steps"
            yield Slip((line_after(right, step, line),), step.span.end, "O5", why)
