"""A run's history in words: what happened, to what, when, by whom.

The words are those of the interpreter's notes; a note that only says what the line before has said is left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from orchestra_dsl.graph.conditions import word_of
from orchestra_dsl.graph.elements import (
    ROOT,
    AnyElement,
    Await,
    Background,
    Branch,
    Child,
    Decision,
    Interactive,
    Notify,
    Parallel,
    Stage,
    Step,
    Update,
)
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.moments import show_duration
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.runtime.views import Entry
from orchestra_dsl.runtime.views import Line as Note

Detail = Mapping[str, Any]


@attrs.frozen
class Line:
    """One line of a timeline: when (microseconds since 1970), where (`Resolve / Fix the problem`), and what.

    `element` is the dotted name of the element, None for the run itself; `what` the word that `text` tells. `sequence`
    is the number of the event in the run's history; `actor` and `door` say who caused it, and the way in.
    """

    at: int
    element: str | None
    place: str
    what: str
    text: str
    sequence: int = 0
    actor: str | None = None
    door: str | None = None


class Timeline:
    """Tells the histories of runs of one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._elements = {element.name: element for element in graph.elements}

    def lines(self, entries: Iterable[Entry]) -> list[Line]:
        """The lines of these events."""
        return [line for entry in entries for line in self._entry(entry)]

    def place(self, name: str | None, instance: int | None = None) -> str:
        """An element as people know it: its label below its stage's; for the run itself the orchestration's.

        Of a `for each` the number of an instance may follow: `Resolve / Review #2`.
        """
        if instance is not None:
            return f"{self.place(name)} #{instance}"
        if name is None:
            return self.graph.label or self.graph.name
        labels: list[str] = []
        element: AnyElement | None = self._elements[name]
        while element is not None:
            if isinstance(element, Decision):
                labels.append(f"Decision {element.name.rpartition('.')[2]}")
            elif isinstance(element, Notify):
                labels.append("Notify")
            elif isinstance(element, Parallel | Branch | Await):
                labels.append(_label(element))
            elif isinstance(element, Update):
                labels.append(f"Update of {element.type}")
            elif isinstance(element, Stage | Step):
                labels.append(element.label or element.name.rpartition(".")[2])
            element = None if element.scope == ROOT else self.graph.elements[element.scope]
        return " / ".join(reversed(labels))

    def _entry(self, entry: Entry) -> Iterable[Line]:
        notes = entry.lines
        said = {(*_about(note), note.what) for note in notes}
        for note in notes:
            if not any((*_about(note), other) in said for other in _COVERED_BY.get(note.what, ())):
                element, instance = _about(note)
                yield Line(
                    at=note.at,
                    element=element,
                    place=self.place(element, instance),
                    what=note.what,
                    text=self._sentence(note),
                    sequence=entry.sequence,
                    actor=entry.actor,
                    door=entry.door,
                )

    def _sentence(self, note: Note) -> str:
        if note.element is None:
            tell = _OF_RUN.get(note.what)
        else:
            element = self._elements[note.element]
            if note.what == "started" and "instances" in note.detail:
                return _for_each(note.detail["instances"])
            if isinstance(element, Background) and note.what == "started":
                return f"calls {element.flow}"
            tell = _OF_KIND.get(type(element), {}).get(note.what) or _OF_ANY.get(note.what)
        return note.what if tell is None else tell(note.detail)


def _label(element: Parallel | Branch | Await) -> str:
    """`Parallel closing`, `Branch letters`, `Await answer`; without a name `Await`, `Wait` or `Wait until`."""
    word = word_of(element.name)
    return f"{type(element).__name__} {element.name}" if word is None else word.capitalize()


def _about(note: Note) -> tuple[str | None, int | None]:
    """What a note is about: an element, of a `for each` perhaps one of its instances."""
    return note.element, note.detail.get("instance")


def _for_each(instances: int) -> str:
    return f"starts for each of {instances:,}" if instances else "has nothing to do: the list is empty"


_COVERED_BY = {
    "entered": ("started", "waiting"),  # a stage without a condition starts at once
    "waiting": ("started",),  # its condition holds at once
    "started": ("opened", "child started"),  # what opens, or runs, is the step's start
    "completed": ("submitted",),  # what a person has completed
    "failed": ("error", "retrying", "handled"),  # what came of the failure says what failed
}
"""A note is left out where the same event says one of these of the same element and instance."""


def _names(people: Any) -> str:
    """Users, groups and queues as they are named to people."""
    return _listed([principal_name(each) for each in people])


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "nobody"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _by(detail: Detail) -> str:
    return f" by {principal_name(detail['by'])}" if detail.get("by") else ""


def _somebody(detail: Detail) -> str:
    return principal_name(detail["by"]) if detail.get("by") else "an administrator"


def _why(detail: Detail) -> str:
    code, message = detail.get("code"), detail.get("message")
    return f"{message} ({code})" if message and code and code not in message else str(message or code)


def _always(text: str) -> Callable[[Detail], str]:
    return lambda _detail: text


def _ended(word: str) -> Callable[[Detail], str]:
    return lambda detail: f"{word}: {detail['outcome']}" if detail.get("outcome") else word


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

_OF_RUN: dict[str, Callable[[Detail], str]] = {
    "started": lambda detail: f"started{_by(detail)}",
    "completed": _ended("ended"),
    "failed": _ended("failed"),
    "canceled": _ended("canceled"),
    "kept": lambda detail: f"keeps the event {detail['event']} for later",
    "not understood": lambda detail: f"cannot read the event {detail['event']}: {detail['message']}",
}

_OF_ANY: dict[str, Callable[[Detail], str]] = {
    "entered": _always("begins"),
    "waiting": _always("waits for its condition"),
    "started": _always("starts"),
    "completed": _always("completed"),
    "skipped": _always("skipped"),
    "discontinued": _always("discontinued"),
    "canceled": _always("canceled"),
    "failed": lambda detail: f"failed: {_why(detail)}",
    "error": lambda detail: f"in error: {_why(detail)}; it waits for somebody to retry it",
    "handled": lambda detail: f"the error {detail['code']} is handled",
    "timed out": _always("took too long"),
    "notified": lambda detail: f"notifies {_names(detail.get('to', ()))} via {_listed(detail['channels'])}",
    "told": lambda detail: f"{_names(detail.get('to', ()))} told via {detail['channel']}",
    "not told": lambda detail: f"the notification via {detail['channel']} was given up: {detail['message']}",
    "undoing": _always("is being undone"),
    "undone": _always("undone"),
    "retried": lambda detail: f"{_somebody(detail)} has it tried again",
    "skipped by hand": lambda detail: f"{_somebody(detail)} has it skipped",
    "completed by hand": lambda detail: f"{_somebody(detail)} completes it by hand",
}

_OF_KIND: dict[type, dict[str, Callable[[Detail], str]]] = {
    Background: {"retrying": _retrying},
    Child: {"retrying": _retrying, "child started": lambda detail: f"starts run {detail['run']}"},
    Update: {"written": _written},
    Interactive: {
        "opened": lambda detail: f"open for {_names(detail.get('candidates', ()))}{_INSTEAD[detail.get('instead')]}",
        "submitted": lambda detail: f"completed{_by(detail)}",
        "claimed": lambda detail: f"claimed{_by(detail)}",
        "reminded": lambda detail: f"reminds {_names(detail.get('to', ()))}",
        "not done on time": lambda detail: f"its due time could not be acted on: {_why(detail)}; the work stays open",
        "default words": lambda detail: f"people are told in default words: {_why(detail)}",
        "released": lambda detail: f"released{_by(detail)}",
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
