"""Notifications: what people are told through channels. They are effects, sent after the commit, at least once.

Each belongs to the run itself and has a visit of its own, so nothing takes it back: what was to be told is told, also
when the run has gone on or ended. Groups and queues are resolved when it is sent.
"""

from orchestra_dsl.graph.elements import ROOT, Notice, Notify
from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.types import DATETIME
from orchestra_dsl.graph.values import principals
from orchestra_dsl.interpreter.commit import Tell
from orchestra_dsl.interpreter.events import Ref, TellFailed, Told
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.names import idempotency_key
from orchestra_dsl.interpreter.state import Instance

Words = tuple[str, str]
"""A subject and a body."""


def send(
    m: Machine, element: int, to: tuple[str, ...], channels: tuple[str, ...], words: Words, of: Instance | None = None
) -> None:
    """Tell these people something through each of the channels; nobody is told where there is nobody.

    `of` is the work item that they are to do: whoever may not do it hears nothing, and substitutes hear of it, too.
    """
    if not to:
        return
    but = () if of is None else (*of.excluded, *of.delegated)
    for channel in channels:
        ref = Ref(ROOT, m.new_visit())
        key = idempotency_key(m.state.run, m.elements[element].name, ref)
        m.send(ref, Tell(ref, element, channel, to, *words, key, but, work=of is not None), "t")


def notify(m: Machine, index: int, element: Notify, key: int) -> None:
    """`notify E via email "text"`. Raises EvaluationError, which is the element's."""
    to = principals(m.evaluate(element.people, key))
    body = m.evaluate(element.body, key)
    m.note(index, "notified", to=list(to), channels=list(element.channels))
    send(m, index, to, element.channels, (_title(m), body or ""))


def told(m: Machine, act: Told) -> bool:
    """Everybody has been told."""
    m.settle(act.ref, "t")
    places = {"places": {each: list(people) for each, people in act.places.items()}} if act.places else {}
    m.note(act.element, "told", channel=act.channel, to=list(act.to), **places)
    return True


def failed(m: Machine, act: TellFailed) -> bool:
    """The notification was given up: the run goes on, and its history says so."""
    m.settle(act.ref, "t")
    m.note(act.element, "not told", channel=act.channel, message=act.message, to=list(act.told))
    return True


def assigned(m: Machine, ref: Ref, instance: Instance) -> None:
    """Tell the candidates of a work item that it is theirs to do: it was opened, reassigned or delegated."""
    element = m.interactive_elements[ref.element]
    if element.notice is not None:
        words = _of_notice(m, ref, instance, element.notice)
        send(m, ref.element, instance.candidates, element.notice.channels, words, instance)


def _of_notice(m: Machine, ref: Ref, instance: Instance, notice: Notice) -> Words:
    """The words of `notify via`, or the default ones.

    Words that cannot be worked out keep nobody from their work: the default ones are sent instead, and the history
    says why.
    """
    default = (what(m, ref), f"It is yours to do: {about(m, ref, instance)}.{_due(m, instance)} {_how(m)}")
    key = m.thread_of(ref.element)
    m.context.instance = (ref.element, ref.instance)
    words = []
    for text, otherwise in zip((notice.subject, notice.body), default, strict=True):
        try:
            words.append(otherwise if text is None else m.evaluate(text, key))
        except EvaluationError as error:
            m.note_instance(ref, "default words", code=error.code, message=error.message)
            words.append(otherwise)
    subject, body = words
    return subject, body


def reminder(m: Machine, ref: Ref, instance: Instance) -> Words:
    """What whoever should do a work item is told again."""
    body = f"It still waits for you: {about(m, ref, instance)}.{_due(m, instance)} {_how(m)}"
    return f"Reminder: {what(m, ref)}", body


def lateness(m: Machine, ref: Ref, instance: Instance) -> Words:
    """What others are told of how a work item stands."""
    names = [instance.claimed_by] if instance.claimed_by is not None else list(instance.candidates)
    who = ", ".join(name.partition(":")[2] for name in names)
    late = instance.due_at is not None and instance.due_at <= m.event.at
    subject = f"{'Overdue' if late else 'Not done yet'}: {what(m, ref)}"
    return subject, f"It waits for {who}: {about(m, ref, instance)}.{_due(m, instance)}"


def what(m: Machine, ref: Ref) -> str:
    """The step of a work item as people know it."""
    element = m.interactive_elements[ref.element]
    return element.label or element.name.rpartition(".")[2]


def about(m: Machine, ref: Ref, instance: Instance) -> str:
    """The work item in its surroundings: `Fix the problem, in Case management, about Case 5001`."""
    concerned = "" if instance.about is None else f", about {instance.about.replace('/', ' ', 1)}"
    return f"{what(m, ref)}, in {_title(m)}{concerned}"


def _title(m: Machine) -> str:
    return m.program.graph.label or m.program.graph.name


def _due(m: Machine, instance: Instance) -> str:
    """When it is due, in the zone of the calendar; in UTC where this machine does not know that zone."""
    if instance.due_at is None:
        return ""
    try:
        when = m.context.text(DateTime(instance.due_at, m.context.zone), DATETIME)
    except EvaluationError:
        when = m.context.text(DateTime(instance.due_at), DATETIME)
    return f" It is due {when}."


def _how(m: Machine) -> str:
    return f"`orchestra work list --as YOU` has it, `orchestra work complete` completes it (run {m.state.run})."
