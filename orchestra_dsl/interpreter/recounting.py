"""Whom open work is for is counted again (language.md, rule 16).

That is done when the directory of people has changed, when somebody has done what the work's `exclude` names or that
names others for another reason and, with `different people`, when somebody has done an instance: they can do no other.
Work that somebody still may do stays as it is. What is claimed by, or allocated to, somebody who cannot do it any more
is offered to all again; where nobody is left, the item goes to `otherwise`, then to administrators who are not
excluded, else the step is in error.

What exclusions read of the run itself, the program knows by its steps and variables (readers.py); what they read of
records, each open item watches.
"""

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.statuses import NOT_CLOSED, ItemStatus
from orchestra_dsl.interpreter import failing, items, people, substitutes
from orchestra_dsl.interpreter.events import WHOLE, PeopleChanged, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.facts import MissingFact
from orchestra_dsl.interpreter.holders import working
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance, Waiting

Work = tuple[Ref, Instance]


def people_changed(m: Machine, act: PeopleChanged) -> bool:  # noqa: ARG001 - every act is called alike
    """Count again for all open work of the run. False where nothing has come of it."""
    return _count_again(m, [each for index in sorted(m.state.steps) for each in _open(m, index)])


def one_done(m: Machine, index: int, user: str) -> None:
    """The user has done an instance of a step with `different people`: count again for those that they could have done.

    Who has only claimed one is counted in: they may give it back.
    """
    step = m.state.steps.get(index)
    if step is None:
        return
    names = substitutes.both_names(m.state, (user,))
    done = people.doers(m, step)
    left: dict[tuple[people.Principals, ...], bool] = {}

    def is_somebody_left(instance: Instance) -> bool:
        of = (instance.candidates, instance.excluded, instance.delegated)
        if of not in left:
            barred = people.users_of(m, (*instance.excluded, *instance.delegated, *done))
            left[of] = bool(people.able(m, instance.candidates, barred))
        return left[of]

    unclaimed = [(ref, each) for ref, each in _open(m, index) if each.claimed_by is None]
    touched = [each for each in unclaimed if any(people.is_among(m, name, each[1].candidates) for name in names)]
    _count_again(m, [each for each in touched if not is_somebody_left(each[1])])


def _open(m: Machine, index: int) -> Iterator[Work]:
    """The open work of a step."""
    step = m.state.steps[index]
    if isinstance(m.elements[index], Interactive):
        for number, instance in sorted(step.instances.items()):
            if instance.item in NOT_CLOSED and instance.failure is None:
                yield Ref(index, step.visit, number), instance


def _count_again(m: Machine, work: Iterable[Work]) -> bool:
    """Count for each of these, whatever comes of the first; what they want to know is asked for at once."""
    answers = []
    for ref, instance in work:
        try:
            answers.append(_recount(m, ref, instance))
        except MissingFact as missing:
            m.missing.append(missing.key)
    return any(answers) or bool(m.missing)


def count_next(m: Machine) -> None:
    """Count again for the next work whose exclusions name others now, in the order of the source.

    What is to be known for that is asked for at once, for all of it.
    """
    for index, numbers in m.recounts.items():
        step = m.state.steps.get(index)
        for number in () if step is None else step.instances if WHOLE in numbers else numbers:
            heappush(m.counting, (index, number))
    m.recounts.clear()
    while m.counting:
        index, number = heappop(m.counting)
        try:
            changed = index in m.state.steps and _names_others(m, Ref(index, m.state.steps[index].visit, number))
        except MissingFact as missing:
            m.missing.append(missing.key)
        else:
            if changed and not m.missing:
                return


def _names_others(m: Machine, ref: Ref) -> bool:
    """Count again for one item, if it is open and its exclusions name others than before; whether they do.

    With `different people` who has only claimed another is counted in: they may give it back.
    """
    instance = working(m.state, ref)
    if instance is None or instance.item not in NOT_CLOSED:
        return False
    m.context.instance = (ref.element, ref.instance)
    try:
        named = _named_out(m, ref, instance)
        different = m.interactive_elements[ref.element].different
        if set(named) <= set(instance.excluded) and (different or len(named) == len(instance.excluded)):
            return False
        done = people.doers(m, m.state.steps[ref.element]) if different else ()
        _settle(m, ref, instance, people.users_of(m, (*named, *instance.delegated, *done)))
    except EvaluationError:
        return False
    return True


def _named_out(m: Machine, ref: Ref, instance: Instance) -> people.Principals:
    """Whom the item's `exclude` names; what it reads of records is watched from now on. Raises EvaluationError."""
    if ref.element not in m.program.readers.watching:
        return people.named_out(m, ref)
    context = m.context
    context.thread, context.waiting, context.reads = m.thread_of(ref.element), Waiting(), set()
    try:
        exclude = m.interactive_elements[ref.element].exclude
        return people.with_places(m, [context.evaluate(m.program.traced(each)) for each in exclude])
    finally:
        context.waiting, reads = None, tuple(sorted(context.reads))
        if reads != instance.excluding:
            instance.excluding = reads
            m.watch(ref.element, ref.instance)


def _recount(m: Machine, ref: Ref, instance: Instance) -> bool:
    """Whether anything has come of it. What cannot be told is asked again when somebody acts."""
    m.context.instance = (ref.element, ref.instance)
    try:
        return _settle(m, ref, instance, people.users_of(m, (*people.excluded(m, ref), *instance.delegated)))
    except EvaluationError:
        return False


def _settle(m: Machine, ref: Ref, instance: Instance, barred: people.Principals) -> bool:
    """Find out whose the item is where these may not do it; whether that, or who is excluded, is another now."""
    before, instance.excluded = instance.excluded, people.excluded(m, ref)
    if _may_have_it(m, instance, barred):
        if set(before) == set(instance.excluded):
            return False
        items.write(m, ref, instance)
    elif people.able(m, instance.pool or instance.candidates, barred):
        holder = instance.candidates[0] if instance.claimed_by is None else instance.claimed_by
        items.give_back(m, ref, instance, None, "taken back", people=[holder])
    else:
        _find_others(m, ref, instance, barred)
    return True


def _may_have_it(m: Machine, instance: Instance, barred: people.Principals) -> bool:
    """Whether somebody of those who have the item, or may take it, may do it: in nobody's place who may not."""
    if instance.acting_for in barred:
        return False
    holders = instance.candidates if instance.claimed_by is None else (instance.claimed_by,)
    return bool(people.able(m, holders, barred))


def _find_others(m: Machine, ref: Ref, instance: Instance, barred: tuple[str, ...]) -> None:
    """Nobody is left. Raises EvaluationError where it cannot be told who stands in."""
    element, key = m.interactive_elements[ref.element], m.thread_of(ref.element)
    named = instance.pool or instance.candidates
    found, instead, _ = people.stand_ins(m, element, key, barred)
    m.note_instance(ref, "nobody left", candidates=list(named), instead=instead if found else None)
    if found:
        items.give_to(m, ref, instance, found)
        return
    error = EvaluationError("Nobody", people.why_nobody(m, named, barred))
    if element.timeout is not None:
        m.clear_timer("timeout", ref)
    items.close(m, ref, instance, ItemStatus.WITHDRAWN)
    failing.fail(m, ref, key, error)
