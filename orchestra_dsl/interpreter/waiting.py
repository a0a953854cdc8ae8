"""Conditions that wait: asked on entry and again whenever something that they read changes (rule 9).

Who waits keeps in its `Waiting` what it has asked and reads. A record's change, a timer or an answer marks it dirty,
and the agenda asks it again. The store learns of the reads as watches, so that no other run is ever woken.
"""

from collections.abc import Sequence

from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.interpreter.commit import AskPredicate
from orchestra_dsl.interpreter.events import PredicateAnswered, RecordChanged, Ref, Stored
from orchestra_dsl.interpreter.expressions.errors import PendingAnswer
from orchestra_dsl.interpreter.holders import Holder, holder_of, waiting_at, waiting_elements
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Answer, Waiting

PENDING = -1


def first_true(m: Machine, conditions: Sequence[Expression | None], holder: Holder, ref: Ref, key: int) -> int:
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
        _put_question(m, question, waiting, ref)
        place = PENDING
    else:
        place = len(conditions)
    finally:
        context.waiting = None
    holder.waiting = waiting
    _remember(m, waiting, ref)
    return place


def forget(m: Machine, holder: Holder, ref: Ref) -> None:
    """The holder waits no longer: its watches, questions and timers go."""
    waiting, holder.waiting = holder.waiting, None
    if waiting is None:
        return
    if waiting.reads:
        m.watch(ref.element)
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
    numbered = Ref(ref.element, ref.visit, ref.instance, waiting.asked)
    waiting.answers.append(Answer(question.predicate, question.arguments, waiting.asked))
    m.send(numbered, AskPredicate(numbered, question.predicate, question.arguments), "p")


def _is_outdated(m: Machine, answer: Answer, question: PendingAnswer) -> bool:
    """Whether the evaluation that has come to `question` had no use for this answer of the same predicate."""
    same = answer.predicate == question.predicate and answer.number not in m.context.consulted
    return same and answer.arguments != question.arguments


def _drop_question(m: Machine, answer: Answer, ref: Ref) -> None:
    numbered = Ref(ref.element, ref.visit, ref.instance, answer.number)
    if answer.value is None:
        m.settle(numbered, "p")
    elif answer.expires:
        m.clear_timer("again", numbered)


def _remember(m: Machine, waiting: Waiting, ref: Ref) -> None:
    """Tell the store what has changed in the reads and in the instant to wake at."""
    reads = tuple(sorted(m.context.reads))
    if reads != waiting.reads:
        waiting.reads = reads
        m.watch(ref.element)
    if m.context.wake != waiting.wake:
        if waiting.wake is not None:
            m.clear_timer("wake", ref)
        if m.context.wake is not None:
            m.set_timer("wake", ref, m.context.wake)
        waiting.wake = m.context.wake


def answered(m: Machine, act: PredicateAnswered) -> bool:
    """Keep a predicate's answer and ask its element again. False when nobody waits for it any more."""
    holder = holder_of(m.state, act.ref)
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
    holder = holder_of(m.state, ref)
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
    for element in waiting_elements(m.state):
        for ref, waiting in waiting_at(m.state, element):
            if not any(_concerns(read, act) for read in waiting.reads):
                continue
            m.dirty.add(element)
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


def mark_readers(m: Machine, readers: Sequence[int]) -> None:
    """Mark those of `readers` that wait now: something that they read has changed."""
    state = m.state
    for element in readers:
        if element in state.steps or element in state.stages:
            m.dirty.add(element)
