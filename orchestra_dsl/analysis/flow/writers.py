"""What writes a field of a record or a variable: flows with `writes`, `update`, `set`."""

from collections.abc import Iterator

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.constants import is_constant
from orchestra_dsl.analysis.flow.points import Container, Flow
from orchestra_dsl.analysis.meanings import FlowMeaning, LetMeaning, LoopMeaning, Meaning, VariableMeaning
from orchestra_dsl.analysis.tables import NodeTable
from orchestra_dsl.graph.types import RecordOf, required
from orchestra_dsl.syntax import nodes as n


@attrs.frozen(eq=False)
class Writer:
    """An element, or a step of `stage`, that writes `what`: `Case.status`, or the name of a variable.

    `records` are the expressions that say which record may be meant; none where that is not said. `of_item` is set
    where that depends on the item of a `for each`. `containers` are the blocks around it.
    """

    what: str
    node: n.BackgroundStep | n.Update | n.Set
    containers: tuple[Container, ...]
    stage: n.Stage | None = None
    records: tuple[n.Node, ...] = ()
    of_item: bool = False

    def may_meet(self, other: "Writer") -> bool:
        """Tell whether both may write one thing: certain where both say the same, possible where one says nothing."""
        if self.of_item or other.of_item:
            return False
        if not self.records or not other.records:
            return True
        return any(_are_one(mine, theirs) for mine in self.records for theirs in other.records)


def _are_one(one: n.Node, other: n.Node) -> bool:
    """Whether two expressions name one record; variables of one name in two blocks are different ones."""
    return one is other if isinstance(one, n.Var) else one == other


def _meant(record: n.Node, checked: Checked) -> n.Node:
    """What the name of a `let` stands for; any other expression itself."""
    while isinstance(meaning := checked.meanings.get(record), LetMeaning):
        record = meaning.formula.value
    return record


def writers(flow: Flow, checked: Checked) -> Iterator[Writer]:
    """Yield all that an orchestration writes, in the order of the source; what names it has to be without error."""
    for point in flow.points:
        match point.node:
            case n.Stage() as stage:
                for step in stage.steps:
                    if isinstance(step, n.BackgroundStep):
                        yield from _of_flow(step, stage, point.containers, checked)
            case n.Update(record=record, changes=changes) as update:
                type_ = checked.types.get(record)
                if type_ is not None and isinstance(written := required(type_), RecordOf):
                    for entry in changes.entries:
                        what = f"{written.name}.{entry.name.text}"
                        if not (checked.flaws.lie_in(record) or checked.flaws.lie_in(entry.name)):
                            yield Writer(what, update, point.containers, records=(_meant(record, checked),))
            case n.Set(name=name) as assignment:
                meaning = checked.meanings.get(name)
                if isinstance(meaning, VariableMeaning):
                    yield Writer(name.text, assignment, point.containers, records=(meaning.variable,))


def never_set(flow: Flow, checked: Checked) -> frozenset[int]:
    """Return the variables, by identity, that keep the value written out in their `var`: nothing sets them."""
    if not all_sets_known(flow, checked):
        return frozenset()
    meanings = (checked.meanings.get(point.node.name) for point in flow.points if isinstance(point.node, n.Set))
    set_ = {id(each.variable) for each in meanings if isinstance(each, VariableMeaning)}
    return frozenset(id(each) for each in flow.outline.variables if id(each) not in set_ and is_constant(each.value))


def all_sets_known(flow: Flow, checked: Checked) -> bool:
    """Tell whether each `set` names a variable: one with a wrong name may have been meant to set any."""
    return next(set_wrongly(flow, checked.meanings), None) is None


def set_wrongly(flow: Flow, meanings: NodeTable[Meaning]) -> Iterator[str]:
    """Yield the names in `set` that are not those of variables."""
    for point in flow.points:
        if isinstance(point.node, n.Set) and not isinstance(meanings.get(point.node.name), VariableMeaning):
            yield point.node.name.text


def _of_flow(
    step: n.BackgroundStep, stage: n.Stage, containers: tuple[Container, ...], checked: Checked
) -> Iterator[Writer]:
    matched = checked.calls.get(step.call)
    if matched is None or not isinstance(matched.meaning, FlowMeaning) or _is_flawed(step, checked):
        return
    callee = checked.declarations.flows[matched.meaning.flow.name.text]
    for what in callee.writes:
        wanted = RecordOf(what.split(".", 1)[0])
        pairs = zip(callee.parameters, matched.arguments, strict=False)
        records = tuple(_meant(argument, checked) for each, argument in pairs if required(each.type) == wanted)
        yield Writer(what, step, containers, stage, records, any(_reads_item(each, checked) for each in records))


def _is_flawed(step: n.BackgroundStep, checked: Checked) -> bool:
    loops = (clause for clause in step.clauses if isinstance(clause, n.ForEach))
    return any(checked.flaws.lie_in(each) for each in (step.call, *loops))


def _reads_item(record: n.Node, checked: Checked) -> bool:
    return any(isinstance(checked.meanings.get(node), LoopMeaning) for node in n.walk(record))
