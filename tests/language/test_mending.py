"""What is in error is skipped, or completed by hand, by an administrator (language.md, rules 8 and 15)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter.events import ElementSkipped
from tests.language.play import Fails, Player, Refusal
from tests.language.texts import CASE, orchestration

OK = {"ok": True, "score": 3}
READ = 'stage s { background a = check(case) } end "Done" with { total: s.a.score }'
UNREAD = 'stage s { background a = check(case) background b = tell("b") { start after a } } end "Done"'


def play(body: str, **flows: Any) -> Player:
    usual: dict[str, list[Any]] = {"check": [Fails("Broken")], "tell": [{}]}
    return Player(orchestration(body), flows={**usual, **flows}).put("Case", **CASE).start("1")


def skip(player: Player, element: str, outputs: dict[str, Any] | None = None, *, by: str = "user:lena") -> Player:
    """Somebody goes on without what is in error."""
    player.apply(ElementSkipped(player.indices[element], outputs), by, administrator=by == "user:lena")
    return player.settle()


def test_a_step_that_nothing_reads_is_skipped_and_what_comes_after_it_begins() -> None:
    player = skip(play(UNREAD), "s.a")
    assert player.ended == "Done"
    assert player.happened("s.a")[-2:] == ["skipped by hand", "skipped"]
    assert player.happened("s.b") == ["started", "completed"]


def test_a_step_whose_outputs_are_read_has_to_be_completed_by_hand() -> None:
    """Rule 8: who skips or completes by hand gives values for whatever a later element may read."""
    player = play(READ)
    with pytest.raises(Refusal, match="complete it by hand, with ok, score"):
        skip(player, "s.a")
    skip(player, "s.a", OK)
    assert (player.ended, player.outputs) == ("Done", {"total": 3})
    assert player.happened("s.a")[-2:] == ["completed by hand", "completed"]


def test_an_interactive_step_is_completed_by_hand_in_the_name_of_who_does_it() -> None:
    body = """stage s { interactive a = look(case) { assign to group("Empty") } }
    stage t { background b = tell("{s.a.completed_by}") } end "Done" """
    player = skip(play(body), "s.a", {"fine": True})
    assert (player.ended, player.told) == ("Done", ["lena"])


def test_of_a_for_each_the_instances_in_error_are_skipped() -> None:
    body = """stage s { background a = check(case) { for each n in [1, 2, 3] } }
    end "Done" with { total: count(s.a, r => r.ok) }"""
    player = play(body, check=[OK, Fails("Broken"), OK])
    with pytest.raises(Refusal, match="has instances, which cannot be completed by hand"):
        skip(player, "s.a", OK)
    skip(player, "s.a")
    assert (player.ended, player.outputs) == ("Done", {"total": 2})


BROKEN = "1 / (case.amount - 10) > 0"


@pytest.mark.parametrize(
    ("body", "element"),
    [
        (f"decide d {{ outcome yes when {BROKEN} {{ set n = 1 }} otherwise {{ set n = 2 }} }}", "d"),
        (f'stage s {{ start when {BROKEN} background a = tell("a") }}', "s"),
        ("set n = 1 / (case.amount - 10)", "set.1"),
        (f"parallel p {{ branch a {{ wait 1d }} branch b {{ wait 2d }} finish when {BROKEN} }}", "p"),
        (f"await w first {{ on {BROKEN} {{ set n = 1 }} }}", "w"),
    ],
)
def test_below_anything_else_control_goes_on(body: str, element: str) -> None:
    player = play(f'var n: decimal = 0 {body} end "Done"')
    assert "DivisionByZero" in str(player.ended)
    skip(player, element)
    assert player.ended == "Done"
    assert "skipped by hand" in player.happened(element)


def test_only_an_administrator_may_and_only_what_is_in_error() -> None:
    player = play(UNREAD)
    with pytest.raises(Refusal, match="only an administrator may skip what is in error"):
        skip(player, "s.a", by="user:ann")
    with pytest.raises(Refusal, match="this element is not in error"):
        skip(player, "s")
    with pytest.raises(Refusal, match="has no outputs: only a step has"):
        skip(play('decide d { outcome yes when 1 / (case.amount - 10) > 0 { fail "no" } otherwise { end } }'), "d", OK)


def test_what_nothing_comes_after_cannot_be_skipped() -> None:
    player = play('fail "{1 / (case.amount - 10)}"')
    with pytest.raises(Refusal, match="cannot be skipped: nothing comes after it"):
        skip(player, "fail.1")


def test_who_is_excluded_cannot_complete_it_by_hand_either() -> None:
    """Rule 16: an exclusion beats every grant, for administrators too."""
    body = """stage s { interactive a = look(case) { assign to group("Empty") exclude case.owner } }
    stage t { background b = tell("{s.a.completed_by}") } end "Done" """
    player = play(body)
    player.put("Case", **(CASE | {"owner": "lena"}))
    with pytest.raises(Refusal, match=r"lena is excluded from s\.a, and cannot complete it by hand either"):
        skip(player, "s.a", {"fine": True})
    assert str(player.ended).startswith("s.a: Nobody")
    player.put("Case", **CASE)
    assert (skip(player, "s.a", {"fine": True}).ended, player.told) == ("Done", ["lena"])


@pytest.mark.parametrize("each", ["", "for each n in [1, 2]"])
def test_nor_can_they_pass_over_it(each: str) -> None:
    """Rule 16: whoever may not approve cannot do without the approval either; somebody else can."""
    body = 'stage s { interactive a = look(case) { %s assign to group("Empty") exclude case.owner } } end "Done"'
    player = play(body % each)
    player.put("Case", **(CASE | {"owner": "lena"}))
    with pytest.raises(Refusal, match=r"lena is excluded from s\.a, and cannot skip it by hand either: somebody else"):
        skip(player, "s.a")
    with pytest.raises(Refusal, match="say who acts"):
        player.apply(ElementSkipped(player.indices["s.a"]), administrator=True)
    player.apply(ElementSkipped(player.indices["s.a"]), "user:omar", administrator=True)
    assert player.settle().ended == "Done"


def test_nobody_passes_over_it_while_it_cannot_be_told_who_is_excluded() -> None:
    """Rules 16 and 17: as where somebody completes it."""
    player = play('stage s { interactive a = look(case) { assign to group("Empty") exclude case.owner } } end "Done"')
    player.delete("Case", "1")
    with pytest.raises(Refusal, match="it cannot be told who is excluded"):
        skip(player, "s.a")


LATER = "start when case.amount > 99"
OPEN = 'interactive a = look(case) { %s assign to user("ann") exclude case.owner }'


@pytest.mark.parametrize(
    ("body", "element"),
    [
        (f"stage s {{ {OPEN} finish when {BROKEN} }}", "s"),
        (f"stage s {{ start when {BROKEN} {OPEN} }}", "s"),
        (f"stage s {{ background b = check(case) {{ {LATER} }} {OPEN % 'start after b'} finish when {BROKEN} }}", "s"),
        (f"stage s {{ {OPEN % 'for each n in [1, 2] one by one'} finish when {BROKEN} }}", "s"),
        (f"parallel p {{ branch x {{ stage s {{ {OPEN} }} }} branch y {{ wait 1d }} finish when {BROKEN} }}", "p"),
    ],
)
def test_nor_can_they_skip_what_is_around_it(body: str, element: str) -> None:
    """Rule 16: to pass over the stage, or the parallel, is to do without the approval in it."""
    player = play(body.replace("%s", "") + ' end "Done"')
    player.put("Case", **(CASE | {"owner": "lena"}))
    with pytest.raises(Refusal, match=rf"lena is excluded from s\.a, and cannot skip {element} by hand either: some"):
        skip(player, element)
    player.apply(ElementSkipped(player.indices[element]), "user:omar", administrator=True)
    assert player.settle().ended == "Done"


@pytest.mark.parametrize("after", ["b, c", "2 of b, c", "2 of b, c, d"])
def test_a_step_that_waits_for_a_second_one_is_still_to_come(after: str) -> None:
    """Rule 16: one of the two after which it starts has finished, so it is not passed over yet."""
    body = f"""stage s {{ background b = tell("b") background c = check(case) {{ {LATER} }}
      background d = check(case) {{ {LATER} }} {OPEN % f"start after {after}"} finish when {BROKEN} }} end "Done" """
    player = play(body)
    player.put("Case", **(CASE | {"owner": "lena"}))
    with pytest.raises(Refusal, match=r"lena is excluded from s\.a, and cannot skip s by hand"):
        skip(player, "s")


@pytest.mark.parametrize("each", ["", "for each n in [1, 2]"])
def test_nobody_skips_what_is_around_a_step_to_come_of_which_it_cannot_be_told_who_is_excluded(each: str) -> None:
    """Rules 16 and 17; what a `for each` excludes may be about an item, and there is none yet."""
    body = f"""stage s {{ background b = tell("b") {{ start when now > datetime("2027-01-01T00:00Z") }}
      {OPEN % f"start after b {each}"} finish when 1 / (case.amount - 10) > 0 }} end "Done" """
    player = play(body)
    player.delete("Case", "1")
    assert "DivisionByZero" in str(player.ended)
    if not each:
        with pytest.raises(Refusal, match=r"it cannot be told who is excluded from s\.a: "):
            skip(player, "s")
    else:
        assert skip(player, "s").ended == "Done"


def test_what_is_finished_bars_nobody_from_skipping_what_is_around_it() -> None:
    """Rule 16: the approval has been given, or is not asked for; only what is open or to come is done without."""
    body = f"""stage s {{ {OPEN % ""}
      interactive c = look(case) {{ start after a assign to user("ann") only if case.amount > 99 exclude case.owner }}
      background b = tell("b") {{ start after c }}
      background d = tell("d") {{ start after b {LATER} }}
      finish when 1 / (case.amount - 11) > 0 }} end "Done" """
    player = play(body)
    player.complete("s.a", "ann", fine=True)
    player.put("Case", **(CASE | {"owner": "lena", "amount": "11"}))
    assert "DivisionByZero" in str(player.settle().ended)
    assert skip(player, "s").ended == "Done"


def test_who_is_excluded_from_an_open_instance_cannot_skip_the_whole_step_by_hand() -> None:
    """Rule 16: with the step itself its open instances end, and each of them may exclude others."""
    body = """
    stage s { interactive a = look(case) {
      for each one in [user("carl"), user("lena")]
      enough when 1 / (case.amount - 10) > 5
      assign to [user("ann"), user("bob")] exclude one
    } }
    end "Done"
    """
    player = Player(orchestration(body)).put("Case", **CASE).start("1")
    player.complete("s.a", "bob", fine=True)
    assert player.ended == "s.a: DivisionByZero: a division by zero"
    with pytest.raises(Refusal, match=r"lena is excluded from s\.a"):
        skip(player, "s.a")
    player.apply(ElementSkipped(player.indices["s.a"]), "user:bob", administrator=True)
    assert player.ended == "Done"
