"""The sentence of each word that the interpreter notes in a run's history."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from orchestra_dsl.graph.elements import (
    AnyElement,
    Await,
    Background,
    Cancel,
    Child,
    Decision,
    Interactive,
    Log,
    Update,
)
from orchestra_dsl.graph.moments import show_duration, show_instant
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.runtime.counters.views import Line as Note

Detail = Mapping[str, Any]


def sentence(note: Note, element: AnyElement | None) -> str:
    """What has happened to an element; None for the run itself."""
    if element is None:
        tell = _OF_RUN.get(note.what)
    else:
        if note.what == "started" and "instances" in note.detail:
            return _for_each(note.detail["instances"])
        if isinstance(element, Background) and note.what == "started":
            return f"calls {element.flow}"
        tell = _OF_KIND.get(type(element), {}).get(note.what) or _OF_ANY.get(note.what)
    return note.what if tell is None else tell(note.detail)


def _for_each(instances: int) -> str:
    return f"starts for each of {instances:,}" if instances else "has nothing to do: the list is empty"


def _names(people: Any) -> str:
    """Users, groups and queues as they are named to people."""
    return _listed([principal_name(each) for each in people])


def _told(detail: Detail) -> str:
    """Who has been told; of substitutes, for whom."""
    places = detail.get("places", {})
    named = [(principal_name(each), places.get(each)) for each in detail.get("to", ())]
    return _listed([name if people is None else f"{name} (for {_names(people)})" for name, people in named])


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "nobody"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _by(detail: Detail) -> str:
    place = f" for {principal_name(detail['place_of'])}" if detail.get("place_of") else ""
    return f" by {principal_name(detail['by'])}{place}" if detail.get("by") else ""


def _caused(detail: Detail) -> str:
    return f" {detail['cause']}" if detail.get("cause") else ""


def _somebody(detail: Detail) -> str:
    return principal_name(detail["by"]) if detail.get("by") else "an administrator"


def _why(detail: Detail) -> str:
    code, message = detail.get("code"), detail.get("message")
    return f"{message} ({code})" if message and code and code not in message else str(message or code)


def _because(detail: Detail) -> str:
    return f": {detail['reason']}" if detail.get("reason") else ""


def _until(detail: Detail) -> str:
    return f" until {show_instant(detail['until'])}" if detail.get("until") is not None else ""


def _always(text: str) -> Callable[[Detail], str]:
    return lambda _detail: text


def _ended(word: str) -> Callable[[Detail], str]:
    return lambda detail: f"{word}: {detail['outcome']}" if detail.get("outcome") else word


def _starts(detail: Detail) -> str:
    return f"starts, for {_names([detail['acting_for']])}" if detail.get("acting_for") else "starts"


def _retrying(detail: Detail) -> str:
    when = f"in {show_duration(detail['after'])}" if detail.get("after") else "at once"
    return f"attempt {detail['attempt']} failed: {_why(detail)}; trying again {when}"


def _written(detail: Detail) -> str:
    problems = detail.get("problems")
    return f"written; triggers met errors: {'; '.join(problems)}" if problems else "written"


_INSTEAD = {
    None: "",
    "otherwise": ", because none of those it is assigned to may do it",
    "administrators": ": the administrators stand in, because nobody else may do it",
}

_LEFT = {None: "", "otherwise": ": others stand in", "administrators": ": the administrators stand in"}

_OF_RUN: dict[str, Callable[[Detail], str]] = {
    "started": lambda detail: f"started{_by(detail)}{_caused(detail)}",
    "completed": _ended("ended"),
    "failed": _ended("failed"),
    "canceled": _ended("canceled"),
    "canceling": lambda detail: f"is being canceled{_by(detail)}{_because(detail)}; first comes what it does on cancel",
    "suspended": lambda detail: f"suspended{_by(detail)}{_because(detail)}",
    "resumed": lambda detail: f"resumed{_by(detail)}",
    "not begun": _always("does not begin any more: it had been canceled before"),
    "kept": lambda detail: f"keeps the event {detail['event']} for later",
    "not kept": lambda detail: f"does not keep the event {detail['event']}: {detail['most']:,} are kept, and no more",
    "not understood": lambda detail: f"cannot read the event {detail['event']}: {detail['message']}",
}

_OF_ANY: dict[str, Callable[[Detail], str]] = {
    "entered": _always("begins"),
    "waiting": _always("waits for its condition"),
    "started": _starts,
    "completed": _always("completed"),
    "skipped": _always("skipped"),
    "discontinued": _always("discontinued"),
    "canceled": _always("canceled"),
    "failed": lambda detail: f"failed: {_why(detail)}",
    "error": lambda detail: f"in error: {_why(detail)}; it waits for somebody to retry it",
    "handled": lambda detail: f"the error {detail['code']} is handled",
    "waits for turn": _always("waits for its turn"),
    "waits for lock": lambda detail: f"stands in line for the lock {detail['lock']}",
    "has lock": lambda detail: f"has the lock {detail['lock']}",
    "timed out": _always("took too long"),
    "notified": lambda detail: f"notifies {_names(detail.get('to', ()))} via {_listed(detail['channels'])}",
    "told": lambda detail: f"{_told(detail)} told via {detail['channel']}",
    "not told": lambda detail: f"the notification via {detail['channel']} was given up: {detail['message']}",
    "undoing": _always("is being undone"),
    "undone": _always("undone"),
    "retried": lambda detail: f"{_somebody(detail)} has it tried again",
    "skipped by hand": lambda detail: f"{_somebody(detail)} has it skipped",
    "added": lambda detail: f"{_somebody(detail)} adds another one",
    "no more": lambda detail: f"{_somebody(detail)} says that nothing more will be added",
    "completed by hand": lambda detail: f"{_somebody(detail)} completes it by hand",
}

_OF_CALLS: dict[str, Callable[[Detail], str]] = {
    "retrying": _retrying,
    "answered unheard": _always("answered; nobody has waited for it"),
    "failed unheard": lambda detail: f"failed, and nobody has waited for it: {_why(detail)}",
}

_OF_KIND: dict[type, dict[str, Callable[[Detail], str]]] = {
    Background: _OF_CALLS,
    Child: {**_OF_CALLS, "child started": lambda detail: f"starts run {detail['run']}"},
    Update: {"written": _written},
    Cancel: {"nothing to cancel": _always("there is nothing open to cancel")},
    Log: {"logged": lambda detail: detail["text"]},
    Interactive: {
        "opened": lambda detail: f"open for {_names(detail.get('candidates', ()))}{_INSTEAD[detail.get('instead')]}",
        "submitted": lambda detail: f"completed{_by(detail)}",
        "claimed": lambda detail: f"claimed{_by(detail)}",
        "nobody left": lambda detail: f"nobody is left of {_names(detail['candidates'])}{_LEFT[detail['instead']]}",
        "passed over": lambda detail: f"skipped{_by(detail)}",
        "reminded": lambda detail: f"reminds {_names(detail.get('to', ()))}",
        "not done on time": lambda detail: f"its due time could not be acted on: {_why(detail)}; the work stays open",
        "default words": lambda detail: f"people are told in default words: {_why(detail)}",
        "suspended": lambda detail: f"suspended{_until(detail)}{_by(detail)}",
        "resumed": lambda detail: f"resumed{_by(detail)}" if detail.get("by") else "goes on: its time has come",
        "allocated": lambda detail: f"allocated to {_names([detail['to']])} by {detail['policy']}",
        "not allocated": lambda detail: (
            f"offered to all, because {detail['policy']} could not choose: {detail['message']}"
        ),
        "saved": lambda detail: f"a draft is saved{_by(detail)}: {_listed(detail['fields'])}",
        "prioritized": lambda detail: f"priority {detail['priority']} instead of {detail['before']}{_by(detail)}",
        "taken back": lambda detail: f"taken back from {_names(detail['people'])}, who may not do it any more",
        "released": lambda detail: f"released{_by(detail)}",
        "disabled": _always("closed as long as `enabled while` does not hold"),
        "enabled": _always("open again"),
        "delegated": lambda detail: f"delegated to {_names(detail['to'])}{_by(detail)}",
        "strangers": lambda detail: f"the directory does not know {_names(detail['people'])}",
        "reassigned": lambda detail: f"reassigned to {_names(detail.get('to', ()))}{_by(detail)}",
    },
    Await: {
        "waiting": _always("waits"),
        "received": lambda detail: f"the event {detail['event']} has arrived",
        "met": _always("its condition holds"),
        "elapsed": _always("its time has passed"),
        "not kept": lambda detail: f"how long to keep an event cannot be told: {_why(detail)}",
    },
    Decision: {"decided": lambda detail: detail["outcome"].rpartition(".")[2]},
}

WORDS = frozenset(_OF_RUN) | frozenset(_OF_ANY) | frozenset(word for each in _OF_KIND.values() for word in each)
"""Every word that has a sentence; a test compares them with those that the interpreter uses."""
