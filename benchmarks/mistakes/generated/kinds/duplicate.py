"""A name is given twice."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import line_after
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, inserted
from orchestra_dsl.syntax.nodes import (
    BackgroundStep,
    Branch,
    Decision,
    Event,
    Field,
    Flow,
    Let,
    Node,
    Outcome,
    Parameter,
    Predicate,
    Record,
    Screen,
    Stage,
    Target,
    Var,
)

_NAMED = (
    BackgroundStep,
    Branch,
    Decision,
    Event,
    Field,
    Flow,
    Let,
    Outcome,
    Parameter,
    Predicate,
    Record,
    Screen,
    Stage,
    Var,
)


def slips(right: Right) -> Iterator[Slip]:
    """Put a second thing of the same name below each named one; fields of a flow's outputs stand on one line."""
    for node, place in right.of(*_NAMED):
        line = _second(right, node)
        if line is None or (isinstance(node, Field) and isinstance(place.parent, Flow)):
            continue
        edit = inserted(node.span.end, f", {line}") if isinstance(node, Parameter) else line_after(right, node, line)
        yield Slip((edit,), node.span.end, "O2", f"`{line}` brings a name that is taken")


def _second(right: Right, node: Node) -> str | None:
    match node:
        case Stage(name=name):
            return f'stage {name.text} "Again" {{}}'
        case Branch(name=name):
            return f"branch {name.text} {{ wait 1d }}"
        case Outcome(name=name, then=Target(path=path)):
            return f'outcome {name.text} when run.id == "1" -> {path.text}'
        case Record(name=name) | Event(name=name):
            word = "record" if isinstance(node, Record) else "event"
            return f"{word} {name.text} {{ id: text }}"
        case Predicate(name=name):
            return f"predicate {name.text}(number: integer) = number > 3"
        case Let(name=name) | Var(name=name):
            return right.covered(node.span)
        case Field(name=name):
            return f"{name.text}: text"
        case Parameter(name=name):
            return f"{name.text}: text"
        case Flow() | BackgroundStep():
            return right.covered(node.span)
        case _:
            return None
