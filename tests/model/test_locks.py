"""Locks of stages: what random programs seldom come to, small and by name (rule 18)."""

from tests.model.agreement import acts
from tests.model.agreement.pair import Pair
from tests.model.agreement.small import MINUTE, element, play

WORK = "background a = g(case.owner)"


def called(pair: Pair) -> list[str]:
    return [pair.name(each.ref.element) for each in pair.fast.calls if hasattr(each, "flow")]


def status(pair: Pair, name: str) -> str:
    return pair.run.stages[element(pair, name)].status


def test_first_come_is_first_served_over_all_runs() -> None:
    """Another run has the lock; a second one that comes later has to wait for this run's stage."""
    pair = play(f'wait 1h\nstage s {{ lock "press"\n{WORK} }}')
    for _ in range(2):
        acts.other_locks(pair, "press")
        acts.advance(pair, 60 * MINUTE)
    first, number, second = pair.world.lines["press"]
    assert (status(pair, "s"), called(pair)) == ("waiting", [])
    acts.other_unlocks(pair, "press", str(first))
    assert (status(pair, "s"), called(pair)) == ("active", ["s.a"])
    assert pair.world.lines["press"] == [number, second]


def test_a_lock_is_for_what_goes_on_in_the_stage_too() -> None:
    """With `rest continue` it is given back once nothing in the stage is open any more."""
    body = "finish when 1 of a rest continue\nbackground a = g(case.owner)\nbackground b = g(case.owner)"
    pair = play(f'stage s {{ lock "press"\n{body} }}\nwait 2h')
    acts.returns(pair, 1, {"n": 1})
    assert (status(pair, "s"), len(pair.world.lines["press"])) == ("completed", 1)
    acts.returns(pair, 2, {"n": 1})
    assert pair.world.lines["press"] == []


def test_a_stage_in_error_keeps_its_lock() -> None:
    """Until it is left: here by a second visit, which stands in line anew."""
    pair = play(f'stage s {{ lock "press"\n{WORK} }}')
    acts.other_locks(pair, "press")
    acts.fails(pair, 1, "Oops")
    assert len(pair.world.lines["press"]) == 2
    acts.skip(pair, element(pair, "s.a"), {"n": 1})
    assert [each for each in pair.world.lines["press"] if isinstance(each, int)] == []


def test_a_timeout_includes_waiting_for_the_lock() -> None:
    """Rule 13; who leaves the line keeps nobody waiting (rule 18)."""
    interactive = "interactive b = look(case.owner) { assign to case.owner }"
    pair = play(f'wait 30s\nstage s {{ lock "press" timeout 1m -> t\n{WORK} }}\nstage t {{ {interactive} }}')
    acts.other_locks(pair, "press")
    acts.advance(pair, 2 * MINUTE)
    assert (called(pair), len(pair.world.lines["press"])) == ([], 1)
    acts.on_item(pair, "completes", element(pair, "t.b"), 0, "user:omar", outputs={"ok": True})
    assert pair.run.status == "completed"


def test_what_comes_and_goes_within_one_event_never_stands_in_line() -> None:
    """A branch that ends at once discontinues the others: nobody hears of their locks."""
    branches = f'branch x {{ stage s {{ lock "press"\n{WORK} }} }}\nbranch y {{ set n = 1 }}'
    pair = play(f"var n: integer = 0\nparallel p {{ {branches}\nfinish when any }}\nwait 1h")
    assert pair.fast.calls == []


def test_two_branches_may_use_one_lock() -> None:
    """The first in the source has it first (rules 18 and 21)."""
    branches = [f'branch {x} {{ stage s{x} {{ lock "press"\nbackground a{x} = g(case.owner) }} }}' for x in "xy"]
    pair = play("parallel p {\n" + "\n".join(branches) + "\n}")
    assert called(pair) == ["sx.ax"]
    acts.returns(pair, 2, {"n": 1})
    assert called(pair) == ["sx.ax", "sy.ay"]
