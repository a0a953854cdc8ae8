"""The clauses of elements as small badges, in the words of the source."""

from collections.abc import Iterator

from orchestra_dsl.drawing.model import Badge
from orchestra_dsl.drawing.texts import Said
from orchestra_dsl.graph.elements import (
    AnyStep,
    Background,
    Child,
    Due,
    Interactive,
    Join,
    NotifyRung,
    Parallel,
    Reassign,
    Retry,
    Rung,
    Stage,
)
from orchestra_dsl.graph.model import EventTrigger, Graph, ScheduleTrigger, Trigger


def of_orchestration(graph: Graph, said: Said) -> tuple[Badge, ...]:
    """What starts a run, who may do what, and the version."""
    found = [_trigger(graph, each, said[f"start {number} when"]) for number, each in enumerate(graph.triggers, 1)]
    for number, grant in enumerate(graph.grants, 1):
        found.append(Badge("people", f"{grant.act} by {said[f'allow {number}']}".rstrip()))
    if graph.version is not None:
        found.append(Badge("again", f"version {graph.version}"))
    return tuple(found)


def _trigger(graph: Graph, trigger: Trigger, condition: str) -> Badge:
    match trigger:
        case ScheduleTrigger(cron=cron, zone=zone):
            return Badge("time", f'every "{cron}" in {zone}')
        case EventTrigger(event=event):
            return Badge("condition", f"on {event}{f' when {condition}' if condition else ''}")
    changes = " or ".join(["created"] * trigger.created + ["updated"] * trigger.updated)
    when = f" when {condition}" if condition else ""
    return Badge("condition", f"on {graph.parameters[trigger.parameter].name} {changes}{when} {trigger.rerun}")


def of_stage(graph: Graph, stage: Stage, said: Said) -> tuple[Badge, ...]:
    """How a stage is entered and finished; its time limits are edges."""
    found = [] if stage.start_when is None else [Badge("condition", said.clause("start when"))]
    if stage.one_at_a_time:
        found.append(Badge("condition", "one at a time"))
    if stage.lock is not None:
        found.append(Badge("condition", said.clause("lock")))
    return (*found, *_finish(graph, stage, said))


def of_branches(graph: Graph, parallel: Parallel, said: Said) -> tuple[Badge, ...]:
    """How the branches of a parallel are joined."""
    return tuple(_finish(graph, parallel, said)) or (Badge("condition", "finish when all"),)


def _finish(graph: Graph, element: Stage | Parallel, said: Said) -> Iterator[Badge]:
    if element.finish_when is not None:
        yield Badge("condition", said.clause("finish when"))
    elif element.finish is not None:
        everything = element.steps if isinstance(element, Stage) else element.branches
        yield Badge("condition", f"finish when {_join(graph, element.finish, everything)}")
    if element.rest_continues:
        yield Badge("condition", "rest continue")


def _join(graph: Graph, join: Join, everything: tuple[int, ...] = ()) -> str:
    names = ", ".join(graph.elements[each].name.rpartition(".")[2] for each in join.elements)
    if join.elements == everything and join.count in (None, 1):
        return "all" if join.count is None else "any"
    if join.count is None:
        return f"all of {names}" if everything else names
    return f"any of {names}" if join.count == 1 else f"{join.count} of {names}"


def of_step(graph: Graph, step: AnyStep, said: Said) -> tuple[Badge, ...]:
    """The clauses of a step, in the order in which they are asked."""
    return (
        *(_people(step, said) if isinstance(step, Interactive) else ()),
        *_beginning(graph, step, said),
        *(_due(step.due, said) if isinstance(step, Interactive) and step.due is not None else ()),
        *_going(step, said),
    )


def _people(step: Interactive, said: Said) -> Iterator[Badge]:
    if step.assign is not None:
        yield Badge("people", said.clause("assign to"))
    if step.otherwise is not None:
        yield Badge("people", said.clause("otherwise"))
    if step.same_as is not None:
        yield Badge("people", said.clause("same person as"))
    if step.different:
        yield Badge("people", "different people")
    if step.exclude:
        names = ", ".join(said[f"exclude {number}"] for number in range(1, len(step.exclude) + 1))
        yield Badge("people", f"exclude {names}".rstrip(" ,"))
    if step.locks is not None:
        yield Badge("people", said.clause("locks") + " except assignees" * step.assignees_may_write)
    if step.delegates is not None:
        yield Badge("people", said.clause("may delegate to"))
    if step.may_skip:
        yield Badge("people", "may skip")


def _beginning(graph: Graph, step: AnyStep, said: Said) -> Iterator[Badge]:
    if step.after is not None and (step.after.count is not None or len(step.after.elements) > 1):
        yield Badge("condition", f"after {_join(graph, step.after)}")
    if step.start_when is not None:
        yield Badge("condition", said.clause("start when"))
    if step.only_if is not None:
        yield Badge("condition", said.clause("only if"))
    if isinstance(step, Interactive) and step.enabled_while is not None:
        yield Badge("condition", said.clause("enabled while"))
    if step.each is not None:
        most = {None: "", 1: " one by one"}.get(step.each.at_most, f" at most {step.each.at_most} at once")
        yield Badge("again", said.clause("for each") + most)
        if step.each.may_add:
            yield Badge("again", "may add")
        if step.each.enough_when is not None:
            yield Badge("again", said.clause("enough when"))


def _due(due: Due, said: Said) -> Iterator[Badge]:
    words = said.clause("due in") if due.within is not None else said.clause("due at")
    rungs = [_rung(rung, f"rung {number}", said) for number, rung in enumerate(due.rungs, 1)]
    yield Badge("time", words, "; ".join(rungs))


def _rung(rung: Rung, words: str, said: Said) -> str:
    moment = f"at {rung.percent}%" if rung.percent is not None else f"after {said[f'{words} after']}"
    people = said[f"{words} people"]
    match rung.action:
        case NotifyRung(channels=channels):
            return f"{moment} notify {people} via {', '.join(channels)}"
        case Reassign():
            return f"{moment} reassign to {people}"
    return f"{moment} remind"


def _going(step: AnyStep, said: Said) -> Iterator[Badge]:
    if isinstance(step, Interactive) and step.remind is not None:
        yield Badge("time", said.clause("remind every"))
    if isinstance(step, Interactive) and step.priority is not None:
        yield Badge("people", said.clause("priority"))
    if isinstance(step, Background | Child) and step.retry is not None:
        yield Badge("again", _retry(step.retry, said))
    if isinstance(step, Background | Child) and not step.waits:
        yield Badge("again", "without waiting")
    if isinstance(step, Background | Child) and step.acting_for is not None:
        yield Badge("people", said.clause("as"))
    if step.timeout is not None:
        yield Badge("time", said.clause("timeout"))
    if step.finish_when is not None:
        yield Badge("condition", said.clause("finish when"))
    if step.withdraw_when is not None:
        yield Badge("condition", said.clause("withdraw when"))
    if step.undo is not None:
        yield Badge("again", f"undo {step.undo.flow}")


def _retry(retry: Retry, said: Said) -> str:
    words = [f"retry {retry.times} times"]
    words += [said.clause("every")] if retry.every is not None else []
    words += ["doubling"] if retry.doubling else []
    words += [f"up to {said['doubling up to']}".rstrip()] if retry.up_to is not None else []
    return " ".join(words)
