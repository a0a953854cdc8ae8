"""Background and interactive steps."""

from collections.abc import Iterator
from typing import Any

from orchestra_dsl.analysis.checked import Checked, CheckedOrchestration
from orchestra_dsl.compile.layout import Row
from orchestra_dsl.compile.lower.due import due_of, reminder_of
from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.compile.lower.notices import Notices
from orchestra_dsl.compile.lower.parts import Parts, clause_of, text_of
from orchestra_dsl.graph import elements as g
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.types import PEOPLE, ListOf, RecordOf, Type, required
from orchestra_dsl.syntax import nodes as n


class Steps:
    """Lowers the steps of one orchestration."""

    def __init__(
        self,
        checked: Checked,
        orchestration: CheckedOrchestration,
        parts: Parts,
        expressions: Expressions,
        notices: Notices,
    ) -> None:
        self._declarations = checked.declarations
        self._calls = checked.calls
        self._types = checked.types
        self._orchestration = orchestration
        self._parts = parts
        self._expressions = expressions
        self._notices = notices

    def background(self, row: Row, step: n.BackgroundStep) -> g.Background | g.Child:
        """Lower a step that calls a flow, or runs another orchestration."""
        if step.runs:
            return self._child(row, step)
        flow = self._declarations.flows[step.call.function.text]
        return g.Background(
            flow=flow.name,
            parameters=flow.parameters,
            **self._calling(step.clauses),
            **self._common(row, step, tuple(each.type for each in flow.parameters)),
        )

    def _child(self, row: Row, step: n.BackgroundStep) -> g.Child:
        other = self._declarations.orchestrations[step.call.function.text]
        return g.Child(
            orchestration=other.name,
            parameters=other.parameters,
            **self._calling(step.clauses),
            **self._common(row, step, tuple(each.type for each in other.parameters)),
        )

    def _calling(self, clauses: tuple[n.StepClause, ...]) -> dict[str, Any]:
        acting = clause_of(clauses, n.ActAs)
        return {
            "retry": self._retry(clause_of(clauses, n.Retry)),
            "waits": clause_of(clauses, n.WithoutWaiting) is None,
            "acting_for": None if acting is None else self._expressions.lower(acting.person),
        }

    def interactive(self, row: Row, step: n.InteractiveStep) -> g.Interactive:
        """Lower a step that opens a work item."""
        screen = self._declarations.screens[step.call.function.text]
        assign, priority = clause_of(step.clauses, n.AssignTo), clause_of(step.clauses, n.Priority)
        delegates = clause_of(step.clauses, n.MayDelegate)
        enabled = clause_of(step.clauses, n.EnabledWhile)
        about, locks = clause_of(step.clauses, n.About), clause_of(step.clauses, n.Locks)
        return g.Interactive(
            screen=screen.name,
            parameters=screen.parameters,
            assign=None if assign is None else self._people(assign.people),
            otherwise=None if assign is None or assign.otherwise is None else self._people(assign.otherwise),
            exclude=tuple(self._people(each) for each in _excluded(step)),
            due=due_of(step, self._expressions),
            remind=reminder_of(step, self._expressions),
            notice=self._notices.of(row, step),
            priority=None if priority is None else self._expressions.lower(priority.value),
            delegates=None if delegates is None else self._people(delegates.people),
            may_skip=clause_of(step.clauses, n.MaySkip) is not None,
            same_as=self._same_as(clause_of(step.clauses, n.SamePersonAs)),
            different=clause_of(step.clauses, n.DifferentPeople) is not None,
            enabled_while=None if enabled is None else self._expressions.lower(enabled.condition),
            about=None if about is None else self._subject(about.record),
            locks=None if locks is None else self._subject(locks.record),
            assignees_may_write=locks is not None and locks.except_assignees,
            **self._common(row, step, tuple(each.type for each in screen.parameters)),
        )

    def _subject(self, record: n.Expression) -> g.Subject:
        type_ = required(self._types[record])
        assert isinstance(type_, RecordOf)  # noqa: S101 - the checker reports any other type
        return g.Subject(self._expressions.lower(record), type_.name)

    def _same_as(self, clause: n.SamePersonAs | None) -> Expression | None:
        """Who has completed the step that the clause names."""
        if clause is None:
            return None
        return self._expressions.output(clause.step, self._parts.named(clause.step), "completed_by")

    def _people(self, people: n.Expression) -> Expression:
        return self._expressions.lower(people, PEOPLE)

    def _common(self, row: Row, step: n.Step, types: tuple[Type, ...]) -> dict[str, Any]:
        clauses, lower = step.clauses, self._expressions.lower
        after = clause_of(clauses, n.StartAfter)
        start, only = clause_of(clauses, n.StartWhen), clause_of(clauses, n.OnlyIf)
        finish, timeout = clause_of(clauses, n.FinishWhen), clause_of(clauses, n.Timeout)
        undo, withdraw = clause_of(clauses, n.UndoBy), clause_of(clauses, n.WithdrawWhen)
        return {
            "name": row.name,
            "scope": row.scope,
            "label": text_of(step.label),
            "arguments": self._expressions.arguments(self._calls[step.call].arguments, types),
            "outputs": self._orchestration.outputs[row.name],
            "after": None if after is None else self._parts.join(after.join, ()),
            "start_when": None if start is None else lower(start.condition),
            "only_if": None if only is None else lower(only.condition),
            "each": self._for_each(clauses),
            "finish_when": None if finish is None else self._condition(finish),
            "timeout": None if timeout is None else lower(timeout.duration),
            "handlers": self._parts.handlers(clauses),
            "undo": None if undo is None else self._undo(undo.call),
            "withdraw_when": None if withdraw is None else lower(withdraw.condition),
        }

    def _for_each(self, clauses: tuple[n.StepClause, ...]) -> g.ForEach | None:
        each, enough = clause_of(clauses, n.ForEach), clause_of(clauses, n.EnoughWhen)
        if each is None:
            return None
        listed = required(self._types[each.items])
        assert isinstance(listed, ListOf)  # noqa: S101 - the checker reports anything else
        return g.ForEach(
            items=self._expressions.lower(each.items),
            item=listed.item,
            at_most=each.at_once,
            enough_when=None if enough is None else self._expressions.lower(enough.condition),
            may_add=clause_of(clauses, n.MayAdd) is not None,
        )

    def _undo(self, call: n.Call) -> g.UndoCall:
        flow = self._declarations.flows[call.function.text]
        types = tuple(each.type for each in flow.parameters)
        arguments = self._expressions.arguments(self._calls[call].arguments, types)
        return g.UndoCall(flow.name, arguments, flow.parameters)

    def _condition(self, finish: n.FinishWhen) -> Expression:
        assert not isinstance(finish.join, n.AllOf | n.AnyOf | n.CountOf)  # noqa: S101 - the grammar has only E here
        return self._expressions.lower(finish.join)

    def _retry(self, retry: n.Retry | None) -> g.Retry | None:
        if retry is None:
            return None
        return g.Retry(
            times=retry.times,
            every=None if retry.every is None else self._expressions.lower(retry.every),
            doubling=retry.doubling,
            up_to=None if retry.up_to is None else self._expressions.lower(retry.up_to),
        )


def _excluded(step: n.Step) -> Iterator[n.Expression]:
    """Whom the clauses `exclude` name; several add up."""
    for clause in step.clauses:
        if isinstance(clause, n.Exclude):
            yield from clause.people
