"""O611: `exclude` and `assign to` that read who did a step which need not be done by then: they may name nobody.

A step that may be skipped is no mistake: who was not there need not be excluded. So only the order counts. Two steps
that exclude each other are right without one, because an exclusion is asked again whenever somebody acts.
"""

from collections.abc import Iterator
from enum import Enum, auto

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.order import StageOrder
from orchestra_dsl.analysis.flow.people import PeopleRead, people_read, waited_for
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


class _Relation(Enum):
    """How the step that is read stands to the one that reads it."""

    ITSELF = auto()
    SAME_STAGE = auto()
    OTHER_WAY = auto()
    LATER = auto()


def nobody_yet(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Report people who are read from a step that is beside the reader, comes after it or stands on another way."""
    reads = [each for stage in flow.stages() for each in people_read(StageOrder(stage, flow.element), checked)]
    if not reads:
        return
    excluded = {(id(each.step), id(each.read.node)) for each in reads if isinstance(each.clause, n.Exclude)}
    waited = set(waited_for(flow, checked))
    for each in reads:
        own = each.read.node is each.step
        back = isinstance(each.clause, n.Exclude) and (id(each.read.node), id(each.step)) in excluded
        if own or not (back or id(each.read.node) in waited):
            relation = _relation(each, flow)
            if relation is not None:
                yield _finding(each, relation)


def _relation(each: PeopleRead, flow: Flow) -> _Relation | None:
    """Return how the step that is read stands to the reader; None where it is done before, or may be."""
    if each.read.node is each.step:
        return _Relation.ITSELF
    stage = each.read.stage
    if stage is None or stage.node is each.order.stage:
        if _starts_after(each.step, each.read.node, each.order):
            return None
        return _Relation.LATER if _starts_after(each.read.node, each.step, each.order) else _Relation.SAME_STAGE
    home, other = flow.point_of[id(each.order.stage)], flow.point_of[id(stage.node)]
    if flow.incomplete or not {home, other} <= flow.reached or home in flow.reachable(other):
        return None
    return _Relation.LATER if other in flow.reachable(home) else _Relation.OTHER_WAY


def _starts_after(step: n.Node, other: n.Node, order: StageOrder) -> bool:
    """Whether a step waits for the other one, or for one of several among which that is."""
    seen: set[int] = set()
    rest = [order.places[id(step)]]
    while rest:
        earlier = {place for wait in order.waits[rest.pop()] for place in wait.places} - seen
        seen |= earlier
        rest.extend(earlier)
    return order.places[id(other)] in seen


_WHY = {
    _Relation.ITSELF: "it reads who completes the step itself",
    _Relation.SAME_STAGE: "the step `{path}` need not be done before this one",
    _Relation.OTHER_WAY: "the step `{path}` need not be done before this one",
    _Relation.LATER: "the step `{path}` is done after this one",
}
_EXCLUDE = {
    _Relation.ITSELF: "Name another step.",
    _Relation.SAME_STAGE: "Add `start after {name}`; or exclude in `{name}` too who does this one.",
    _Relation.OTHER_WAY: "Exclude in `{path}` too who does this one.",
    _Relation.LATER: "Exclude in `{path}` who does this one.",
}
_ASSIGN = {
    _Relation.ITSELF: "Name another step.",
    _Relation.SAME_STAGE: "Add `start after {name}`, or say `otherwise` who does it.",
    _Relation.OTHER_WAY: "Say `otherwise` who does it.",
    _Relation.LATER: "Name somebody who is known by then.",
}


def _finding(each: PeopleRead, relation: _Relation) -> Diagnostic:
    path = each.read.path
    name = path.rpartition(".")[2]
    excludes = isinstance(each.clause, n.Exclude)
    what = "This may exclude nobody" if excludes else "This may assign the step to nobody"
    hint = (_EXCLUDE if excludes else _ASSIGN)[relation].format(path=path, name=name)
    declared = each.read.node.name
    labels = [] if declared is None else [Label(declared.span, f"The step `{path}` is declared here.")]
    return Diagnostic("O611", f"{what}: {_WHY[relation].format(path=path)}.", each.place, labels, hint)
