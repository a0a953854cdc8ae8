"""The clauses of an interactive step about times and messages, as texts."""

from collections.abc import Callable, Iterator

from orchestra_dsl.graph.elements import Due, Notice, NotifyRung, Reassign, Remind, Rung
from orchestra_dsl.graph.expressions import Expression

Spell = Callable[[Expression], str]


def due_clauses(due: Due, spell: Spell) -> Iterator[tuple[str, str]]:
    """When the work should be done, and what happens on the way there and after it."""
    if due.within is not None:
        yield "due in", spell(due.within)
    if due.at is not None:
        yield "due at", spell(due.at)
    said: dict[str, list[str]] = {}
    for rung in due.rungs:
        when = f"at {rung.percent}%" if rung.after is None else f"after {spell(rung.after)}"
        said.setdefault(when, []).append(_action(rung, spell))
    yield from ((when, ", then ".join(actions)) for when, actions in said.items())


def notice_clauses(notice: Notice, spell: Spell) -> Iterator[tuple[str, str]]:
    """How the candidates are told of their work."""
    texts = [spell(each) for each in (notice.subject, notice.body) if each is not None]
    yield "notify via", " ".join([", ".join(notice.channels), *texts])


def _action(rung: Rung, spell: Spell) -> str:
    match rung.action:
        case Remind():
            return "remind"
        case NotifyRung(people=people, channels=channels):
            return f"notify {spell(people)} via {', '.join(channels)}"
        case Reassign(people=people):
            return f"reassign to {spell(people)}"
