"""Where each element stands in its source, and the text of its conditions: for people who ask why a run waits."""

import re
from collections.abc import Iterator, Mapping, Sequence

from orchestra_dsl.compile.layout import Layout, Row
from orchestra_dsl.graph.model import Origin, Origins
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.syntax import nodes as n

_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|#[^\n]*')


def origins_of(layout: Layout, sources: Mapping[str, SourceFile]) -> Origins:
    """Note the place of every element, and what its conditions say, by the words of their clauses."""
    elements: dict[str, Origin] = {}
    conditions: dict[str, dict[str, str]] = {}
    for row in layout.rows:
        span = row.node.span
        position = sources[span.file].position(span.start)
        doc = getattr(row.node, "doc", None)
        elements[row.name] = Origin(span.file, position.line, position.column, doc)
        texts = {clause: _text(place, sources) for clause, place in _conditions(row)}
        if texts:
            conditions[row.name] = texts
    return Origins(elements, conditions)


def _conditions(row: Row) -> Iterator[tuple[str, Span]]:
    """The conditions of an element: `start when`, `only if`, `finish when`, `outcome critical`, `arm 2`."""
    match row.node:
        case n.Decision(outcomes=outcomes):
            yield from ((f"outcome {each.name.text}", each.condition.span) for each in outcomes)
        case n.Repeat(condition=condition):
            yield "repeat while", condition.span
        case n.WaitUntil(condition=condition):
            yield "wait until", condition.span
        case n.Await(arms=arms):
            yield from ((f"arm {ordinal}", place) for ordinal, arm in enumerate(arms, 1) for place in _asked(arm))
        case n.Stage(clauses=clauses) | n.BackgroundStep(clauses=clauses) | n.InteractiveStep(clauses=clauses):
            yield from _in_clauses(clauses)
        case n.Parallel(clauses=clauses):
            yield from _in_clauses(clauses)


def _in_clauses(clauses: Sequence[n.Node]) -> Iterator[tuple[str, Span]]:
    for clause in clauses:
        match clause:
            case n.StartWhen(condition=condition):
                yield "start when", condition.span
            case n.OnlyIf(condition=condition):
                yield "only if", condition.span
            case n.FinishWhen(join=join):
                yield "finish when", join.span
            case _:
                pass


def _asked(arm: n.Arm) -> Iterator[Span]:
    """What an arm asks: the condition of `on E`, the `where` of an event's."""
    if isinstance(arm, n.ConditionArm):
        yield arm.condition.span
    elif isinstance(arm, n.EventArm) and arm.where is not None:
        yield arm.where.span


def _text(span: Span, sources: Mapping[str, SourceFile]) -> str:
    """The text of a condition on one line, without comments."""
    text = sources[span.file].text[span.start : span.end]
    without = _COMMENT.sub(lambda found: found[1] or "", text)
    return " ".join(line.strip() for line in without.splitlines() if line.strip())
