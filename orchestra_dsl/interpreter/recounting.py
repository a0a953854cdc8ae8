"""Whom open work is for is counted again (language.md, rule 16).

That is done when the directory of people has changed and, with `different people`, when somebody has done an instance:
they can do no other. Work that somebody still may do stays as it is. What is claimed by, or allocated to, somebody who
cannot do it any more is offered to all again; where nobody is left, the item goes to `otherwise`, then to
administrators who are not excluded, else the step is in error.
"""

from collections.abc import Iterable, Iterator

from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.statuses import NOT_CLOSED, ItemStatus
from orchestra_dsl.interpreter import failing, items, people, substitutes
from orchestra_dsl.interpreter.events import PeopleChanged, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.facts import MissingFact
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance

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


def _recount(m: Machine, ref: Ref, instance: Instance) -> bool:
    """Whether the item is somebody else's now, or nobody's. What cannot be told is asked again when somebody acts."""
    m.context.instance = (ref.element, ref.instance)
    try:
        excluded = people.excluded(m, ref)
        barred = people.users_of(m, (*excluded, *instance.delegated))
        holders = instance.candidates if instance.claimed_by is None else (instance.claimed_by,)
        if people.able(m, holders, barred):
            return False
        instance.excluded = excluded
        if people.able(m, instance.pool or instance.candidates, barred):
            items.give_back(m, ref, instance)
        else:
            _find_others(m, ref, instance, barred)
    except EvaluationError:
        return False
    return True


def _find_others(m: Machine, ref: Ref, instance: Instance, barred: tuple[str, ...]) -> None:
    """Nobody is left. Raises EvaluationError where it cannot be told who stands in."""
    element, key = m.interactive(ref), m.thread_of(ref.element)
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
