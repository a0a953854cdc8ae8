"""An output is read where its step may not have run yet."""

from collections.abc import Iterator
from itertools import pairwise

from benchmarks.mistakes.generated.expected import matched
from benchmarks.mistakes.generated.lines import line_before, swapped
from benchmarks.mistakes.generated.right import Place, Right, elements_of
from benchmarks.mistakes.generated.slip import Slip, deleted
from benchmarks.mistakes.generated.types import fields_of, is_optional, output_type, sort_of
from orchestra_dsl.syntax.nodes import (
    Attribute,
    Block,
    Coalesce,
    Comparison,
    Let,
    Node,
    NullLiteral,
    OneAtATime,
    OnlyIf,
    Orchestration,
    Reference,
    Stage,
    StartAfter,
    Step,
    Var,
    Wait,
    children,
)

_FALLS_THROUGH = Stage, Wait


def slips(right: Right) -> Iterator[Slip]:
    """Delete `start after`, let two stages change places, and ask for an output before its stage."""
    for stage, place in right.of(Stage):
        yield from _not_after(right, stage)
        yield from _earlier(right, stage, place)
    for node, _ in right.of(Orchestration, Block):
        elements = elements_of(node)
        for before, (one, two) in zip((None, *elements), pairwise(elements), strict=False):
            if (
                isinstance(one, Stage)
                and isinstance(two, Stage)
                and (before is None or isinstance(before, _FALLS_THROUGH))
            ):
                yield from _exchanged(right, one, two)


def _not_after(right: Right, stage: Stage) -> Iterator[Slip]:
    if any(isinstance(each, OneAtATime) for each in stage.clauses):
        return
    for step in stage.steps:
        for clause in step.clauses:
            others = {each.name.text for each in stage.steps}
            read = [
                each
                for each in _reads(right, step)
                if isinstance(each.subject, Reference) and each.subject.name in others
            ]
            if isinstance(clause, StartAfter) and (plain := [each for each in read if _is_certain(right, stage, each)]):
                why = "the step no longer starts after the one that it reads"
                yield Slip((deleted(clause.span),), plain[0].span.start, "O5", why)


def _reads(right: Right, step: Step) -> Iterator[Attribute]:
    """Reads of fields in arguments and in `only if`, as far as a missing one cannot be meant."""
    for argument, parameter in matched(right, step.call):
        if not is_optional(parameter.type):
            yield from _unguarded(argument)
    for clause in step.clauses:
        if isinstance(clause, OnlyIf):
            yield from _unguarded(clause)


def _unguarded(node: Node) -> Iterator[Attribute]:
    match node:
        case Coalesce() | Attribute(optional=True) | Comparison(right=NullLiteral()):
            return
        case Attribute():
            yield node
    for each in children(node):
        yield from _unguarded(each)


def _is_certain(right: Right, stage: Stage, read: Attribute) -> bool:
    """Whether the output is never missing once its step has run, so that nothing else can be meant."""
    steps = [
        each for each in stage.steps if isinstance(read.subject, Reference) and each.name.text == read.subject.name
    ]
    outputs = fields_of(right, output_type(right, steps[0])) if steps else ()
    return any(each.name.text == read.name.text and not is_optional(each.type) for each in outputs)


def _exchanged(right: Right, one: Stage, two: Stage) -> Iterator[Slip]:
    """Two stages, the second of which reads the first."""
    for step in two.steps:
        for read in _reads(right, step):
            inner = read.subject
            if (
                isinstance(inner, Attribute)
                and isinstance(inner.subject, Reference)
                and inner.subject.name == one.name.text
            ):
                at = one.span.start
                edits = swapped(right, one.span, two.span)
                yield Slip(edits, at, "O5", f"`{two.name.text}` reads `{one.name.text}`, which now comes later")


def _earlier(right: Right, stage: Stage, place: Place) -> Iterator[Slip]:
    around = place.inside(Orchestration)
    elements = [each for each in around.elements if not isinstance(each, Let | Var)] if around else []
    first = elements[0] if elements else None
    if not isinstance(first, Stage) or place.parent is not around:
        return
    for step in stage.steps:
        for output in fields_of(right, output_type(right, step)):
            if sort_of(output.type) == "boolean" and not is_optional(output.type):
                path = f"{stage.name.text}.{step.name.text}.{output.name.text}"
                target = first.name.text
                line = f"decide too_early {{ outcome yes when {path} -> {target}  otherwise -> {target} }}"
                yield Slip((line_before(right, first, line),), first.span.start, "O5", f"`{path}` is not there yet")
