"""Whole runs that stand still: small and by name (section 6; rules 9, 16 and 19)."""

from tests.model.agreement import acts
from tests.model.agreement.pair import Pair
from tests.model.agreement.small import does, element, play


def stands_still(pair: Pair, *, resume: bool = False, with_parent: bool = False) -> None:
    acts.stand_still(pair, "user:root", resume=resume, administrator=True, with_parent=with_parent)


def test_nobody_does_anything_with_it_and_its_work_is_what_it_was() -> None:
    pair = play("stage s { interactive a = look(case.owner) { assign to case.owner } }")
    does(pair, "omar", "claims")
    stands_still(pair)
    does(pair, "omar", "completes", outputs={"ok": True})
    assert [each.status.words for each in pair.fast.open_items] == ["suspended"]
    stands_still(pair, resume=True)
    assert [each.status.words for each in pair.fast.open_items] == ["claimed"]


def test_what_comes_meanwhile_is_applied_in_its_order_once_it_goes_on() -> None:
    """The await takes what came first, though its second arm stands first."""
    arms = "on paid as p where p.n == 2 { set n = 2 }\non paid as p { set n = 1 }"
    pair = play(f"var n: integer = 0\nawait first {{ {arms} }}\nwait 1h")
    stands_still(pair)
    for number in (1, 2):
        acts.send(pair, "paid", {"n": number})
    assert pair.run.variables == {0: 0}
    stands_still(pair, resume=True)
    assert pair.run.variables == {0: 1}


def test_it_stands_still_while_there_is_a_reason_and_so_do_the_runs_of_its_steps() -> None:
    """Rule 19."""
    pair = play("stage s { background a = run other(1) }")
    stands_still(pair, with_parent=True)
    stands_still(pair)
    stands_still(pair, resume=True, with_parent=True)
    assert pair.fast.stilled_children == [("run-1", False)]
    stands_still(pair, resume=True)
    assert pair.fast.stilled_children == [("run-1", False), ("run-1", True)]


def test_predicates_are_asked_again_about_records_that_have_changed_meanwhile() -> None:
    """Rule 9: an answer is kept until an input changes."""
    pair = play("stage s { background a = g(case.owner) { start when quiet(case) } }")
    acts.answers(pair, pair.fast.questions[0], value=False)
    stands_still(pair)
    acts.write(pair, "Case", "1", {"number": 7})
    stands_still(pair, resume=True)
    assert len(pair.fast.questions) == 1


def test_an_instance_that_may_not_begin_before_a_predicate_answers_begins_once_it_goes_on() -> None:
    """Rule 9: the question was about a record that has changed meanwhile, so the instance waits for the resuming."""
    pair = play("stage s { background a = g(case.owner) { withdraw when quiet(case) } }")
    stands_still(pair)
    acts.write(pair, "Case", "1", {"number": 7})
    assert pair.fast.questions == []
    stands_still(pair, resume=True)
    acts.answers(pair, pair.fast.questions[0], value=False)
    assert len(pair.fast.calls) == 1


def test_who_is_excluded_is_known_once_it_goes_on() -> None:
    """Rule 16: what `exclude` reads has changed meanwhile."""
    clauses = 'assign to [user("ann"), user("bob")] otherwise user("eve") exclude case.people'
    pair = play(f"stage s {{ interactive a = look(case.owner) {{ {clauses} }} }}")
    assert [each.candidates for each in pair.fast.open_items] == [("user:eve",)]
    pair = play(f"stage s {{ interactive a = look(case.owner) {{ {clauses.replace('people', 'owner')} }} }}")
    does(pair, "bob", "claims")
    stands_still(pair)
    acts.write(pair, "Case", "1", {"owner": "user:bob"})
    stands_still(pair, resume=True)
    assert [each.claimed_by for each in pair.fast.open_items] == [None]


def test_it_can_be_canceled_and_does_then_what_it_does_on_cancel() -> None:
    pair = play("stage s { background a = g(case.owner) }\non cancel { background x = g(case.owner) }")
    stands_still(pair)
    acts.returns(pair, 0, {"n": 1})
    acts.cancel(pair, administrator=True)
    assert (pair.run.steps[element(pair, "s.a")].status, len(pair.calls)) == ("canceled", 2)
