"""Asking a condition: it holds, it does not, it cannot be said yet, or it meets an error (rules 9 and 15)."""

from typing import Any

from attrs import evolve

from orchestra_dsl.graph.expressions import Expression
from tests.model.errors import Failed, Unanswered
from tests.model.evaluate import evaluate
from tests.model.scene import Scene
from tests.model.state import WHOLE, Answer, Failure, Place, Run, Stored, put, without
from tests.model.world import World

Question = tuple[str, tuple[Stored, ...]]
Verdict = bool | Failure | None
"""None: a plugin's predicate has to be asked first."""


def ask(
    run: Run,
    world: World,
    place: Place,
    condition: Expression,
    item: Stored = None,
    others: list[Question] | None = None,
) -> tuple[Run, Verdict]:
    """What the condition says, and the run with the question noted that has to be put to a plugin's predicate.

    Where several conditions are asked at one place, `others` are the questions that came up in those before.
    """
    asked = [] if others is None else others
    try:
        verdict = bool(evaluate(Scene(run, world, place, item, asked), condition))
    except Failed as failed:
        return forget_answers(run, place[0], place[1]), Failure(failed.code, str(failed))
    except Unanswered as unanswered:
        run = _with_question(run, place, unanswered)
        return (tidy(run, place, asked) if others is None else run), None
    return run, verdict


def _with_question(run: Run, place: Place, unanswered: Unanswered) -> Run:
    known = run.answers.get(place, {})
    if unanswered.question in known:
        return run
    answer = Answer(unanswered.about)
    return evolve(run, answers=put(run.answers, place, put(known, unanswered.question, answer)))


def tidy(run: Run, place: Place, asked: list[Question]) -> Run:
    """An input of a predicate has changed when it is asked something else: older answers of it go (rule 9)."""
    known = run.answers.get(place, {})
    open_ = {question[0] for question in asked if question in known and known[question].value is None}
    left = {question: each for question, each in known.items() if question in asked or question[0] not in open_}
    return run if left == known else evolve(run, answers=put(run.answers, place, left))


def forget_answers(run: Run, element: int, number: int | None = WHOLE) -> Run:
    """The element is left, or one instance of it: what predicates have answered for it is kept no longer (rule 9)."""
    gone = [place for place in run.answers if place[0] == element and number in (WHOLE, place[1])]
    return evolve(run, answers=without(run.answers, *gone)) if gone else run


def drop_unanswered(run: Run, place: Place) -> Run:
    """Nobody waits for what predicates have not answered yet; what they have answered is kept (rule 9)."""
    known = run.answers.get(place, {})
    return evolve(
        run, answers=put(run.answers, place, {key: each for key, each in known.items() if each.value is not None})
    )


def work_out(run: Run, world: World, place: Place, expression: Expression, item: Stored = None) -> Any:
    """The value of an expression that is no condition. Raises Failed."""
    return evaluate(Scene(run, world, place, item), expression)
