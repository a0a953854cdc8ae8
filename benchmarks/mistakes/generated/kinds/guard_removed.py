"""A value that may be missing is used as if it were always there."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.declared import declared_by, told_once
from benchmarks.mistakes.generated.expected import Expected, expectations
from benchmarks.mistakes.generated.right import Place, Right
from benchmarks.mistakes.generated.slip import Edit, Slip, inserted, replaced
from benchmarks.mistakes.generated.types import is_optional, stage_named, type_of
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import (
    And,
    Arithmetic,
    Attribute,
    Call,
    Coalesce,
    Comparison,
    End,
    Expression,
    Not,
    NullLiteral,
    OnlyIf,
    Or,
    Outcome,
    Reference,
)


def slips(right: Right) -> Iterator[Slip]:
    """Delete `?? d`, the question mark of `?.` and the check before `and`; let what is declared be missing."""
    found = list(expectations(right))
    needed = {id(each.value) for each in found if _needs(each)}
    for node, place in right.of(Coalesce):
        if id(node) in needed or isinstance(place.parent, Arithmetic | Not | And | Or):
            yield from _no_default(right, node, place)
    for attribute, place in right.of(Attribute):
        if attribute.optional and is_optional(type_of(right, attribute.subject, place)):
            at = attribute.name.span.start
            why = f"`{right.covered(attribute.subject.span)}` may be missing"
            yield Slip((Edit(at - 2, at, "."),), attribute.span.start, "O3", why)
    for both, _ in right.of(And):
        yield from _unchecked(right, both)
    yield from _now_optional(right, [each for each in found if _needs(each)])


def _needs(each: Expected) -> bool:
    """Whether a value that may be missing cannot be meant there: `==` and lists take one, and so does who gets what."""
    if is_optional(each.type):
        return False
    if isinstance(each.by, Comparison):
        return each.by.operator in ("<", "<=", ">", ">=")
    return isinstance(each.by, Call | End | Outcome | OnlyIf)


def _no_default(right: Right, node: Coalesce, place: Place) -> Iterator[Slip]:
    first = node.operands[0]
    if is_optional(type_of(right, first, place)):
        group = "O3"
    elif _may_be_skipped(first, place):
        group = "O5"
    else:
        return
    gone = Span(first.span.end, node.operands[-1].span.end, right.name)
    yield Slip((replaced(gone, ""),), first.span.start, group, f"`{right.covered(first.span)}` may be missing")


def _may_be_skipped(value: Expression, place: Place) -> bool:
    """Whether it is an output of a step of another stage that has `only if`."""
    match value:
        case Attribute(subject=Attribute(subject=Reference(name=stage_name), name=step_name)):
            stage = stage_named(place, stage_name)
            steps = [each for each in stage.steps if each.name.text == step_name.text] if stage else []
            return bool(steps) and any(isinstance(each, OnlyIf) for each in steps[0].clauses)
        case _:
            return False


def _unchecked(right: Right, node: And) -> Iterator[Slip]:
    """`x != null and x > 3` without the check."""
    check, after, *_ = node.operands
    if isinstance(check, Comparison) and isinstance(check.right, NullLiteral) and check.operator == "!=":
        name = right.covered(check.left.span)
        compared = isinstance(after, Comparison) and after.operator in ("<", "<=", ">", ">=")
        if compared and right.covered(after.span).startswith(name):
            gone = Span(check.span.start, after.span.start, right.name)
            yield Slip((replaced(gone, ""),), after.span.start, "O3", f"`{name}` may be missing")


def _now_optional(right: Right, found: list[Expected]) -> Iterator[Slip]:
    seen: set[int] = set()
    for each in found:
        declared = declared_by(right, each)
        if (
            declared
            and id(declared) not in seen
            and not is_optional(declared.type)
            and told_once(right, each, declared.name.text)
        ):
            seen.add(id(declared))
            edit = inserted(declared.type.span.end, "?")
            yield Slip((edit,), each.value.span.start, "O3", f"`{declared.name.text}` may be missing now")
