"""`"ann" may not …`: the act is tried, and nothing of it is kept."""

from collections.abc import Callable, Mapping

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.arguments import accept_arguments
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.start import Start
from orchestra_dsl.runtime.store.rows import ItemRow
from orchestra_dsl.scenario.acts import arguments
from orchestra_dsl.scenario.children import run_meant, run_of
from orchestra_dsl.scenario.items import open_items, why_not
from orchestra_dsl.scenario.people import user
from orchestra_dsl.scenario.play import Play
from orchestra_dsl.scenario.result import check
from orchestra_dsl.scenario.standing import index_of, status_of
from orchestra_dsl.scenario.work import people_of

_ANYBODY = "user:anybody else"
"""Somebody who is no party to anything: without `to` what is asked is who may give work away, not to whom."""

_ON_RUN: Mapping[str, ev.Act] = {
    "cancel": ev.RunCanceled(),
    "suspend run": ev.RunSuspended(),
    "resume run": ev.RunResumed(),
}
_ON_ITEM: Mapping[str, Callable[[ItemRow], ev.Act]] = {
    "claim": lambda item: ev.ItemClaimed(item.ref),
    "release": lambda item: ev.ItemReleased(item.ref),
    "complete": lambda item: ev.ItemCompleted(item.ref, {}),
    "skip": lambda item: ev.ItemSkipped(item.ref),
    "save": lambda item: ev.ItemSaved(item.ref, {}),
    "prioritize": lambda item: ev.ItemPrioritized(item.ref, item.priority),
    "suspend": lambda item: ev.ItemSuspended(item.ref),
    "resume": lambda item: ev.ItemResumed(item.ref),
}


def may_not(play: Play, line: s.MayNot) -> None:
    """Check that somebody may not. Raises ScenarioFailed where they may."""
    to = _to(play, line)
    refusals = _refusals(play, line, play.by(line.person), to)
    # What does not fit is no fault of who acts, unless the line says to whom it does not.
    allowed = any(each is None or (each.code == "bad value" and to is None) for each in refusals)
    named = "" if to is None else f" to {', '.join(map(principal_name, to))}"
    what = f"{line.act}{_about(line)}{named}"
    may = f"start {play.scenario.orchestration}" if line.act == "start" else what
    check(f"{line.person} may not {what}", f"{line.person} may {may}", holds=not allowed)


def _about(line: s.MayNot) -> str:
    if line.step is None:
        return ""
    return f" of {line.step.text}" if line.act in _ON_RUN else f" {line.step.text}"


def _to(play: Play, line: s.MayNot) -> tuple[str, ...] | None:
    """To whom work may not be given."""
    if line.user is not None:
        return (user(line.user),)
    return None if line.people is None else tuple(people_of(play, line.people))


def _refusals(play: Play, line: s.MayNot, by: Acting, to: tuple[str, ...] | None) -> list[Refusal | None]:
    """Why the act would be refused: of the run, or of each of the open work items that it could be about."""
    if line.act == "start":
        return [_start(play, by)]
    if line.act == "view":
        return [_view(play, by)]
    if line.act in _ON_RUN:
        return [_deliver(play, run_meant(play, line.step), _ON_RUN[line.act], by)]
    assert line.step is not None
    if line.act == "retry" or (line.act == "skip" and status_of(play, line.step) == Status.ERROR):
        index = index_of(play, line.step)
        tried = ev.ElementRetried(index) if line.act == "retry" else ev.ElementSkipped(index)
        return [_deliver(play, run_of(play, line.step), tried, by)]
    return [
        why_not(play, item, _on_item(line.act, item, to or (_ANYBODY,)), by) for item in open_items(play, line.step)
    ]


def _on_item(act: str, item: ItemRow, to: tuple[str, ...]) -> ev.Act:
    match act:
        case "delegate":
            return ev.ItemDelegated(item.ref, to[0])
        case "reassign":
            return ev.ItemReassigned(item.ref, to)
        case _:
            return _ON_ITEM[act](item)


def _deliver(play: Play, run: str, act: ev.Act, by: Acting) -> Refusal | None:
    return play.engine.would(Deliver(play.engine.run_key(run), act, by))


def _start(play: Play, by: Acting) -> Refusal | None:
    orchestration = play.engine.programs.orchestration(play.scenario.orchestration)
    values = accept_arguments(orchestration.graph.parameters, arguments(play))
    return play.engine.would(Start(orchestration, values, by))


def _view(play: Play, by: Acting) -> Refusal | None:
    try:
        play.engine.runs.check_view(play.run().id, by)
    except Refusal as refusal:
        return refusal
    return None
