"""What a condition reads: the parts of its text, and of the formulas and predicates in place that it names."""

from collections.abc import Iterator

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.meanings import (
    ChangedMeaning,
    LetMeaning,
    OriginalMeaning,
    OutputMeaning,
    PredicateMeaning,
    RunFactMeaning,
    StateMeaning,
    StepMeaning,
    VisitedMeaning,
)
from orchestra_dsl.syntax import nodes as n


def reads(condition: n.Node, checked: Checked) -> Iterator[n.Node]:
    """Yield the parts of a condition and of the formulas and predicates that it names."""
    seen: set[int] = set()
    rest: list[n.Node] = [condition]
    while rest:
        node = rest.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if _is_whole(node, checked):
            continue
        rest.extend(n.children(node))
        meaning = checked.meanings.get(node)
        if isinstance(meaning, LetMeaning):
            rest.append(meaning.formula.value)
        called = checked.calls.get(node)
        if called is not None and isinstance(called.meaning, PredicateMeaning):
            rest.extend(() if called.meaning.predicate.body is None else (called.meaning.predicate.body,))


def _is_whole(node: n.Node, checked: Checked) -> bool:
    """Whether a path or call means one thing as a whole, so that its parts are no values."""
    called = checked.calls.get(node)
    if called is not None:
        return isinstance(called.meaning, StateMeaning | VisitedMeaning | ChangedMeaning)
    if isinstance(node, n.Attribute) and is_original(node.subject, checked):
        return True
    return isinstance(checked.meanings.get(node), OutputMeaning | StepMeaning | RunFactMeaning)


def is_original(node: n.Node, checked: Checked) -> bool:
    """Tell whether a node is `original(…)`: what it reads never changes."""
    called = checked.calls.get(node)
    return called is not None and isinstance(called.meaning, OriginalMeaning)


def is_sound(condition: n.Node, checked: Checked) -> bool:
    """Tell whether something may be concluded from a condition: all that it reads is without error and has a type.

    Where names of elements are wrong, every output is taken for there, so nothing is concluded from outputs.
    """
    if not checked.flaws:
        return True
    return not any(_is_flawed(node, checked) for node in reads(condition, checked))


def _is_flawed(node: n.Node, checked: Checked) -> bool:
    if checked.flaws.lie_in(node) or (isinstance(node, n.Expression) and node not in checked.types):
        return True
    if isinstance(node, n.Reference) and node.name in checked.flaws.set_wrongly:
        return True
    is_output = isinstance(checked.meanings.get(node), OutputMeaning | StepMeaning)
    return is_output and checked.flaws.misname(node)


def element_read(node: n.Node, checked: Checked) -> n.Node | None:
    """Return the step or stage whose outputs or state a part of a condition reads."""
    called = checked.calls.get(node)
    match called.meaning if called is not None else checked.meanings.get(node):
        case OutputMeaning(step=element) | StepMeaning(step=element) | StateMeaning(element=element):
            return element.node
    return None
