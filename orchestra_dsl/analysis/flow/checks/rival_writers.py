"""O502: two steps that may run at once and write the same field of the same record."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.order import StageOrder
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.words import head
from orchestra_dsl.analysis.meanings import FlowMeaning
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.graph.types import RecordOf, required
from orchestra_dsl.syntax import nodes as n


@attrs.frozen(eq=False)
class _Writer:
    """A step whose flow writes a field; `records` are the arguments that may be the record."""

    step: n.BackgroundStep
    stage: n.Stage
    records: tuple[n.Node, ...]


def rival_writers(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Report a step that another one, in its stage or in another branch, may race for a field; each step once."""
    for field, stages in _writers(flow, checked).items():
        groups = list(stages.values())
        for group in groups:
            yield from _in_one_stage(field, group, StageOrder(group[0].stage, flow.element))
        in_branches = [group for group in groups if _containers(group[0].stage, flow)]
        for first, second in combinations(in_branches, 2):
            if _in_rival_branches(first[0].stage, second[0].stage, flow):
                yield from _first_pair(field, first, second)


def _in_one_stage(field: str, writers: list[_Writer], order: StageOrder) -> Iterator[Diagnostic]:
    """Each writer against those that come before it in any order in which the steps can run."""
    by_place = {order.places[id(writer.step)]: writer for writer in writers}
    seen = 0
    for place in order.in_order:
        if place in by_place:
            open_places = seen & ~order.finished_before[place]
            others = (by_place[each] for each in by_place if open_places >> each & 1)
            other = next((each for each in others if _same_record(each, by_place[place])), None)
            if other is not None:
                first, second = sorted((other, by_place[place]), key=lambda each: order.places[id(each.step)])
                yield _finding(field, first.step, second.step)
            seen |= 1 << place


def _first_pair(field: str, first: list[_Writer], second: list[_Writer]) -> Iterator[Diagnostic]:
    for one in first:
        for other in second:
            if _same_record(one, other):
                yield _finding(field, one.step, other.step)
                return


def _writers(flow: Flow, checked: Checked) -> dict[str, dict[int, list[_Writer]]]:
    """The writers of each field, by the identity of their stage."""
    found: dict[str, dict[int, list[_Writer]]] = defaultdict(lambda: defaultdict(list))
    for stage in flow.stages():
        for step in stage.steps:
            matched = checked.calls.get(step.call)
            if (
                not isinstance(step, n.BackgroundStep)
                or matched is None
                or not isinstance(matched.meaning, FlowMeaning)
            ):
                continue
            callee = checked.declarations.flows[matched.meaning.flow.name.text]
            for field in callee.writes:
                wanted = RecordOf(field.split(".", 1)[0])
                pairs = zip(callee.parameters, matched.arguments, strict=False)
                records = tuple(argument for each, argument in pairs if required(each.type) == wanted)
                found[field][id(stage)].append(_Writer(step, stage, records))
    return found


def _containers(stage: n.Stage, flow: Flow) -> tuple[n.Node, ...]:
    return flow.points[flow.point_of[id(stage)]].containers


def _in_rival_branches(first: n.Stage, second: n.Stage, flow: Flow) -> bool:
    """Whether the stages stand in two branches of one parallel."""
    for one, other in zip(_containers(first, flow), _containers(second, flow), strict=False):
        if one is not other:
            return isinstance(one, n.Branch) and isinstance(other, n.Branch) and _siblings(one, other, flow)
    return False


def _siblings(first: n.Branch, second: n.Branch, flow: Flow) -> bool:
    parallels = (point.node for point in flow.points if point.kind == "join")
    return any(
        isinstance(each, n.Parallel) and {id(first), id(second)} <= {id(branch) for branch in each.branches}
        for each in parallels
    )


def _same_record(first: _Writer, second: _Writer) -> bool:
    """Whether both may write one record: certain where both are given the same, possible where one is given none."""
    if not first.records or not second.records:
        return True
    return any(one == other for one in first.records for other in second.records)


def _finding(field: str, first: n.BackgroundStep, second: n.BackgroundStep) -> Diagnostic:
    return Diagnostic(
        "O502",
        f"The steps `{first.name.text}` and `{second.name.text}` may run at the same time, and both write `{field}`.",
        head(second),
        labels=(Label(head(first), f"This writes `{field}` too."),),
        hint=f"Put them in order: `start after {first.name.text}`.",
    )
