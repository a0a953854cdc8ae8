"""`state(…)` and `original(…)`: what a run is asked about its elements and its beginning (language.md, section 3)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import Fails, Player, compiled

TEXT = """
record Person { id: text, name: text }
record Case { id: text, status: "New" | "Closed", price: decimal?, tags: list<text>, owner: Person }
flow try_it(case: Case)
flow tell(text: text)
screen look(case: Case) -> { fine: boolean }
"""


def play(body: str, *, parameters: str = "case: Case", **outside: Any) -> Player:
    outside.setdefault("flows", {})["tell"] = [{}]
    player = Player(f"{TEXT}\norchestration process({parameters}) {{\n{body}\n}}\n", **outside)
    player.groups["Agents"] = ["ann"]
    player.put("Person", id="p", name="Olga").put("Person", id="q", name="Quentin")
    return player.put("Case", id="1", status="New", price="2.50", tags=["a"], owner="p")


LOOK = 'interactive see = look(case) { assign to group("Agents") %s }'


@plays("state(resolve.fix)")
def test_it_is_the_status_of_a_step_before_while_and_after() -> None:
    body = f"""
      stage before {{ background b = tell(state(s.see)) }}
      stage s {{
        {LOOK % 'start when case.status == "Closed"'}
        background waits = tell(state(see))
        background done = tell(state(see)) {{ start after see }}
      }}
      stage after {{ background a = tell(state(s.see)) }}
    """
    player = play(body).start("1")
    player.put("Case", id="1", status="Closed").complete("s.see", "ann", fine=True)
    assert player.told == ["not started", "waiting", "completed", "completed"]


@plays("state(resolve.fix)")
def test_it_is_the_status_of_a_stage() -> None:
    body = f"""
      stage before {{ background b = tell("{{state(before)}} {{state(s)}}") }}
      stage s {{ {LOOK % ""} finish when any }}
      stage after {{ background a = tell("{{state(before)}} {{state(s)}} {{state(after)}}") }}
    """
    player = play(body).start("1").complete("s.see", "ann", fine=True)
    assert player.told == ["active not started", "completed completed active"]


@plays("state(resolve.fix)", "start when E")
def test_who_waits_for_it_is_asked_again_when_it_changes() -> None:
    """Rule 9."""
    body = """
      stage s {
        background b = try_it(case)
        background rescue = tell("it is {state(b)}") { start when state(b) == "error" }
        finish when state(rescue) == "completed"
      }
      end "Done"
    """
    player = play(body, flows={"try_it": [Fails("Busy")]}).start("1")
    assert (player.told, player.ended) == (["it is error"], "Done")


@plays("state(resolve.fix)", "start when E")
def test_a_step_gives_up_waiting_for_a_status_that_can_change_no_more() -> None:
    """Rule 7: what it reads is final."""
    body = """
      stage s {
        background b = try_it(case) { only if case.status == "Closed" }
        background late = tell("late") { start when state(b) == "completed" }
      }
      end "Done"
    """
    player = play(body, flows={"try_it": [{}]}).start("1")
    assert (player.told, player.ended, player.happened("s.late")[-1]) == ([], "Done", "skipped")


@plays("state(resolve.fix)", "rest continue")
def test_the_status_of_a_completed_step_is_final_as_its_outputs_are() -> None:
    """Rule 7: also where control may come to it again, and whether or not anything reads its outputs."""
    for also in ("", " or (r.see.fine ?? false)"):
        body = f"""
          stage r {{ {LOOK % ""} }}
          stage s {{
            {LOOK.replace("see", "other") % ""}
            background late = tell("late") {{ start when state(r.see) != "completed"{also} }}
            finish when any
            rest continue
          }}
          stage t {{ {LOOK.replace("see", "last") % ""} on error -> r }}
        """
        player = play(body).start("1").complete("r.see", "ann", fine=False)
        assert player.happened("s.late")[-1] == "skipped"


@plays("state(resolve.fix)")
def test_a_new_visit_forgets_it() -> None:
    """Rule 1."""
    body = f"""
      var round: integer = 0
      repeat while round < 2 {{
        set round = round + 1
        stage s {{
          background say = tell("{{state(see)}}, {{state(other)}}")
          {LOOK % "start after say"}
          background other = try_it(case) {{ start after see }}
        }}
      }}
    """
    player = play(body, flows={"try_it": [{}]}).start("1")
    player.complete("s.see", "ann", fine=True).complete("s.see", "ann", fine=True)
    assert player.told == ["not started, not started"] * 2


@plays("state(resolve.fix)", "rest continue")
def test_a_stage_that_is_completed_stays_so_while_its_rest_goes_on() -> None:
    body = f"""
      stage s {{ background b = try_it(case)   {LOOK % ""}   finish when any   rest continue }}
      stage t {{ background x = tell("{{state(s)}} {{state(s.see)}} {{state(s.b)}}") }}
      wait 1h
      stage u {{ background y = tell("{{state(s)}} {{state(s.see)}}") }}
    """
    player = play(body, flows={"try_it": [{}]}).start("1")
    player.complete("s.see", "ann", fine=True).advance("1h")
    assert player.told == ["completed active completed", "completed completed"]


def test_only_those_are_kept_that_something_asks_for() -> None:
    body = f"""
      stage s {{ background a = tell("a")  background b = tell("b") }}
      stage t {{ {LOOK % ""}  background c = tell(state(s.a)) }}
    """
    player = play(body).start("1")
    assert decode_state(player.state).statuses.keys() == {player.indices["s.a"]}
    player.complete("t.see", "ann", fine=True)
    assert decode_state(player.state).statuses == {}, "an ended run has no state to read"


def test_a_status_that_there_is_not_is_found() -> None:
    text = f'{TEXT} orchestration p(case: Case) {{ stage s {{ {LOOK % ""} finish when state(see) == "done" }} }}'
    with pytest.raises(AssertionError, match="O30"):
        compiled(text)


SAY = 'stage %s { background b = tell("{original(case).status} {case.status}") }'


@plays("original(case)")
def test_it_is_what_the_record_held_when_the_run_started() -> None:
    player = play("wait 1h " + SAY % "s").start("1").put("Case", id="1", status="Closed").advance("1h")
    assert player.told == ["New Closed"]


@plays("original(case)")
def test_it_outlives_the_record() -> None:
    """Rule 17 is about what reads a record; this reads what is kept."""
    body = 'wait 1h stage s { background b = tell("{original(case).status}") }'
    player = play(body).start("1").delete("Case", "1").advance("1h")
    assert player.told == ["New"]


@plays("original(case)")
def test_a_record_that_was_not_there_is_an_error_of_what_reads_it() -> None:
    body = 'stage s { background b = tell("{original(case).status}") { on error "RecordGone" -> end } }'
    assert play(body).start("2").ended == "completed"


@plays("original(case)")
def test_of_a_record_that_may_be_missing_it_may_be_missing() -> None:
    body = 'stage s { background b = tell(original(case)?.status ?? "none") }'
    assert play(body, parameters="case: Case?").start(None).told == ["none"]
    assert play(body, parameters="case: Case?").start("1").told == ["New"]


@plays("original(case)")
def test_fields_that_are_missing_numbers_lists_and_records() -> None:
    body = """
      let first = original(case)
      wait 1h
      stage s { background b = tell("{first.price ?? 1.5} {count(first.tags)} {original(case).owner.name} {first.id}") }
    """
    player = play(body).put("Case", id="1", price=None).start("1")
    player.put("Case", id="1", price="9.00", tags=[], owner="q").put("Person", id="p", name="Olivia").advance("1h")
    assert player.told == ["1.5 1 Olivia 1"], "the record that a field leads to is read afresh"


def test_only_the_fields_are_kept_that_the_source_reads_through_it() -> None:
    player = play("wait 1h decide d { outcome same when original(case).status == case.status -> end otherwise -> end }")
    player.start("1")
    assert decode_state(player.state).originals == {0: {"status": "New"}}
    player.advance("1h")
    assert decode_state(player.state).originals == {}


@pytest.mark.parametrize(
    ("used", "code"),
    [
        ("log original(case)", "O3"),
        ("update case { owner: original(case) }", "O301"),
        ("stage s { background b = try_it(original(case)) }", "O301"),
        ("stage s { background b = tell(original(case).name) }", "O205"),
        ("stage s { background b = tell(original(7)) }", "O301"),
    ],
)
def test_it_is_no_record(used: str, code: str) -> None:
    with pytest.raises(AssertionError, match=code):
        compiled(f"{TEXT} orchestration p(case: Case) {{ {used} }}")
