"""Conditions that wait: asked on entry and again whenever something that they read changes (rule 9).

Who waits keeps in its `Waiting` what it has asked and reads. A record's change, a timer or an answer marks it dirty,
and the agenda asks it again. The store learns of the reads as watches, so that no other run is ever woken.
"""

from collections.abc import Sequence

from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.interpreter.commit import AskPredicate
from orchestra_dsl.interpreter.events import PredicateAnswered, RecordChanged, Ref, Stored
from orchestra_dsl.interpreter.expressions.errors import PendingAnswer
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Answer, StageState, StepState, Thread, Waiting

PENDING = -1
Holder = StepState | StageState | Thread


def first_true(m: Machine, conditions: Sequence[Expression | None], holder: Holder, element: int, key: int) -> int:
    """The place of the first condition that holds; their number if none does; PENDING while a predicate is asked.

    None among the conditions always holds. As long as the answer is not final the holder waits: its watches,
    questions and timer stand. Raises EvaluationError.
    """
    waiting = holder.waiting or Waiting()
    context = m.context
    context.thread, context.waiting, context.reads, context.consulted, context.wake = key, waiting, set(), set(), None
    try:
        for place, condition in enumerate(conditions):
            if condition is None or context.evaluate(m.program.traced(condition)):
                return place
    except PendingAnswer as question:
        _put_question(m, question, waiting, Ref(element, holder.visit))
        place = PENDING
    else:
        place = len(conditions)
    finally:
        context.waiting = None
    holder.waiting = waiting
    _remember(m, waiting, Ref(element, holder.visit))
    return place


def forget(m: Machine, holder: Holder, element: int) -> None:
    """The holder waits no longer: its watches, questions and timers go."""
    waiting, holder.waiting = holder.waiting, None
    if waiting is None:
        return
    ref = Ref(element, holder.visit)
    if waiting.reads:
        m.watch(element, ())
    if waiting.wake is not None:
        m.clear_timer("wake", ref)
    for answer in waiting.answers:
        _drop_question(m, answer, ref)


def _put_question(m: Machine, question: PendingAnswer, waiting: Waiting, ref: Ref) -> None:
    """Ask the plugin's predicate, unless this very question is under way; older arguments are forgotten."""
    for each in [each for each in waiting.answers if _is_outdated(m, each, question)]:
        waiting.answers.remove(each)
        _drop_question(m, each, ref)
    if any(each.predicate == question.predicate and each.arguments == question.arguments for each in waiting.answers):
        return
    waiting.asked += 1
    numbered = Ref(ref.element, ref.visit, 0, waiting.asked)
    waiting.answers.append(Answer(question.predicate, question.arguments, waiting.asked))
    m.send(numbered, AskPredicate(numbered, question.predicate, question.arguments), "p")


def _is_outdated(m: Machine, answer: Answer, question: PendingAnswer) -> bool:
    """Whether the evaluation that has come to `question` had no use for this answer of the same predicate."""
    same = answer.predicate == question.predicate and answer.number not in m.context.consulted
    return same and answer.arguments != question.arguments


def _drop_question(m: Machine, answer: Answer, ref: Ref) -> None:
    numbered = Ref(ref.element, ref.visit, 0, answer.number)
    if answer.value is None:
        m.settle(numbered, "p")
    elif answer.expires:
        m.clear_timer("again", numbered)


def _remember(m: Machine, waiting: Waiting, ref: Ref) -> None:
    """Tell the store what has changed in the reads and in the instant to wake at."""
    reads = tuple(sorted(m.context.reads))
    if reads != waiting.reads:
        waiting.reads = reads
        m.watch(ref.element, reads)
    if m.context.wake != waiting.wake:
        if waiting.wake is not None:
            m.clear_timer("wake", ref)
        if m.context.wake is not None:
            m.set_timer("wake", ref, m.context.wake)
        waiting.wake = m.context.wake


def holder_of(m: Machine, ref: Ref) -> Holder | None:
    """Who waits at this place in this visit; None when it waits no longer."""
    step = m.state.steps.get(ref.element)
    if step is not None:
        return step if step.visit == ref.visit else None
    stage = m.state.stages.get(ref.element)
    if stage is not None and stage.visit == ref.visit:
        return stage
    return next((each for each in m.state.threads.values() if (each.at, each.visit) == (ref.element, ref.visit)), None)


def answered(m: Machine, act: PredicateAnswered) -> bool:
    """Keep a predicate's answer and ask its element again. False when nobody waits for it any more."""
    holder = holder_of(m, act.ref)
    waiting = holder.waiting if holder else None
    answer = next((each for each in waiting.answers if each.number == act.ref.attempt), None) if waiting else None
    if answer is None or answer.value is not None:
        return False
    m.settle(act.ref, "p")
    answer.value = act.answer
    if act.again_in is not None:
        answer.expires = True
        m.set_timer("again", act.ref, m.event.at + max(act.again_in, 0))
    m.dirty.add(act.ref.element)
    return True


def ask_again(m: Machine, ref: Ref) -> bool:
    """A predicate's answer has expired: drop it and ask the element again."""
    holder = holder_of(m, ref)
    if holder is None or holder.waiting is None:
        return False
    expired = next((each for each in holder.waiting.answers if each.number == ref.attempt and each.expires), None)
    if expired is None:
        return False
    holder.waiting.answers.remove(expired)
    m.dirty.add(ref.element)
    return True


def record_changed(m: Machine, act: RecordChanged) -> bool:
    """Mark whoever reads one of the changed fields. False when nobody does."""
    for element, holder in _waiting(m):
        waiting = holder.waiting
        if waiting is None or not any(_concerns(read, act) for read in waiting.reads):
            continue
        m.dirty.add(element)
        ref = Ref(element, holder.visit)
        for answer in [each for each in waiting.answers if _mentions(each.arguments, act.id)]:
            waiting.answers.remove(answer)
            _drop_question(m, answer, ref)
    return bool(m.dirty)


def _mentions(value: Stored, id_: str) -> bool:
    """Whether an argument is this record, or has it inside."""
    if isinstance(value, dict):
        value = list(value.values())
    return any(_mentions(each, id_) for each in value) if isinstance(value, list | tuple) else bool(value == id_)


def _concerns(read: tuple[str, str, str], act: RecordChanged) -> bool:
    record, id_, field = read
    return record == act.record and id_ == act.id and (field == "*" or act.fields is None or field in act.fields)


def _waiting(m: Machine) -> list[tuple[int, Holder]]:
    """Everybody who waits for a condition, in no particular order."""
    state = m.state
    found: list[tuple[int, Holder]] = [(element, each) for element, each in state.steps.items() if each.waiting]
    found += [(element, each) for element, each in state.stages.items() if each.waiting]
    found += [(each.at, each) for each in state.threads.values() if each.waiting]
    return found


def mark_readers(m: Machine, readers: Sequence[int]) -> None:
    """Mark those of `readers` that wait now: something that they read has changed."""
    state = m.state
    for element in readers:
        if element in state.steps or element in state.stages:
            m.dirty.add(element)
