"""What can be seen of the model's run, in the same plain words as of the interpreter's."""

from collections import Counter
from typing import Any

from orchestra_dsl.graph.elements import ROOT, Stage, Step, Undo
from tests.model import clock, failing
from tests.model.state import OPEN, Place, Run, WorkItem
from tests.model.world import World

Seen = dict[str, Any]


def of_model(run: Run, world: World) -> Seen:
    """All that can be seen."""
    if run.status != "active":
        return {"run": _run(run), "items": {}, "timers": {}, "questions": []}
    errors = _errors(run)
    return {
        "run": {"status": "suspended" if run.suspended else "error" if errors else "active"},
        "elements": _elements(run, errors),
        "control": {
            "" if scope == ROOT else _name(run, scope): _name(run, each.at) for scope, each in run.threads.items()
        },
        "errors": errors,
        "parallels": _parallels(run),
        "items": {
            (_name(run, each.step), each.instance): _item(run, each)
            for each in run.work
            if each.status in ("open", "claimed")
        },
        "timers": _timers(run, world),
        "questions": _questions(run),
        "variables": {run.graph.variables[index].name: value for index, value in run.variables.items()},
        "undo": _undo(run),
        "kept": Counter(each.event for each in run.kept if any(until > run.now for until in each.until.values())),
        "run.error": run.error and (run.error["code"], run.error["element"]),
    }


def _run(run: Run) -> Seen:
    seen: Seen = {"status": run.status}
    if run.status == "failed":
        seen["reason"] = run.outcome
    elif run.status == "completed":
        seen |= {"outcome": run.outcome, "outputs": run.result or None}
    return seen


def _name(run: Run, index: int) -> str:
    return run.graph.elements[index].name


def _errors(run: Run) -> dict[str, list[str]]:
    """What is in error and nobody handles, by element."""
    found: dict[str, list[str]] = {}
    for place, failure in failing.failures(run):
        if failure.left:
            found.setdefault(_name(run, place[0]), []).append(failure.code)
    return {name: sorted(codes) for name, codes in found.items()}


def _elements(run: Run, errors: dict[str, list[str]]) -> Seen:
    statuses = {index: each.status for index, each in run.steps.items()}
    statuses |= {index: each.status for index, each in run.stages.items()}
    shown = {each.name: index for index, each in enumerate(run.graph.elements) if isinstance(each, Stage | Step)}
    return {name: "error" if name in errors else statuses.get(index, "not started") for name, index in shown.items()}


def _parallels(run: Run) -> Seen:
    return {
        _name(run, index): sorted(_name(run, branch) for branch, status in each.branches.items() if status in OPEN)
        for index, each in run.parallels.items()
        if each.status in OPEN
    }


def _item(run: Run, item: WorkItem) -> Seen:
    closed = run.suspended or item.rests or run.steps[item.step].instances[item.instance].disabled
    return {
        "status": "suspended" if closed else item.status,
        "candidates": sorted(item.candidates),
        "claimed by": item.claimed_by,
        "due": item.due_at,
        "delegated": sorted(item.delegated),
        "opened": item.opened_at,
        "priority": item.priority,
        "about": item.about,
        "locks": item.locks,
    }


def _timers(run: Run, world: World) -> Seen:
    """The interpreter sets a timer for the first `after` of an await alone."""
    found: dict[Any, list[int]] = {}
    for timer in clock.timers(run, world):
        if timer.what != "condition":
            found.setdefault((timer.what, *_place(run, timer.place)), []).append(timer.at)
    return {key: [min(times)] if key[0] == "after" else sorted(times) for key, times in found.items()}


def _place(run: Run, place: Place) -> tuple[str, int]:
    return _name(run, place[0]), -1 if place[1] is None else place[1]


def _questions(run: Run) -> list[tuple[Any, ...]]:
    """The questions to predicates that are under way."""
    return sorted(
        (*_place(run, place), question[0], repr(question[1]))
        for place, answers in run.answers.items()
        for question, answer in answers.items()
        if answer.value is None
    )


def _undo(run: Run) -> list[tuple[Any, ...]]:
    """What can be undone, where anything ever is."""
    undoes = any(isinstance(each, Undo) for each in run.graph.elements)
    done = run.done if undoes else ()
    return [(_name(run, each.step), each.instance, list(each.arguments.values())) for each in done]
