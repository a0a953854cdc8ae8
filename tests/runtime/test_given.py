"""A caller from Python hands in something of another type: it is refused, and nothing has changed."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestra_dsl.runtime.errors import Refusal
from tests.runtime.texts import MakePlace, Place
from tests.runtime.world import ADMIN, ANN

TEXT = """
event paid { amount: integer }
orchestration handle(case: Case) {
  stage s { interactive fix = fix_case(case) { assign to group("Agents") } }
  end "Fine"
}
"""
Act = Callable[[Place, str], Any]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (
            lambda here, _run: here.engine.work.prioritize(1, priority=True, by=ADMIN),
            "priority: Expected `int`, got `bool`",
        ),
        (lambda here, _run: here.engine.work.prioritize(1, 2.5, ADMIN), "priority: Expected `int`, got `float`"),
        (lambda here, _run: here.engine.work.prioritize(1, 2**70, ADMIN), "a priority is a whole number of at most 64"),
        (
            lambda here, _run: here.engine.work.prioritize(1, object(), ADMIN),
            "it cannot be stored: Encoding objects of",
        ),
        (lambda here, _run: here.engine.work.suspend(1, ADMIN, until="tomorrow"), "until: Expected `int | null`"),
        (lambda here, _run: here.engine.work.reassign(1, [5], ADMIN), "to: Expected `str`, got `int`"),
        (lambda here, _run: here.engine.work.claim(1, ANN, version="1"), "version: Expected `int | null`"),
        (
            lambda here, _run: here.engine.work.claim(1, "ann"),
            "say who acts by what `engine.by(…)` gives, not by 'ann'",
        ),
        (lambda here, run: here.engine.runs.cancel(run, ADMIN, reason=5), "reason: Expected `str | null`, got `int`"),
        (lambda here, run: here.engine.runs.cancel(run, ADMIN, event_id=5), "an event_id is a text, not 5"),
        (
            lambda here, run: here.engine.runs.cancel(run, ADMIN, event_id=""),
            "an event_id is empty: give the act a name",
        ),
        (lambda here, _run: here.engine.send("paid", {"amount": 1}, ANN, event_id=" "), "an event_id is empty"),
        (
            lambda here, _run: here.engine.start("handle", {"case": "1"}, ANN, event_id="a\udcff"),
            "an event_id cannot be stored: it has half a character",
        ),
        (
            lambda here, run: here.engine.runs.cancel(run, ADMIN, reason="\ud800"),
            "it cannot be stored: it has half a ch",
        ),
        (lambda here, _run: here.engine.start("handle", {"case": "1"}, None), "say who acts"),
        (lambda here, _run: here.engine.send("paid", {"amount": 1}, None), "say who acts"),
        (lambda here, _run: here.engine.records.update("Case", "1", {}, None), "say who acts"),
        (lambda here, _run: here.engine.records.delete("Case", "1", None), "say who acts"),
        (lambda here, _run: here.engine.people_changed(None), "say who acts"),
        (lambda here, _run: here.engine.work.for_user("ann"), "a user is named such as user:ann, not by 'ann'"),
        (lambda here, _run: here.engine.work.for_user(None), "a user is named such as user:ann, not by None"),
    ],
)
def test_it_is_refused_and_the_run_goes_on(place: MakePlace, act: Act, said: str) -> None:
    here = place(TEXT)
    run = here.start("handle")
    before = here.engine.runs.history(run)
    with pytest.raises(Refusal) as refused:
        act(here, run)
    assert str(refused.value).startswith(said)
    assert (refused.value.code, here.engine.runs.history(run)) == ("bad value", before)
    here.engine.runs.cancel(run, ADMIN)
