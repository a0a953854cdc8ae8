"""`withdraw when` and `enabled while`: what an instance asks before it begins, and until its work is done."""

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model import telling
from tests.model.conditions import Question, Verdict, ask, forget_answers, tidy
from tests.model.leaving import leave_instance, with_instance
from tests.model.state import Failure, Instance, Run
from tests.model.world import World


def ask_guards(run: Run, world: World, index: int, element: el.AnyStep, number: int) -> tuple[Run, Verdict]:
    """Whether something withdraws the instance, None until that can be said; its work item closes, or opens again."""
    asked: list[Question] = []
    place, instance = (index, number), run.steps[index].instances[number]
    withdraws: Verdict = False
    if element.withdraw_when is not None:
        run, withdraws = ask(run, world, place, element.withdraw_when, instance.item, asked)
        if withdraws:
            return _stopped(run, index, number, withdraws), withdraws
    if isinstance(element, el.Interactive) and element.enabled_while is not None and not is_claimed(run, instance):
        run, enabled = ask(run, world, place, element.enabled_while, instance.item, asked)
        if isinstance(enabled, Failure):
            return _stopped(run, index, number, enabled), enabled
        withdraws = None if enabled is None else withdraws
        if enabled is not None and enabled == instance.disabled:
            run = _turned(run, world, index, instance)
    elif element.withdraw_when is None:
        return forget_answers(run, index, number), withdraws  # as long as it is claimed nobody asks (rule 9)
    return tidy(run, place, asked), withdraws


def is_claimed(run: Run, instance: Instance) -> bool:
    """`enabled while` closes an item until somebody has claimed it."""
    return instance.work is not None and run.work[instance.work].status == "claimed"


def _turned(run: Run, world: World, index: int, instance: Instance) -> Run:
    """An item that opens again is told to those who may take it."""
    run = with_instance(run, index, evolve(instance, disabled=not instance.disabled))
    return telling.assigned(run, world, instance.work) if instance.work is not None else run


def _stopped(run: Run, index: int, number: int, why: Verdict) -> Run:
    """Closed without submission: discontinued. An error in a condition stops what is under way (rule 15)."""
    return stopped(run, index, number, why) if isinstance(why, Failure) else leave_instance(run, index, number)


def stopped(run: Run, index: int, number: int, failure: Failure) -> Run:
    """A condition has met an error: what the instance has under way ends, and it is in error."""
    run = leave_instance(run, index, number)
    instance = run.steps[index].instances[number]
    return with_instance(run, index, evolve(instance, status="active", work=None, failure=failure))
