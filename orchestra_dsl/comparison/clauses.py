"""What an element says, clause by clause, as texts that can be compared.

The names of elements stand in the texts for their indices, so that nothing differs only because something else was
added. What follows an element is told by the order of elements, not here.
"""

from collections.abc import Iterator

from orchestra_dsl.comparison.step_clauses import step_clauses
from orchestra_dsl.comparison.texts import Clause, Texts, given
from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.model import Graph


def clauses_of(graph: Graph, element: el.AnyElement) -> dict[str, str]:
    """Every clause of an element by its words, with its text."""
    texts = Texts(graph)
    return dict(step_clauses(element, texts) if isinstance(element, el.Step) else _clauses(element, texts))


def handler_clauses(graph: Graph) -> Iterator[Clause]:
    """The handlers of the orchestration itself."""
    return Texts(graph).handlers(graph.handlers, "")


def _clauses(element: el.AnyElement, texts: Texts) -> Iterator[Clause]:
    match element:
        case el.Stage():
            yield from _stage(element, texts)
        case el.Decision():
            for outcome in element.outcomes:
                yield from _outcome(element, outcome, texts)
        case el.Parallel():
            yield from _finish(element, texts)
        case el.Await():
            yield from _arms(element, texts)
        case el.Assign() | el.Update() | el.Notify() | el.Log():
            yield from _spelled(element, texts)
        case el.GoTo():
            yield "target", texts.target(element.target, element.name)
        case el.End():
            yield from given(("outcome", element.outcome))
            yield from texts.spelled(("with", element.outputs))
        case el.Fail():
            yield "reason", texts.spell(element.reason)
        case el.Cancel():
            yield "cancel", texts.target(element.target, element.name)
        case el.Undo(back_to=int() as stage):
            yield "back to", texts.target(stage, "")
        case _:
            pass


def _spelled(element: el.Assign | el.Update | el.Notify | el.Log, texts: Texts) -> Iterator[Clause]:
    """What is done in passing: a value, a write, a message, a line."""
    match element:
        case el.Assign():
            yield "variable", texts.graph.variables[element.variable].name
            yield "value", texts.spell(element.value)
        case el.Update():
            yield "record", texts.spell(element.record)
            yield "fields", texts.spell(element.changes)
        case el.Notify():
            yield "people", texts.spell(element.people)
            yield "via", ", ".join(element.channels)
            yield "text", texts.spell(element.body)
        case el.Log():
            yield "text", texts.spell(element.text)


def _stage(stage: el.Stage, texts: Texts) -> Iterator[Clause]:
    yield from given(("label", stage.label))
    yield from texts.spelled(("start when", stage.start_when))
    yield from texts.limit("up to", stage.start_limit, stage.name)
    yield from given(("one at a time", "yes" if stage.one_at_a_time else None))
    yield from texts.spelled(("lock", stage.lock))
    yield from _finish(stage, texts)
    yield from texts.limit("timeout", stage.timeout, stage.name)
    yield from texts.handlers(stage.handlers, stage.name)


def _finish(block: el.Stage | el.Parallel, texts: Texts) -> Iterator[Clause]:
    if block.finish is not None:
        yield "finish when", texts.join(block.finish)
    yield from texts.spelled(("finish when", block.finish_when))
    if block.finish is not None or block.finish_when is not None:
        yield "rest", "continue" if block.rest_continues else "stop"


def _outcome(decision: el.Decision, outcome: el.Outcome, texts: Texts) -> Iterator[Clause]:
    name = outcome.name.rpartition(".")[2]
    target = texts.target(outcome.target, outcome.name)
    if outcome.when is None:
        yield "otherwise", target
        return
    place = sum(each.when is not None for each in decision.outcomes[: decision.outcomes.index(outcome)]) + 1
    yield f"outcome {name}", f"when {texts.spell(outcome.when)} -> {target}"
    yield f"place of outcome {name}", str(place)


def _arms(element: el.Await, texts: Texts) -> Iterator[Clause]:
    for number, arm in enumerate(element.arms, 1):
        target = texts.target(arm.target, f"{element.name}.arm.{number}")
        yield f"arm {number}", f"{_arm(arm, texts)} -> {target}"


def _arm(arm: el.Arm, texts: Texts) -> str:
    match arm:
        case el.EventArm():
            where = "" if arm.where is None else f" where {texts.spell(arm.where)}"
            keep = "" if arm.keep is None else f" keep {texts.spell(arm.keep)}"
            return f"on {arm.event}{where}{keep}"
        case el.TimerArm():
            return f"after {texts.spell(arm.after)}"
        case el.ConditionArm():
            return f"on {texts.spell(arm.when)}"
