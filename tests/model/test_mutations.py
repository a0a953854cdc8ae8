"""Comparing can fail: small mistakes that are put into the interpreter are found, each within a number of programs.

Every one breaks a rule that the model has as well; the same programs agree without it (`test_agree.py`).
"""

from collections.abc import Callable
from typing import Any

import pytest

from orchestra_dsl.interpreter import (
    arriving,
    attempts,
    context,
    control,
    due,
    keeping,
    leaving,
    people,
    stages,
    undoing,
    waiting,
)
from tests.model import settle
from tests.model.agreement.pair import Disagreement
from tests.model.agreement.playing import play_seed

MOST = 300
"""How many sources are played at most before a mistake has to be found."""
BUDGET = 300

Patch = pytest.MonkeyPatch


def joins_are_any(patch: Patch) -> None:
    """Rule 6: `finish when 2 of` takes one for enough."""
    holds = stages.join_holds
    patch.setattr(stages, "join_holds", lambda join, known: bool(known) or holds(join, known))


def outputs_are_remembered(patch: Patch) -> None:
    """Rule 1: a visit does not forget what the one before has given."""
    patch.setattr(leaving, "forget_outputs", lambda *_: None)


def nobody_is_excluded(patch: Patch) -> None:
    """Rule 16: those excluded get work all the same."""
    patch.setattr(people, "users_of", lambda *_: ())


def retries_do_not_double(patch: Patch) -> None:
    """Rule 13: each pause is as long as the first."""
    delay = attempts._delay
    patch.setattr(attempts, "_delay", lambda m, retry, _, key: delay(m, retry, 0, key))


def rungs_are_late(patch: Patch) -> None:
    """Rule 14: a rung fires a second after its time."""
    moment = due.moment
    patch.setattr(due, "moment", lambda *args, **more: moment(*args, **more) + 1_000_000)


def nobody_hears_of_outputs(patch: Patch) -> None:
    """Rule 9: who waits is not asked again when an output changes."""
    patch.setattr(waiting, "mark_readers", lambda *_: None)


def messages_are_lost(patch: Patch) -> None:
    """Rule 20: no arm keeps what comes before its await."""
    patch.setattr(keeping, "keep", lambda *_: False)


def nothing_can_be_undone(patch: Patch) -> None:
    """Rule 12: what has been done is not remembered."""
    patch.setattr(undoing, "remember", lambda *_: None)


def zero_is_missing(patch: Patch) -> None:
    """Rule 8: an output that is 0 or false counts as missing."""
    missing = context.Context.output
    patch.setattr(context.Context, "output", lambda self, element, field: missing(self, element, field) or None)


def variables_keep_their_first_value(patch: Patch) -> None:
    """Rule 1: a variable takes its initial value again where control passes its declaration."""
    assign = arriving.assign

    def once(m: Any, index: int, value: Any) -> None:
        if index not in m.state.variables:
            assign(m, index, value)

    patch.setattr(arriving, "assign", once)


MISTAKES = [
    joins_are_any,
    outputs_are_remembered,
    nobody_is_excluded,
    retries_do_not_double,
    rungs_are_late,
    nobody_hears_of_outputs,
    messages_are_lost,
    nothing_can_be_undone,
    zero_is_missing,
    variables_keep_their_first_value,
]


def is_found() -> bool:
    """Whether playing the programs shows that the two do not agree, or lets the interpreter break down."""
    try:
        for seed in range(MOST):
            play_seed(seed, variants=3, events=40)
    except (Disagreement, LookupError, AssertionError, TypeError):
        return True
    return False


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.__name__)
def test_a_mistake_is_found(mistake: Callable[[Patch], None], monkeypatch: Patch) -> None:
    monkeypatch.setattr(control, "BUDGET", BUDGET)
    monkeypatch.setattr(settle, "BUDGET", BUDGET)
    mistake(monkeypatch)
    assert is_found()
