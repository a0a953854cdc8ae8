"""What can be seen of the interpreter's run, in plain words, as `seen_model.py` has it of the model's.

Elements go by their names. What only one side keeps, such as outputs that nothing can read any more, is left out.
"""

from collections import Counter
from typing import Any

from orchestra_dsl.graph.elements import ROOT, Parallel, Stage, Step
from orchestra_dsl.graph.statuses import ENDED, Status
from orchestra_dsl.interpreter.commit import Item
from orchestra_dsl.interpreter.events import WHOLE, Ref
from orchestra_dsl.interpreter.holders import failures_at
from orchestra_dsl.interpreter.state import State
from tests.model.agreement.fast import Fast

Seen = dict[str, Any]
TIMERS = ("timeout", "limit", "after", "retry", "again", "rung", "remind", "resume")
"""Those of which the source speaks. When a condition is asked again is each side's own concern."""


def of_fast(fast: Fast) -> Seen:
    """All that can be seen."""
    state = fast.state
    if state.status in ENDED:
        return {"run": _run(fast), "items": {}, "timers": {}, "questions": []}
    return {
        "run": _run(fast),
        "elements": _elements(fast, state),
        "control": _control(fast, state),
        "errors": {fast.name(each): sorted(one.code for one in failures_at(state, each)) for each in state.failing},
        "parallels": _parallels(fast, state),
        "items": {(each.element, each.ref.instance): _item(each) for each in fast.open_items},
        "timers": _timers(fast),
        "questions": sorted((*_place(fast, each.ref), each.predicate, repr(each.arguments)) for each in fast.questions),
        "variables": {fast.graph.variables[index].name: value for index, value in state.variables.items()},
        "undo": [
            (fast.name(each.step), each.instance, [one for one in each.arguments if one is not None])
            for each in state.done
        ],
        "kept": Counter(each.message.event for each in state.messages if _is_alive(fast, each.arms)),
        "run.error": state.error and (state.error["code"], state.error["element"]),
    }


def _run(fast: Fast) -> Seen:
    summary = fast.summary
    seen: Seen = {"status": summary.status.words}
    if summary.status == Status.FAILED:
        seen["reason"] = summary.error
    elif summary.status == Status.COMPLETED:
        seen |= {"outcome": summary.outcome, "outputs": summary.outputs or None}
    return seen


def _elements(fast: Fast, state: State) -> Seen:
    """Where stages and steps stand: what is open says so, of the others the history tells."""
    open_ = {index: each.status.words for index, each in state.steps.items()}
    open_ |= {index: each.status.words for index, each in state.stages.items()}
    statuses = {**fast.last, **open_} | dict.fromkeys(state.failing, "error")
    shown = [index for index, each in enumerate(fast.graph.elements) if isinstance(each, Stage | Step)]
    return {fast.name(index): statuses.get(index, "not started") for index in shown}


def _control(fast: Fast, state: State) -> Seen:
    """Where control stands, by scope; not yet in it is who waits until a handler's block is free."""
    threads = {
        key if each.block is None else each.block: each for key, each in state.threads.items() if each.at != each.block
    }
    return {"" if scope == ROOT else fast.name(scope): fast.name(each.at) for scope, each in threads.items()}


def _parallels(fast: Fast, state: State) -> Seen:
    """The open parallels, with their open branches."""
    found: Seen = {}
    for index, each in state.parallels.items():
        element = fast.graph.elements[index]
        assert isinstance(element, Parallel)
        if not each.completed:
            found[element.name] = sorted(fast.name(one) for one in element.branches if one not in each.statuses)
    return found


def _item(item: Item) -> Seen:
    return {
        "status": item.status.words,
        "candidates": sorted(item.candidates),
        "claimed by": item.claimed_by,
        "due": item.due_at,
        "delegated": sorted(item.delegated),
        "opened": item.opened_at,
        "priority": item.priority,
        "about": item.about,
        "locks": item.locks,
    }


def _timers(fast: Fast) -> Seen:
    found: dict[Any, list[int]] = {}
    for (kind, ref), due in fast.rows.timers.items():
        if kind in TIMERS:
            found.setdefault((kind, *_place(fast, ref)), []).append(due)
    return {key: sorted(each) for key, each in found.items()}


def _place(fast: Fast, ref: Ref) -> tuple[str, int]:
    """An element, and its instance; WHOLE for the element itself."""
    return fast.name(ref.element), ref.instance if isinstance(fast.graph.elements[ref.element], Step) else WHOLE


def _is_alive(fast: Fast, arms: tuple[tuple[int, int, int], ...]) -> bool:
    return any(until > fast.world.now for _, _, until in arms)
