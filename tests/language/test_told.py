"""What the history tells beside the name of what has happened, and what is made of outputs that are more than JSON."""

from tests.language.play import Player
from tests.language.texts import CASE, DECLARATIONS, orchestration

EACH = """
{declarations}
flow price(n: integer) -> {{ cost: decimal, due: date }}
orchestration process(case: Case) "Process" {{
  stage s {{ background x = price(n) {{ for each n in [1, 2, 3] }} }}
  decide d {{
    outcome dear when sum(s.x, a => a.cost) == 0.3 and max(s.x, a => a.due) == date("2026-03-04") {{ end "Dear" }}
    otherwise {{ end "Cheap" }}
  }}
}}
"""


def test_an_event_that_is_received_is_told_by_its_name() -> None:
    """Rule 20: of several events that an await listens to, the history says which has come."""
    body = "await answer first { on paid as _p -> end on called as _c -> end }"
    player = Player(orchestration(body)).put("Case", **CASE).start("1").send("called", by="user:omar")
    assert ("answer", "received", {"event": "called"}) in player.notes


def test_why_an_event_is_not_kept_is_told() -> None:
    """Rule 20: how long it is kept depends on a variable that has no value yet."""
    body = """
    stage s { interactive x = look(case) { assign to user("ann") } }
    var days: duration = 2d
    await first { on paid as p keep days { end "Paid" } after 1h { end "Late" } }
    """
    player = Player(orchestration(body)).put("Case", **CASE).start("1").send("paid", order="1", amount="5")
    ((_, _, detail),) = [note for note in player.notes if note[1] == "not kept"]
    assert detail == {"code": "MissingValue", "message": "a variable that is needed here has no value yet"}


def test_outputs_of_a_for_each_that_are_decimals_and_dates_are_worked_with_as_such() -> None:
    """Section 2: a tenth three times over is three tenths."""
    answers = [{"cost": "0.1", "due": f"2026-03-0{day}"} for day in (2, 3, 4)]
    player = Player(EACH.format(declarations=DECLARATIONS), flows={"price": [*answers]})
    assert player.put("Case", **CASE).start("1").ended == "Dear"
