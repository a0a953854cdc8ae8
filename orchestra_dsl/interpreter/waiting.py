"""Conditions that wait: asked on entry and again whenever something that they read changes (rule 9).

Who waits keeps in its `Waiting` what it has asked and reads. A record's change, a timer or an answer marks it dirty,
and the agenda asks it again. The store learns of the reads as watches, so that no other run is ever woken.
"""

from collections.abc import Callable, Collection, Hashable, Sequence

from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.interpreter.commit import AskPredicate
from orchestra_dsl.interpreter.context import Read
from orchestra_dsl.interpreter.events import PredicateAnswered, RecordChanged, Ref, Stored
from orchestra_dsl.interpreter.expressions.errors import PendingAnswer
from orchestra_dsl.interpreter.holders import Holder, holder_of, waiting_at, waiting_elements
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.readers import What
from orchestra_dsl.interpreter.state import Answer, Waiting

PENDING = -1
Condition = Expression | Callable[[], bool] | None


def first_true(
    m: Machine,
    conditions: Sequence[Condition],
    holder: Holder,
    ref: Ref,
    key: int,
    *,
    listening: Collection[Read] = (),
    in_order: bool = True,
) -> int:
    """The place of the first condition that holds; their number if none does; PENDING while a predicate is asked.

    None among the conditions always holds; a function answers for itself. As long as the answer is not final the
    holder waits: its watches (and `listening`), questions and timer stand. With `in_order` a condition whose predicate
    has not answered holds up those behind it. Raises EvaluationError.
    """
    waiting = holder.waiting or Waiting()
    context = m.context
    context.thread, context.waiting, context.reads, context.consulted, context.wake = key, waiting, set(), set(), None
    questions: list[PendingAnswer] = []
    try:
        place = _first(m, conditions, questions, in_order=in_order)
    finally:
        context.waiting = None
    if place is not None:
        return place
    _put_questions(m, questions, waiting, ref)
    holder.waiting = waiting
    context.reads.update(listening)
    _remember(m, waiting, ref)
    return PENDING if questions else len(conditions)


def _first(
    m: Machine, conditions: Sequence[Condition], questions: list[PendingAnswer], *, in_order: bool
) -> int | None:
    """The place of the first that holds; the questions that have to be answered first are noted."""
    for place, condition in enumerate(conditions):
        try:
            if _holds(m, condition):
                return place
        except PendingAnswer as question:
            questions.append(question)
            if in_order:
                break
    return None


def _holds(m: Machine, condition: Condition) -> bool:
    if condition is None:
        return True
    return condition() if callable(condition) else bool(m.context.evaluate(m.program.traced(condition)))


def forget(m: Machine, holder: Holder, ref: Ref) -> None:
    """The holder waits no longer: its watches, questions and timers go, of whichever attempt `ref` tells."""
    waiting, holder.waiting = holder.waiting, None
    if waiting is None:
        return
    if waiting.reads:
        m.watch(ref.element, ref.instance)
    if waiting.wake is not None:
        m.clear_timer("condition", Ref(ref.element, ref.visit, ref.instance))
    if waiting.limit is not None:
        m.clear_timer("after", Ref(ref.element, ref.visit, waiting.limit[0]))
    for answer in waiting.answers:
        _drop_question(m, answer, ref)


def drop_unanswered(m: Machine, holder: Holder, ref: Ref) -> None:
    """Nobody waits for what predicates have not answered yet; what they have answered is kept (rule 9)."""
    answers = [] if holder.waiting is None else holder.waiting.answers
    for answer in [each for each in answers if each.value is None]:
        answers.remove(answer)
        _drop_question(m, answer, ref)


def _put_questions(m: Machine, questions: Sequence[PendingAnswer], waiting: Waiting, ref: Ref) -> None:
    """Ask the plugin's predicates, unless these very questions are under way; older arguments are forgotten."""
    asked = [(each.predicate, each.arguments) for each in questions]
    for each in [each for each in waiting.answers if _is_outdated(m, each, asked)]:
        waiting.answers.remove(each)
        _drop_question(m, each, ref)
    for predicate, arguments in asked:
        if any((each.predicate, each.arguments) == (predicate, arguments) for each in waiting.answers):
            continue
        waiting.asked += 1
        numbered = Ref(ref.element, ref.visit, ref.instance, waiting.asked)
        waiting.answers.append(Answer(predicate, arguments, waiting.asked))
        m.send(numbered, AskPredicate(numbered, predicate, arguments), "p")


