"""What an element says, clause by clause, as texts that can be compared.

The names of elements stand in the texts for their indices, so that nothing differs only because something else was
added. What follows an element is told by the order of elements, not here.
"""

from collections.abc import Iterator

from orchestra_dsl.comparison.people_clauses import due_clauses, notice_clauses
from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.spelling import spell

Clause = tuple[str, str]


def clauses_of(graph: Graph, element: el.AnyElement) -> dict[str, str]:
    """Every clause of an element by its words, with its text."""
    return dict(_Reader(graph).clauses(element))


def handler_clauses(graph: Graph) -> Iterator[Clause]:
    """The handlers of the orchestration itself."""
    return _Reader(graph).handlers(graph.handlers, "")


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def clauses(self, element: el.AnyElement) -> Iterator[Clause]:
        """The clauses in the order in which a source has them."""
        if isinstance(element, el.Step):
            yield from self._step(element)
        else:
            yield from self._other(element)

    def _other(self, element: el.AnyElement) -> Iterator[Clause]:
        match element:
            case el.Stage():
                yield from self._stage(element)
            case el.Decision():
                for outcome in element.outcomes:
                    yield from self._outcome(element, outcome)
            case el.Parallel():
                yield from self._finish(element)
            case el.Await():
                yield from self._arms(element)
            case el.Assign():
                yield "variable", self.graph.variables[element.variable].name
                yield "value", self.spell(element.value)
            case el.Update():
                yield "record", self.spell(element.record)
                yield "fields", self.spell(element.changes)
            case el.GoTo():
                yield "target", self.target(element.target, element.name)
            case el.End():
                yield from _given(("outcome", element.outcome))
                yield from self._spelled(("with", element.outputs))
            case el.Fail():
                yield "reason", self.spell(element.reason)
            case el.Notify():
                yield "people", self.spell(element.people)
                yield "via", ", ".join(element.channels)
                yield "text", self.spell(element.body)
            case _:
                pass

    def _stage(self, stage: el.Stage) -> Iterator[Clause]:
        yield from _given(("label", stage.label))
        yield from self._spelled(("start when", stage.start_when))
        yield from self._limit("up to", stage.start_limit, stage.name)
        yield from self._finish(stage)
        yield from self._limit("timeout", stage.timeout, stage.name)
        yield from self.handlers(stage.handlers, stage.name)

    def _finish(self, block: el.Stage | el.Parallel) -> Iterator[Clause]:
        if block.finish is not None:
            yield "finish when", self._join(block.finish)
        yield from self._spelled(("finish when", block.finish_when))
        if block.finish is not None or block.finish_when is not None:
            yield "rest", "continue" if block.rest_continues else "stop"

    def _step(self, step: el.AnyStep) -> Iterator[Clause]:
        yield from _given(("label", step.label))
        yield _CALLED[type(step)], _called(step)
        for field, argument in zip(step.parameters, step.arguments, strict=True):
            yield f"argument {field.name}", self.spell(argument)
        if step.after is not None:
            yield "start after", self._join(step.after)
        yield from self._spelled(("start when", step.start_when), ("only if", step.only_if))
        if step.each is not None:
            yield "for each", self._each(step.each)
            yield from self._spelled(("enough when", step.each.enough_when))
        yield from self._spelled(("finish when", step.finish_when))
        if isinstance(step, el.Interactive):
            yield from self._people(step)
        elif step.retry is not None:
            yield "retry", self._retry(step.retry)
        yield from self._spelled(("timeout", step.timeout))
        yield from self.handlers(step.handlers, step.name)
        if step.undo is not None:
            yield "undo", f"{step.undo.flow}({', '.join(map(self.spell, step.undo.arguments))})"

    def _people(self, step: el.Interactive) -> Iterator[Clause]:
        yield from self._spelled(("assign to", step.assign), ("otherwise", step.otherwise))
        if step.exclude:
            yield "exclude", ", ".join(map(self.spell, step.exclude))
        if step.due is not None:
            yield from due_clauses(step.due, self.spell)
        yield from self._spelled(("remind every", step.remind))
        if step.notice is not None:
            yield from notice_clauses(step.notice, self.spell)

    def _outcome(self, decision: el.Decision, outcome: el.Outcome) -> Iterator[Clause]:
        name = outcome.name.rpartition(".")[2]
        target = self.target(outcome.target, outcome.name)
        if outcome.when is None:
            yield "otherwise", target
            return
        place = sum(each.when is not None for each in decision.outcomes[: decision.outcomes.index(outcome)]) + 1
        yield f"outcome {name}", f"when {self.spell(outcome.when)} -> {target}"
        yield f"place of outcome {name}", str(place)

    def _arms(self, element: el.Await) -> Iterator[Clause]:
        for number, arm in enumerate(element.arms, 1):
            target = self.target(arm.target, f"{element.name}.arm.{number}")
            yield f"arm {number}", f"{self._arm(arm)} -> {target}"

    def _arm(self, arm: el.Arm) -> str:
        match arm:
            case el.EventArm():
                where = "" if arm.where is None else f" where {self.spell(arm.where)}"
                keep = "" if arm.keep is None else f" keep {self.spell(arm.keep)}"
                return f"on {arm.event}{where}{keep}"
            case el.TimerArm():
                return f"after {self.spell(arm.after)}"
            case el.ConditionArm():
                return f"on {self.spell(arm.when)}"

    def handlers(self, handlers: tuple[el.Handler, ...], owner: str) -> Iterator[Clause]:
        """The handlers of an element, or of the orchestration."""
        for handler in handlers:
            clause = "on error" if handler.code is None else f'on error "{handler.code}"'
            yield clause, _BLOCK if handler.target is None else self.target(handler.target, owner)

    def _limit(self, clause: str, limit: el.Limit | None, owner: str) -> Iterator[Clause]:
        if limit is not None:
            yield clause, f"{self.spell(limit.duration)} -> {self.target(limit.target, owner)}"

    def target(self, index: int, owner: str) -> str:
        """Where control goes, by name: a block of the owner's own has no name that a reader would know."""
        if index in (el.THE_END, el.FALLS_OFF):
            return "end" if index == el.THE_END else "below"
        name = self.graph.elements[index].name
        return _BLOCK if owner and name.startswith(f"{owner}.") else name

    def _join(self, join: el.Join) -> str:
        names = ", ".join(self.graph.elements[each].name.rpartition(".")[2] for each in join.elements)
        return names if join.count is None else f"{'any' if join.count == 1 else join.count} of {names}"

    def _each(self, each: el.ForEach) -> str:
        window = (
            "" if each.at_most is None else " one by one" if each.at_most == 1 else f" at most {each.at_most} at once"
        )
        return f"{self.spell(each.items)}{window}"

    def _retry(self, retry: el.Retry) -> str:
        every = "" if retry.every is None else f" every {self.spell(retry.every)}"
        limit = "" if retry.up_to is None else f" up to {self.spell(retry.up_to)}"
        return f"{retry.times} times{every}{' doubling' if retry.doubling else ''}{limit}"

    def spell(self, node: Expression) -> str:
        return spell(self.graph, node)

    def _spelled(self, *clauses: tuple[str, Expression | None]) -> Iterator[Clause]:
        return ((clause, self.spell(node)) for clause, node in clauses if node is not None)


_BLOCK = "{ … }"
_CALLED = {el.Background: "flow", el.Child: "run", el.Interactive: "screen"}


def _called(step: el.AnyStep) -> str:
    match step:
        case el.Background():
            return step.flow
        case el.Child():
            return step.orchestration
    return step.screen


def _given(*clauses: tuple[str, str | None]) -> Iterator[Clause]:
    return ((clause, text) for clause, text in clauses if text is not None)
