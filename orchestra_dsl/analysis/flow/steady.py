"""Whether what a condition reads can change while an element is open.

Records, `now`, plugins' predicates and the directory may change at any time. Outputs, variables and the like change
only by what is open beside the element or within it.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property, partial

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.beside import Beside
from orchestra_dsl.analysis.flow.clauses import continues
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.reads import element_read, is_original, reads
from orchestra_dsl.analysis.meanings import (
    ErrorMeaning,
    EventMeaning,
    FieldMeaning,
    FindMeaning,
    LibraryMeaning,
    NowMeaning,
    OutputMeaning,
    PredicateMeaning,
    RunFactMeaning,
    StateMeaning,
    StepMeaning,
    VariableMeaning,
    VisitedMeaning,
)
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.syntax import nodes as n

_DIRECTORY = ("manager", "members")


@attrs.frozen(eq=False, slots=False)
class Steady:
    """Answers for the elements of one orchestration."""

    flow: Flow
    checked: Checked
    beside: Beside

    def may_change(self, condition: n.Expression, at: int) -> bool:
        """Tell whether something that the condition reads may change while the element at a point is open."""
        return self._any_changes(condition, partial(self._is_open, at=at))

    def is_settled(self, condition: n.Expression, at: int, finished: AbstractSet[int]) -> bool:
        """Tell whether a condition cannot change once some steps, by identity, of the stage there have finished."""
        known = set(map(id, self.steps(condition)))
        if known - finished:
            return False
        return not any(self._changes(node, partial(self._is_open, at=at)) for node in self._reads_beside(condition))

    def _reads_beside(self, condition: n.Expression) -> Iterator[n.Node]:
        """Yield what a condition reads, but for the outputs and states of steps."""
        for node in reads(condition, self.checked):
            called = self.checked.calls.get(node)
            meaning = called.meaning if called is not None else self.checked.meanings.get(node)
            if not isinstance(meaning, OutputMeaning | StepMeaning | StateMeaning):
                yield node

    def may_change_in(self, condition: n.Expression, loop: AbstractSet[int]) -> bool:
        """Tell whether something that the condition reads may change while control goes round in a loop."""

        def is_open(other: int) -> bool:
            within = not self.beside.standing(other).isdisjoint(loop)
            return within or any(self.beside.may_be_together(other, each) for each in loop)

        return self._any_changes(condition, is_open)

    def steps(self, condition: n.Expression) -> Iterator[n.Node]:
        """Yield the steps whose outputs or states a condition reads."""
        for node in reads(condition, self.checked):
            element = element_read(node, self.checked)
            if element is not None:
                yield element

    def reads_variable(self, condition: n.Expression) -> bool:
        """Tell whether a condition reads a variable: nobody gives up waiting for one (language.md, rule 7)."""
        return any(
            isinstance(self.checked.meanings.get(node), VariableMeaning) for node in reads(condition, self.checked)
        )

    def later_steps(self, condition: n.Expression, at: int) -> set[int]:
        """Return the steps, by identity, that a condition reads and that begin only after the element at a point."""
        found: set[int] = set()
        for step in self.steps(condition):
            home = self._homes.get(id(step))
            if home is not None and home != at and not self._is_open(home, at):
                stage = self.flow.points[home].node
                assert isinstance(stage, n.Stage)  # noqa: S101 - a step stands in a stage
                if not continues(stage.clauses) and at not in self.flow.reachable(home):
                    found.add(id(step))
        return found

    @cached_property
    def _awaits(self) -> dict[int, int]:
        """The point of the await of each arm, by its identity: what it binds is another message in each round."""
        points = enumerate(self.flow.points)
        return {id(arm): at for at, point in points if isinstance(point.node, n.Await) for arm in point.node.arms}

    @cached_property
    def _homes(self) -> dict[int, int]:
        """The point of the stage of each step, by its identity."""
        points = enumerate(self.flow.points)
        return {id(step): at for at, point in points if isinstance(point.node, n.Stage) for step in point.node.steps}

    def _any_changes(self, condition: n.Expression, is_open: Callable[[int], bool]) -> bool:
        """Whether something changes; what may change at any time is asked first, for that is quick."""
        parts = list(reads(condition, self.checked))
        return any(self._changes(node, lambda _: False) for node in parts) or any(
            self._changes(node, is_open) for node in parts
        )

    def _changes(self, node: n.Node, is_open: Callable[[int], bool]) -> bool:
        called = self.checked.calls.get(node)
        match called.meaning if called is not None else self.checked.meanings.get(node):
            case FieldMeaning(field=field, record=record):
                fixed = record is None or field == "id"
                return not (fixed or (isinstance(node, n.Attribute) and is_original(node.subject, self.checked)))
            case NowMeaning() | FindMeaning() | RunFactMeaning(fact="error") | ErrorMeaning():
                return True
            case EventMeaning(binding=binding):
                return id(binding) in self._awaits and is_open(self._awaits[id(binding)])
            case LibraryMeaning(name=name):
                return name in _DIRECTORY
            case PredicateMeaning(predicate=predicate):
                return predicate.body is None
            case VariableMeaning(index=index):
                return any(is_open(each) for each in self._setters[index])
            case OutputMeaning(step=step) | StepMeaning(step=step) | StateMeaning(element=step):
                return self._may_go_on(step, is_open)
            case VisitedMeaning(decision=decision):
                return is_open(self.flow.point_of[id(decision.node)])
        return False

    @cached_property
    def _setters(self) -> dict[int, list[int]]:
        """Where each variable, by its number, is set or declared."""
        numbers = {id(each): number for number, each in enumerate(self.flow.outline.variables)}
        found: dict[int, list[int]] = {number: [] for number in numbers.values()}
        for at, point in enumerate(self.flow.points):
            if isinstance(point.node, n.Var):
                found[numbers[id(point.node)]].append(at)
            elif isinstance(point.node, n.Set):
                meaning = self.checked.meanings.get(point.node.name)
                if isinstance(meaning, VariableMeaning):
                    found[meaning.index].append(at)
        return found

    def _may_go_on(self, element: NamedElement, is_open: Callable[[int], bool]) -> bool:
        """Whether a step or stage may begin, complete or end in the meantime."""
        home = (element.stage or element).node
        if id(home) not in self.flow.point_of:
            return True  # a step of `on cancel`
        if not isinstance(home, n.Stage) or continues(home.clauses):
            return True
        if any(isinstance(clause, n.WithoutWaiting) for clause in getattr(element.node, "clauses", ())):
            return True
        return is_open(self.flow.point_of[id(home)])

    def _is_open(self, other: int, at: int) -> bool:
        return other == at or self.beside.is_within(other, at) or self.beside.may_be_together(other, at)