def _is_outdated(m: Machine, answer: Answer, asked: Sequence[tuple[str, tuple[Stored, ...]]]) -> bool:
    """Whether the evaluation that has come to these questions had no use for this answer of the same predicate."""
    same = any(predicate == answer.predicate for predicate, _ in asked)
    return same and answer.number not in m.context.consulted and (answer.predicate, answer.arguments) not in asked


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
        m.watch(ref.element, ref.instance)
    if m.context.wake != waiting.wake:
        if waiting.wake is not None:
            m.clear_timer("condition", ref)
        if m.context.wake is not None:
            m.set_timer("condition", ref, m.context.wake)
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
    _mark(m, act.ref)
    return True


def time_has_come(m: Machine, ref: Ref) -> bool:
    """A condition compares `now` with this instant: ask it again. False when nobody waits for it any more."""
    holder = holder_of(m.state, ref)
    if holder is None or holder.waiting is None:
        return False
    holder.waiting.wake = None
    _mark(m, ref)
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
    _mark(m, ref)
    return True


def record_changed(m: Machine, act: RecordChanged) -> bool:
    """Mark whoever reads one of the changed fields. False when nobody does.

    While the run is suspended only what predicates have answered about the record is forgotten (rule 9): once it goes
    on, all are asked again.
    """
    forgotten = False
    for element in waiting_elements(m.state):
        for ref, waiting in waiting_at(m.state, element):
            if not any(_concerns(read, act) for read in waiting.reads):
                continue
            if not m.state.suspended:
                _mark(m, ref)
            for answer in [each for each in waiting.answers if _mentions(each.arguments, act.id)]:
                waiting.answers.remove(answer)
                _drop_question(m, answer, ref)
                forgotten = True
    if m.state.suspended:
        return forgotten
    _mark_exclusions(m, act)
    return bool(m.dirty or m.stirred or m.recounts)


def _mark_exclusions(m: Machine, act: RecordChanged) -> None:
    """Mark the work whose exclusions read one of the changed fields."""
    for index in m.program.readers.watching & m.state.steps.keys():
        for number, instance in m.state.steps[index].instances.items():
            if any(_concerns(read, act) for read in instance.excluding):
                m.count_again(index, number)


def _mark(m: Machine, ref: Ref) -> None:
    """Whoever waits at this place is to be asked again: of a step this very instance."""
    if ref.element in m.state.steps:
        m.stir(ref)
    else:
        m.dirty.add(ref.element)


def _mentions(value: Stored, id_: str) -> bool:
    """Whether an argument is this record, or has it inside."""
    if isinstance(value, dict):
        value = list(value.values())
    return any(_mentions(each, id_) for each in value) if isinstance(value, list | tuple) else bool(value == id_)


def _concerns(read: tuple[str, str, str], act: RecordChanged) -> bool:
    record, id_, field = read
    return record == act.record and id_ == act.id and (field == "*" or act.fields is None or field in act.fields)


def has_changed(m: Machine, what: What, of: Hashable) -> None:
    """Something that the run itself holds has changed: mark who waits for it, and whose exclusions name it."""
    readers = m.program.readers
    if of not in readers.named[what]:
        return
    mark_readers(m, readers.of_conditions[what].get(of, ()))
    for step in readers.of_exclusions[what].get(of, ()):
        m.count_again(step)


def mark_readers(m: Machine, readers: Sequence[int]) -> None:
    """Mark those of `readers` that wait now: something that they read has changed."""
    state = m.state
    for element in readers:
        if (
            element in state.steps
            or element in state.stages
            or any(each.at == element and each.waiting is not None for each in state.threads.values())
        ):
            m.dirty.add(element)
