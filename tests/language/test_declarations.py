"""Declarations: what a file says about records, plugins and processes, seen in a run (language.md, section 2)."""

import pytest

from orchestra_dsl.graph.accept import BadValue
from tests.language.forms import plays
from tests.language.play import Player
from tests.language.texts import CASE, DECLARATIONS, orchestration
from tests.language.writes import ANN, writes

OK = {"ok": True, "score": 3}
TELL = 'stage s "S" { background a = tell("{case.amount}") }'


def play(declarations: str, body: str) -> Player:
    player = Player(f"{declarations}\n{orchestration(body)}", flows={"check": [OK], "tell": [{}], "write": [{}]})
    return player.put("Case", **CASE)


@plays('import "crm.orch"')
def test_what_an_imported_file_declares_can_be_used() -> None:
    text = f'import "crm.orch"\norchestration o(case: Case) {{ {TELL} }}'
    player = Player(text, files={"crm.orch": DECLARATIONS}, flows={"tell": [{}]}).put("Case", **CASE).start("1")
    assert player.told == ["10"]


@plays('import "crm.orch"', 'orchestration name(case: Case) -> { … } "Label" { … }')
def test_the_orchestrations_of_an_imported_file_can_be_run() -> None:
    files = {"flows/part.orch": f'import "../crm.orch"\norchestration part(case: Case) {{ {TELL} }}'}
    files["crm.orch"] = DECLARATIONS
    player = Player('import "flows/part.orch"', name="part", files=files, flows={"tell": [{}]}).put("Case", **CASE)
    assert player.start("1").told == ["10"]


@plays("record Case { … }", "Case: the name of a record")
def test_a_record_is_read_afresh_through_its_id() -> None:
    player = play("", f'stage w "W" {{ interactive i = look(case) {{ assign to case.owner }} }} {TELL}').start("1")
    player.put("Case", id="1", amount="11").complete("w.i", "omar", fine=True)
    assert player.told == ["11"]


@plays("record Case { … }")
def test_a_record_has_the_fields_that_are_declared_and_no_others() -> None:
    player = play("", TELL)
    with pytest.raises(BadValue, match="there is no such field"):
        player.put("Case", id="1", colour="red")
    with pytest.raises(BadValue, match="it is missing"):
        player.put("Case", id="2")


@plays("flow crm.classify(case: Case) -> { … }")
def test_a_flow_is_called_by_its_name_with_its_arguments_and_answers_its_outputs() -> None:
    player = play("", 'stage s "S" { background a = check(case) } end "Done" with { total: s.a.score }').start("1")
    assert [(call.flow, call.arguments) for call in player.calls] == [("check", {"case": "1"})]
    assert player.outputs == {"total": 3}


WRITE = "flow write(case: Case) writes Case.status"


@plays("flow … writes Case.status")
def test_what_a_flow_writes_wakes_who_waits_for_it() -> None:
    body = 'stage s "S" { background a = write(case) finish when case.status == "Closed" }'
    player = play(WRITE, body).start("1")
    assert [each.writes for each in player.graph.flows] == [("Case.status",)]
    assert player.ended == "active"
    player.put("Case", id="1", status="Closed")
    assert player.ended == "completed"


@plays("flow … writes Case.status")
def test_two_flows_that_write_one_field_run_one_after_the_other() -> None:
    steps = 'stage s "S" {{ background a = write(case) background b = write(case) {} }}'
    assert len(play(WRITE, steps.format("{ start after a }")).start("1").calls) == 2
    with pytest.raises(AssertionError, match=r"Case\.status"):
        play(WRITE, steps.format(""))


DEFAULT = 'flow write(case: Case, times: integer = 3, by: text = "us")'


@plays("flow f(n: integer = 1)")
def test_an_argument_that_is_not_given_has_its_default_value() -> None:
    player = play(DEFAULT, 'stage s "S" { background a = write(case) }').start("1")
    assert player.calls[0].arguments == {"case": "1", "times": 3, "by": "us"}


@plays("flow f(n: integer = 1)")
def test_an_argument_that_is_given_beats_the_default_value() -> None:
    player = play(DEFAULT, 'stage s "S" { background a = write(case, by: "them", times: 4) }').start("1")
    assert player.calls[0].arguments == {"case": "1", "times": 4, "by": "them"}


