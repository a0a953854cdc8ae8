"""A parameter, variable, field, element or output is used under a name that nothing has."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Place, Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.spelling import misspelt
from benchmarks.mistakes.generated.types import sort_of, stage_named, type_of
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import Attribute, Reference, Scenario


def slips(right: Right) -> Iterator[Slip]:
    """Misspell each use of a name in an orchestration or a predicate."""
    for place in right.places:
        node = place.node
        if not isinstance(node, Reference | Attribute) or place.inside(Scenario):
            continue
        name = node.name if isinstance(node, Reference) else node.name.text
        end = node.span.end
        wrong = misspelt(name, right.words, end)
        if wrong and (isinstance(node, Reference) or _has_fields(right, node, place)):
            at = end - len(name)
            yield Slip((replaced(Span(at, end, right.name), wrong),), at, "O2", f"`{name}` is called `{wrong}`")


def _has_fields(right: Right, node: Attribute, place: Place) -> bool:
    """Whether it is known what fields there are."""
    if isinstance(node.subject, Reference) and stage_named(place, node.subject.name):
        return True
    return sort_of(type_of(right, node.subject, place)) not in (None, "list")
