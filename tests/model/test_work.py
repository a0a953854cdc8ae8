"""Work items that rest, and the records that they are about and lock: small and by name."""

from tests.model.agreement import acts
from tests.model.agreement.pair import Pair
from tests.model.agreement.record_locks import may_write
from tests.model.agreement.small import MINUTE, does, play
from tests.model.state import WorkItem


def opened(clauses: str, before: str = "") -> Pair:
    """A work item for omar."""
    step = f"interactive a = look(case.owner) {{ assign to case.owner\n{clauses} }}"
    return play(f"{before}\nstage s {{ {step} }}\nwait 9h")


def item(pair: Pair) -> WorkItem:
    return pair.run.work[-1]


def test_without_a_clause_it_is_about_the_first_record_among_its_arguments() -> None:
    """Section 3, `about RECORD`: look takes a user only, ask takes a number and a case."""
    assert item(opened("")).about is None
    assert item(opened("about case")).about == "Case/1"
    asked = play("stage s { interactive a = ask(1, case) { assign to case.owner } }")
    assert item(asked).about == "Case/1"


def test_whoever_could_do_the_work_may_write_only_where_it_says_so() -> None:
    """Section 3, `locks RECORD [except assignees]`: until the item is closed nobody else writes the record."""
    for clause, omar in (("locks case", False), ("locks case except assignees", True)):
        pair = opened(clause)
        assert [may_write(pair, "Case", "1", user) for user in ("user:omar", "user:root", None)] == [omar, False, False]
        assert may_write(pair, "Case", "2", None)
        does(pair, "omar", "completes", outputs={"ok": True})
        assert may_write(pair, "Case", "1", None)


def test_work_that_rests_is_done_by_nobody_until_its_moment_comes() -> None:
    """docs/work.md: it keeps its claim, and goes on by itself at the instant that was named."""
    pair = opened("")
    does(pair, "omar", "claims")
    does(pair, "omar", "suspends", until=pair.world.now + MINUTE)
    does(pair, "omar", "completes", outputs={"ok": True})
    assert (item(pair).status, item(pair).rests) == ("claimed", True)
    acts.advance(pair, MINUTE)
    assert (item(pair).claimed_by, item(pair).rests) == ("user:omar", False)


def test_work_that_rests_still_expires() -> None:
    """docs/work.md: the `timeout` of the step counts from its opening, whatever rests meanwhile (rule 13)."""
    pair = opened("timeout 1m")
    does(pair, "omar", "suspends", until=None)
    acts.advance(pair, MINUTE)
    assert (item(pair).status, item(pair).rests) == ("expired", False)


def test_whom_allow_suspend_names_lets_the_work_of_others_rest() -> None:
    """Section 3, `allow suspend by E`: and resumes it; anybody else may not."""
    pair = opened("", 'allow suspend by user("bob")')
    does(pair, "eve", "suspends", until=None)
    assert not item(pair).rests
    does(pair, "bob", "suspends", until=None)
    assert item(pair).rests
    does(pair, "eve", "resumes")
    assert item(pair).rests
    does(pair, "bob", "resumes")
    assert not item(pair).rests
