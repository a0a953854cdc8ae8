"""Every row of the layout as an element of the graph."""

from orchestra_dsl.analysis.checked import Checked, CheckedOrchestration
from orchestra_dsl.compile.layout import Layout, Row
from orchestra_dsl.compile.lower.awaits import Awaits, steps_inside
from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.compile.lower.notices import Notices, channels
from orchestra_dsl.compile.lower.parts import Parts, clause_of, text_of
from orchestra_dsl.compile.lower.steps import Steps
from orchestra_dsl.graph import elements as g
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.types import PEOPLE, TEXT, ObjectOf, RecordOf, required
from orchestra_dsl.syntax import nodes as n


class Elements:
    """Lowers the elements of one orchestration, from its layout."""

    def __init__(
        self,
        checked: Checked,
        orchestration: CheckedOrchestration,
        layout: Layout,
        expressions: Expressions,
    ) -> None:
        self._types = checked.types
        self._orchestration = orchestration
        self._layout = layout
        self._expressions = expressions
        self._lower = expressions.lower
        self.parts = Parts(orchestration.outline, layout, expressions)
        notices = Notices(orchestration.node, layout, expressions)
        self._steps = Steps(checked, orchestration, self.parts, expressions, notices)
        self._awaits = Awaits(layout, self.parts, expressions)
        self._variables = {id(each): index for index, each in enumerate(orchestration.outline.variables)}

    def all(self) -> tuple[g.AnyElement, ...]:
        """Lower all rows."""
        return tuple(self._element(row) for row in self._layout.rows)

    def _element(self, row: Row) -> g.AnyElement:
        match row.node:
            case n.Stage() as stage:
                return self._stage(row, stage)
            case n.BackgroundStep() as step:
                return self._steps.background(row, step)
            case n.InteractiveStep() as step:
                return self._steps.interactive(row, step)
            case n.Decision() as decision:
                return self._decision(row, decision)
            case n.Repeat() as repeat:
                return self._repeat(row, repeat)
            case n.Parallel() as parallel:
                return self._parallel(row, parallel)
            case n.Await() | n.Wait() | n.WaitUntil() as waiting:
                return self._awaits.lower(row, waiting)
            case n.Var() | n.Set() as change:
                return self._assign(row, change)
            case _:
                return self._small(row)

    def _small(self, row: Row) -> g.AnyElement:
        """What ends or leads elsewhere, and the scopes of branches and handlers."""
        match row.node:
            case n.GoTo(target=target):
                return g.GoTo(name=row.name, scope=row.scope, target=self.parts.target(target))
            case n.End(outcome=outcome, outputs=outputs):
                values = (
                    None if outputs is None else self._lower(outputs, ObjectOf(self._orchestration.declared_outputs))
                )
                return g.End(name=row.name, scope=row.scope, outcome=text_of(outcome), outputs=values)
            case n.Fail(reason=reason):
                return g.Fail(name=row.name, scope=row.scope, reason=self._lower(reason))
            case n.Notify() as notify:
                return self._notify(row, notify)
            case n.Update() as update:
                return self._update(row, update)
            case n.Log(message=message):
                text = self._lower(message, TEXT)
                return g.Log(name=row.name, scope=row.scope, text=text, next=self._layout.next(row.node))
            case n.Cancel(element=path):
                canceled = self.parts.named(path)
                return g.Cancel(name=row.name, scope=row.scope, target=canceled, next=self._layout.next(row.node))
            case n.Branch(block=block):
                first = self._layout.entry(block)
                return g.Branch(name=row.name, scope=row.scope, owner=row.owner, first=first)
            case n.OnError(then=n.Block() as block):
                first = self._layout.entry(block)
                return g.HandlerBlock(name=row.name, scope=row.scope, owner=row.owner, first=first)
            case n.OnCancel():
                first = self._layout.entry(row.node)
                return g.HandlerBlock(name=row.name, scope=row.scope, owner=row.owner, first=first)
            case n.Undo(back_to=path):
                stage = None if path is None else self.parts.named(path)
                return g.Undo(name=row.name, scope=row.scope, next=self._layout.next(row.node), back_to=stage)
        raise AssertionError(f"{row.name} is no element that this version runs")

    def _stage(self, row: Row, stage: n.Stage) -> g.Stage:
        steps = tuple(self._layout.index(step) for step in stage.steps)
        start, timeout = clause_of(stage.clauses, n.StartWhen), clause_of(stage.clauses, n.Timeout)
        finish, rest = clause_of(stage.clauses, n.FinishWhen), clause_of(stage.clauses, n.Rest)
        join, condition = self._finish(finish, steps)
        limit = None if start is None or start.limit is None else start.limit
        lock = clause_of(stage.clauses, n.Lock)
        return g.Stage(
            name=row.name,
            scope=row.scope,
            label=text_of(stage.label),
            next=self._layout.next(stage),
            steps=steps,
            start_when=None if start is None else self._lower(start.condition),
            start_limit=None if limit is None else self.parts.limit(limit.duration, limit.target),
            finish=join,
            finish_when=condition,
            rest_continues=rest is not None and rest.continues,
            timeout=self._timeout(timeout),
            handlers=self.parts.handlers(stage.clauses),
            lock=None if lock is None else self._lower(lock.name, TEXT),
            one_at_a_time=clause_of(stage.clauses, n.OneAtATime) is not None,
        )

    def _parallel(self, row: Row, parallel: n.Parallel) -> g.Parallel:
        branches = tuple(self._layout.index(branch) for branch in parallel.branches)
        rest = clause_of(parallel.clauses, n.Rest)
        join, condition = self._finish(clause_of(parallel.clauses, n.FinishWhen), branches)
        return g.Parallel(
            name=row.name,
            scope=row.scope,
            next=self._layout.next(parallel),
            branches=branches,
            finish=join,
            finish_when=condition,
            rest_continues=rest is not None and rest.continues,
            steps=steps_inside(self._layout, parallel),
        )

    def _finish(self, finish: n.FinishWhen | None, steps: tuple[int, ...]) -> tuple[g.Join | None, Expression | None]:
        """How a stage or a parallel finishes; `finish when all` is what it does without a clause."""
        if finish is None or (isinstance(finish.join, n.AllOf) and not finish.join.elements):
            return None, None
        if isinstance(finish.join, n.AllOf | n.AnyOf | n.CountOf):
            return self.parts.join(finish.join, steps), None
        return None, self._lower(finish.join)

    def _timeout(self, timeout: n.Timeout | None) -> g.Limit | None:
        if timeout is None or timeout.target is None:
            return None
        return self.parts.limit(timeout.duration, timeout.target)

    def _decision(self, row: Row, decision: n.Decision) -> g.Decision:
        outcomes = [
            g.Outcome(
                name=f"{row.name}.{outcome.name.text}",
                target=self.parts.continuation(outcome.then),
                when=self._lower(outcome.condition),
            )
            for outcome in decision.outcomes
        ]
        if decision.otherwise is not None:
            target = self.parts.continuation(decision.otherwise)
            outcomes.append(g.Outcome(name=f"{row.name}.otherwise", target=target))
        return g.Decision(name=row.name, scope=row.scope, outcomes=tuple(outcomes), next=self._layout.next(decision))

    def _repeat(self, row: Row, repeat: n.Repeat) -> g.Decision:
        """`repeat while E { … }` is a decision whose block leads back to it."""
        below = self._layout.next(repeat)
        again = g.Outcome(
            name=f"{row.name}.again", target=self._layout.entry(repeat.block), when=self._lower(repeat.condition)
        )
        done = g.Outcome(name=f"{row.name}.otherwise", target=below)
        return g.Decision(name=row.name, scope=row.scope, outcomes=(again, done), next=below)

    def _notify(self, row: Row, notify: n.Notify) -> g.Notify:
        return g.Notify(
            name=row.name,
            scope=row.scope,
            people=self._lower(notify.people, PEOPLE),
            channels=channels(notify.channels),
            body=self._lower(notify.message, TEXT),
            next=self._layout.next(notify),
        )

    def _update(self, row: Row, update: n.Update) -> g.Update:
        record, changed = required(self._types[update.record]), required(self._types[update.changes])
        assert isinstance(record, RecordOf)  # noqa: S101 - the checker reports any other type
        assert isinstance(changed, ObjectOf)  # noqa: S101 - what an object literal is
        names = [entry.name.text for entry in update.changes.entries]
        fields = tuple(field for field in changed.fields if field.name in names)
        return g.Update(
            name=row.name,
            scope=row.scope,
            record=self._lower(update.record),
            type=record.name,
            changes=self._lower(update.changes, ObjectOf(fields)),
            fields=fields,
            next=self._layout.next(update),
        )

    def _assign(self, row: Row, change: n.Var | n.Set) -> g.Assign:
        index = self._expressions.variable(change) if isinstance(change, n.Set) else self._variables[id(change)]
        value = self._lower(change.value, self._orchestration.variables[index])
        return g.Assign(name=row.name, scope=row.scope, variable=index, value=value, next=self._layout.next(change))
