"""A run's history in words: what happened, to what, when, by whom.

The words are those of the interpreter's notes (sentences.py); a note that only says what the line before has said is
left out.
"""

from collections.abc import Iterable

import attrs

from orchestra_dsl.graph.conditions import word_of
from orchestra_dsl.graph.elements import (
    ROOT,
    AnyElement,
    Assign,
    Await,
    Branch,
    Cancel,
    Decision,
    End,
    Fail,
    Log,
    Notify,
    Parallel,
    Stage,
    Step,
    Undo,
    Update,
)
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.runtime.counters.views import Entry
from orchestra_dsl.runtime.counters.views import Line as Note
from orchestra_dsl.workspace.sentences import sentence


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
            elif isinstance(element, Notify | Log | Cancel | Undo | End | Fail):
                labels.append(type(element).__name__)
            elif isinstance(element, Assign):
                labels.append("Set")
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
                    text=sentence(note, None if note.element is None else self._elements[note.element]),
                    sequence=entry.sequence,
                    actor=entry.actor,
                    door=entry.door,
                )


def _label(element: Parallel | Branch | Await) -> str:
    """`Parallel closing`, `Branch letters`, `Await answer`; without a name `Await`, `Wait` or `Wait until`."""
    word = word_of(element.name)
    return f"{type(element).__name__} {element.name}" if word is None else word.capitalize()


def _about(note: Note) -> tuple[str | None, int | None]:
    """What a note is about: an element, of a `for each` perhaps one of its instances."""
    return note.element, note.detail.get("instance")


_COVERED_BY = {
    "entered": ("started", "waiting", "waits for lock"),  # a stage without a condition starts at once
    "waiting": ("started",),  # its condition holds at once
    "started": ("opened", "child started", "has lock"),  # what opens, runs, or has its lock, is the start
    "completed": ("submitted",),  # what a person has completed
    "skipped": ("passed over",),  # and what one has skipped
    "failed": ("error", "retrying", "handled"),  # what came of the failure says what failed
}
"""A note is left out where the same event says one of these of the same element and instance."""