URGENT = """
orchestration o(case: Case, urgent: boolean = false, words: text = "none") -> { urgent: boolean, words: text } {
  start on case created
  end "Done" with { urgent: urgent, words: words }
}
"""


@plays("orchestration name(urgent: boolean = false)")
def test_a_start_that_says_nothing_has_the_default_values() -> None:
    with writes(f"{DECLARATIONS}{URGENT}") as here:
        (run,) = here.put("Case", **CASE)
    assert run.outputs == {"urgent": False, "words": "none"}


@plays("orchestration name(urgent: boolean = false)")
def test_a_value_that_is_given_beats_the_default_value_of_a_start() -> None:
    with writes(f"{DECLARATIONS}{URGENT}") as here:
        here.put("Case", **CASE)
        run = here.engine.start("o", {"case": "1", "urgent": True}, ANN)
        assert here.engine.runs.get(run).outputs == {"urgent": True, "words": "none"}


@plays("screen fix_case(case: Case) -> { … }")
def test_a_screen_asks_for_its_outputs() -> None:
    player = play("", 'stage s "S" { interactive i = look(case) { assign to case.owner } }').start("1")
    with pytest.raises(BadValue, match="fine: it is missing"):
        player.complete("s.i", "omar", note="x")
    with pytest.raises(BadValue, match="there is no such field"):
        player.complete("s.i", "omar", fine=True, colour="red")
    player.complete("s.i", "omar", fine=True)
    assert player.ended == "completed"


@plays("screen fix_case(case: Case) -> { … }")
def test_what_a_screen_has_asked_for_can_be_read() -> None:
    body = 'stage s "S" { interactive i = look(case) { assign to case.owner } background b = tell(i.note ?? "none") '
    player = play("", body + "{ start after i } }").start("1")
    player.complete("s.i", "omar", fine=True, note="all well")
    assert player.told == ["all well"]


BESIDE = {
    "event": "event payment_received { order: text, amount: decimal }",
    "calendar": 'calendar support { zone "Europe/Berlin" open mon to fri 09:00 to 17:00 }',
}


@plays("event payment_received { … }")
def test_an_event_may_be_declared_beside_a_process() -> None:
    player = play(BESIDE["event"], TELL).start("1")
    assert player.ended == "completed"
    assert player.compiled.hash == play("", TELL).compiled.hash


@plays("event payment_received { … }")
def test_the_fields_of_an_event_have_types() -> None:
    assert play("event posted { case: Case }", TELL).start("1").told == ["10"]
    with pytest.raises(AssertionError, match="Nowhere"):
        play("event posted { case: Nowhere }", TELL)


@plays("calendar support { … }")
def test_a_calendar_may_be_declared_beside_a_process() -> None:
    player = play(BESIDE["calendar"], TELL).start("1")
    assert player.ended == "completed"
    assert player.compiled.hash == play("", TELL).compiled.hash


@plays("calendar support { … }")
def test_a_calendar_has_hours_that_can_be() -> None:
    assert play(BESIDE["calendar"], TELL).start("1").told == ["10"]
    with pytest.raises(AssertionError, match="O6"):
        play(BESIDE["calendar"].replace("09:00", "18:00"), TELL)


@plays('orchestration name(case: Case) -> { … } "Label" { … }')
def test_an_orchestration_has_a_label_parameters_and_outputs() -> None:
    head = 'orchestration o(first: integer, second: text) -> { sum: text } "Adding up" '
    player = Player(f'{head}{{ end "Done" with {{ sum: "{{first + 1}}{{second}}" }} }}').start(41, "!")
    assert player.graph.label == "Adding up"
    assert player.outputs == {"sum": "42!"}


@plays("predicate vip(case: Case) = E", "is_vip(case): a predicate")
def test_a_predicate_written_in_place_may_ask_another() -> None:
    declarations = "predicate above(case: Case, least: decimal) = case.amount > least\n"
    declarations += "predicate middling(case: Case) = above(case, 5) and not large(case)"
    body = 'decide d { outcome yes when middling(case) { end "Yes" } otherwise { end "No" } }'
    outcomes = [
        play(declarations, body).put("Case", id="1", amount=amount).start("1").ended for amount in ("5", "6", "5000")
    ]
    assert outcomes == ["No", "Yes", "No"]
