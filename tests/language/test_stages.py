"""Stages: entry, exit, what is left, time limits (language.md, rules 1, 2, 3, 6, 13)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter.events import ItemCompleted
from tests.language.forms import plays
from tests.language.play import Fails, Player, Refusal
from tests.language.texts import CASE, orchestration

OK = {"ok": True, "score": 3}
TWO = ' interactive a = look(case) { assign to user("ann") }\n interactive b = look(case) { assign to user("bob") }\n'

THREE = TWO + " interactive c = look(case) { assign to case.owner }\n"


def play(body: str, **outside: Any) -> Player:
    outside.setdefault("flows", {"check": [OK], "tell": [{}]})
    player = Player(orchestration(body), groups={"Agents": ["ann", "bob"]}, **outside)
    return player.put("Case", **CASE)


@plays('stage name "Label" { … }')
def test_a_stage_finishes_when_nothing_in_it_is_open() -> None:
    player = play(f'stage s {{ {TWO} }}\nend "Done"').start("1")
    player.complete("s.a", "ann", fine=True)
    assert player.ended == "active"
    player.complete("s.b", "bob", fine=True)
    assert player.ended == "Done"


@plays("start when E")
def test_start_when_of_a_stage_is_asked_at_entry_and_again_on_change() -> None:
    player = play('stage s { start when case.status == "Working"\n background a = check(case) }').start("1")
    assert player.happened("s") == ["entered", "waiting"]
    player.put("Case", id="1", status="Working")
    assert player.ended == "completed"


@plays("start when E up to D -> target")
def test_start_when_up_to_a_limit_goes_elsewhere() -> None:
    player = play(
        'stage s { start when case.status == "Working" up to 2h -> late\n background a = check(case) }\n'
        'end "Done"\nstage late { background t = tell("x") }\nend "Late"'
    ).start("1")
    player.advance("2h")
    assert player.ended == "Late"


@plays("finish when any")
def test_finish_when_any_withdraws_the_rest() -> None:
    player = play(f'stage s {{ {TWO} finish when any }}\nend "Done"').start("1")
    item = player.item("s.b")
    player.complete("s.a", "ann", fine=True)
    assert player.ended == "Done"
    assert player.items[item.name].status.words == "withdrawn"


@plays("finish when 2 of a, b, c", "rest continue")
def test_finish_when_n_of_with_rest_continue_leaves_the_others_open() -> None:
    player = play(
        f"stage s {{ {TWO} finish when 1 of a, b\n rest continue }}\n"
        'stage t { interactive c = look(case) { assign to case.owner } }\nend "Done"'
    ).start("1")
    player.complete("s.a", "ann", fine=True)
    player.complete("s.b", "bob", fine=True)
    assert player.happened("s.b")[-1] == "completed"
    player.complete("t.c", "omar", fine=True)
    assert player.ended == "Done"


@plays("finish when E")
def test_finish_when_a_condition_holds() -> None:
    player = play(f'stage s {{ {TWO} finish when case.status == "Closed" }}\nend "Done"').start("1")
    player.put("Case", id="1", status="Closed")
    assert player.ended == "Done"


@plays("finish when E")
def test_finish_when_a_condition_over_an_output_holds() -> None:
    player = play(f'stage s {{ {TWO} finish when not (a.fine ?? true) }}\nend "Done"').start("1")
    player.complete("s.a", "ann", fine=False)
    assert player.ended == "Done"


@plays("timeout D -> target")
def test_a_stage_that_times_out_is_left() -> None:
    player = play(
        'stage s { interactive a = look(case) { assign to case.owner }\n timeout 1d -> late }\nend "Done"\n'
        'stage late { background t = tell("x") }\nend "Late"'
    ).start("1")
    item = player.item("s.a")
    player.advance("1d")
    assert player.ended == "Late"
    assert player.items[item.name].status.words == "withdrawn"


@plays("timeout D -> target")
def test_the_timeout_of_a_stage_begins_when_it_starts() -> None:
    player = play(
        'stage s { start when case.status == "Working"\n interactive a = look(case) { assign to case.owner }\n'
        ' timeout 1d -> late }\nend "Done"\nstage late { background t = tell("x") }\nend "Late"'
    ).start("1")
    player.advance("3d")
    player.put("Case", id="1", status="Working")
    player.advance("23h")
    assert player.item("s.a").version == 1
    player.advance("1h")
    assert player.ended == "Late"


@plays('stage name "Label" { … }', "var n: integer = 0")
def test_a_new_visit_forgets_the_outputs_and_takes_no_late_completion() -> None:
    player = play(
        "var rounds: integer = 0\n"
        "stage s { interactive a = look(case) { assign to case.owner } }\n"
        "decide again { outcome yes when not s.a.fine and rounds < 2 { set rounds = rounds + 1\n go to s }\n"
        ' otherwise -> over }\nstage over { background t = tell("{rounds}") }'
    ).start("1")
    first = player.item("s.a")
    player.complete("s.a", "omar", fine=False)
    assert player.item("s.a").name != first.name
    with pytest.raises(Refusal, match="no longer open"):
        player.apply(ItemCompleted(first.ref, {"fine": True}), "user:omar")
    player.complete("s.a", "omar", fine=True)
    assert player.ended == "completed"
    assert player.calls[-1].arguments == {"text": "1"}


@plays('on error "Name" …')
def test_on_error_of_a_stage_takes_what_its_steps_do_not() -> None:
    player = play(
        "stage s { background a = check(case)\n interactive b = look(case) { assign to case.owner }\n"
        ' on error "Gone" -> mend }\nend "Done"\nstage mend { background t = tell("x") }\nend "Mended"',
        flows={"check": [Fails("Gone")], "tell": [{}]},
    ).start("1")
    assert player.ended == "Mended"
    assert not [item for item in player.items.values() if item.status.words == "open"]


@plays('on error "Name" …')
def test_on_error_with_another_name_does_not_take_it() -> None:
    player = play(
        'stage s { background a = check(case)\n on error "Gone" -> mend }\nend "Done"\n'
        'stage mend { background t = tell("x") }\nend "Mended"',
        flows={"check": [Fails("Busy")], "tell": [{}]},
    ).start("1")
    assert player.ended == "s.a: Busy: it failed"


@plays("start when E up to D -> target")
def test_start_when_that_holds_in_time_forgets_the_limit() -> None:
    player = play(
        f'stage s {{ start when case.status == "Working" up to 2h -> late\n {TWO} }}\nend "Done"\n'
        'stage late { background t = tell("x") }\nend "Late"'
    ).start("1")
    player.advance("1h").put("Case", id="1", status="Working").advance("5h")
    assert player.told == []
    player.complete("s.a", "ann", fine=True)
    player.complete("s.b", "bob", fine=True)
    assert player.ended == "Done"


@plays("finish when all")
def test_finish_when_all_waits_for_every_step() -> None:
    player = play(f'stage s {{ {TWO} finish when all }}\nend "Done"').start("1")
    player.complete("s.b", "bob", fine=True)
    assert player.ended == "active"
    player.complete("s.a", "ann", fine=True)
    assert player.ended == "Done"


@plays("finish when all")
def test_finish_when_all_counts_a_skipped_step_as_finished() -> None:
    player = play(
        "stage s { background a = check(case) { only if large(case) }\n background b = check(case)\n"
        ' finish when all }\nend "Done"'
    ).start("1")
    assert player.happened("s.a") == ["skipped"]
    assert player.ended == "Done"


@plays("finish when any")
def test_finish_when_any_counts_only_a_completed_step() -> None:
    player = play(
        f'stage s {{ background o = check(case) {{ only if large(case) }}\n {TWO} finish when any }}\nend "Done"'
    )
    assert player.start("1").happened("s.o") == ["skipped"]
    assert player.ended == "active"
    player.complete("s.b", "bob", fine=True)
    assert player.ended == "Done"


@plays("finish when 2 of a, b, c", "rest stop")
def test_finish_when_n_of_waits_for_so_many_and_stops_the_rest() -> None:
    player = play(f'stage s {{ {THREE} finish when 2 of a, b, c\n rest stop }}\nend "Done"').start("1")
    item = player.item("s.b")
    player.complete("s.a", "ann", fine=True)
    assert player.ended == "active"
    player.complete("s.c", "omar", fine=True)
    assert player.ended == "Done"
    assert player.happened("s.b")[-1] == "discontinued"
    assert player.items[item.name].status.words == "withdrawn"


@plays("rest stop")
def test_rest_stop_is_what_holds_when_nothing_is_said() -> None:
    after = 'stage t { interactive c = look(case) { assign to user("bob") } }'
    said, unsaid = (play(f"stage s {{ {TWO} finish when any\n {rest} }}\n{after}") for rest in ("rest stop", ""))
    for player in (said, unsaid):
        player.start("1").complete("s.a", "ann", fine=True)
        assert player.happened("s.b")[-1] == "discontinued"
        assert player.item("t.c").candidates == ("user:bob",)
    assert said.notes == unsaid.notes


@plays("rest continue")
def test_rest_continue_lets_a_late_step_still_be_completed_and_read() -> None:
    player = play(
        f"stage s {{ {TWO} finish when any\n rest continue }}\n"
        'stage t { background c = tell("late") { start when s.b.fine ?? false } }\nend "Done"'
    ).start("1")
    player.complete("s.a", "ann", fine=True)
    assert (player.happened("s")[-1], player.told) == ("completed", [])
    player.complete("s.b", "bob", fine=True)
    assert (player.told, player.ended) == (["late"], "Done")


def test_a_handlers_target_leaves_the_stage_of_its_step_though_that_is_completed() -> None:
    """Rules 2 and 15: what `rest continue` left open in the stage of the step ends with it."""
    player = play(
        f"stage s {{ {TWO} background c = check(case) {{ on error -> z }} finish when any\n rest continue }}\n"
        'stage t { interactive d = look(case) { assign to user("ann") } }\n'
        'stage z { interactive e = look(case) { assign to user("ann") } }',
        flows={"check": []},
    ).start("1")
    player.complete("s.a", "ann", fine=True)
    assert player.happened("s")[-1] == "completed"
    player.flows["check"] = [Fails("Down")]
    player.settle()
    assert [player.happened(each)[-1] for each in ("s.b", "s.c", "t.d")] == ["discontinued"] * 3
    assert player.complete("z.e", "ann", fine=True).ended == "completed"
