"""What was meant is guessed from what the grammar takes: phrases as a whole, words that were taken for names."""

import pytest

from tests.syntax.reading import findings
from tests.syntax.test_habits import CLAUSE, ELEMENT, LINE, MEMBER

CALENDAR = "calendar c {{\n  {}\n}}"
ORCHESTRATION = "orchestration o(case: Case) {{\n  {}\n}}"


@pytest.mark.parametrize(
    ("around", "written", "said"),
    [
        # words that come only together
        (MEMBER, "one at time", "Write `one at a time`."),
        (MEMBER, "one", "Write `one at a time`."),
        (CLAUSE, "without wait", "Write `without waiting`."),
        (CLAUSE, "same persn as a", "Write `same person as …`."),
        (CLAUSE, "different persons", "Write `different people`."),
        (CLAUSE, "enabled whil a", "Write `enabled while …`."),
        (CLAUSE, "enabled", "Write `enabled while …`."),
        (CLAUSE, "for each p in l at most 3", "Go on with `at once`."),
        (CLAUSE, "for each p in l on by one", "Write `one by one`."),
        (CLAUSE, "for each p in l by one", "Write `one by one`."),
        (ELEMENT, "undo back s", "Write `undo back to …`."),
        (LINE, '"ann" ends to s.x', "Write `ends adding to …`."),
        # a word that was taken for a name
        (LINE, "expect canceld", "Did you mean `canceled` instead of `canceld`?"),
        (LINE, "expect notifed p via email", "Did you mean `notified` instead of `notifed`?"),
        (LINE, "expect stge s completed", "Did you mean `stage` instead of `stge`?"),
        (LINE, 'expect faild "X"', "Did you mean `failed` instead of `faild`?"),
        (LINE, 'given membrs of "G" are "ann"', "Did you mean `members` instead of `membrs`?"),
        (ELEMENT, "wait untl a", "Did you mean `until` instead of `untl`?"),
        (ELEMENT, "await firs {\n    after 3d -> end\n  }", "Did you mean `first` instead of `firs`?"),
        (ELEMENT, "let a = iff b then c else d", "Did you mean `if` instead of `iff`?"),
        (MEMBER, "background x = runn other(case)", "Did you mean `run` instead of `runn`?"),
        # words written as one, or in another form
        (CLAUSE, "startwhen a", "Write `start when`."),
        (CLAUSE, "without_waiting", "Write `without waiting`."),
        (MEMBER, "oneatatime", "Write `one at a time`."),
        (ELEMENT, "wait until a upto 3d -> end", "Write `up to`."),
        (CALENDAR, "open monday to fri 09:00 to 17:00", "Did you mean `mon`?"),
        # one of several
        (CLAUSE, "may ad", "Did you mean `add`?"),
        (ORCHESTRATION, 'start evry "0 8 * * *"', "Did you mean `every`?"),
        (ORCHESTRATION, "on cancle {\n  }", "Did you mean `cancel`?"),
        (ELEMENT, "wait 2 busines days", "Did you mean `business`?"),
        (ELEMENT, "repeat whlie a {\n  }", "Write `repeat while …`."),
    ],
)
def test_a_slip_is_answered_with_what_fits(around: str, written: str, said: str) -> None:
    first = findings(around.format(written))[0]
    assert first.hint == said


@pytest.mark.parametrize(
    ("around", "written"),
    [
        (LINE, "expect crm.classify 2 times"),  # no word of the language is near
        (ELEMENT, "wait for a"),
        (ELEMENT, "log abc def"),
        (ELEMENT, "is x"),  # too short to guess from
        (CALENDAR, "moonday"),
    ],
)
def test_nothing_is_guessed_where_nothing_fits(around: str, written: str) -> None:
    assert "Did you mean" not in (findings(around.format(written))[0].hint or "")


def test_a_word_without_end_is_not_taken_apart() -> None:
    found = findings(ELEMENT.format("let a = b " + "not" * 100_000))
    assert found[0].code == "O101"
    assert found[0].hint is None
