"""`for each`: an instance of a step for each item of a list (language.md, rules 4, 5, 6, 8 and 11)."""

from typing import Any

import pytest

from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import Fails, Player

TEXT = """
record Case { id: text, status: "New" | "Closed", owner: user, reviewers: list<user>, legs: list<text?> }
record Part { id: text, price: integer }
flow book(leg: text?, by: text?) -> { seat: integer }
flow tell(text: text)
flow price(part: Part, list: integer) -> { price: integer }
screen review(case: Case, who: user) -> { fine: boolean }
"""
PEOPLE = ["user:ann", "user:bob", "user:eve"]


def play(body: str, *, outputs: str = "", parameter: str = "case: Case", **outside: Any) -> Player:
    text = f"{TEXT}\norchestration process({parameter}) {outputs} {{\n{body}\n}}\n"
    player = Player(text, groups={"Agents": ["ann", "bob"]}, **outside)
    return player.put("Case", id="1", status="New", owner="omar", reviewers=PEOPLE, legs=["a", None, "a"])


def review(*clauses: str, window: str = "") -> str:
    """A step in which everybody of a list looks at the case."""
    return f"interactive look = review(case, p) {{ for each p in case.reviewers {window}\n assign to p\n" + "\n".join(
        [*clauses, "}"]
    )


COUNT = 'end "Done" with { fine: count(s.look, r => r.fine), all: count(s.look) }'
COUNTS = "-> { fine: integer, all: integer }"


def result(player: Player) -> object:
    assert player.summary is not None
    return player.summary.outputs


def test_the_output_is_the_list_of_the_completed_instances_in_the_order_of_the_list() -> None:
    """Rule 5."""
    body = "stage s { " + review() + '} end "Done" with { who: map(s.look, r => r.completed_by) }'
    player = play(body, outputs="-> { who: list<user> }").start("1")
    assert [item.candidates for item in player.open("s.look")] == [(each,) for each in PEOPLE]
    for user in ("eve", "ann", "bob"):
        player.complete("s.look", user, fine=True)
    assert result(player) == {"who": PEOPLE}


def test_an_empty_list_finishes_at_once_completed() -> None:
    """Rule 5."""
    player = play(f"stage s {{ {review()} }} {COUNT}", outputs=COUNTS).put("Case", id="1", reviewers=[])
    player.start("1")
    assert player.happened("s.look") == ["started", "completed"]
    assert result(player) == {"fine": 0, "all": 0}


def test_a_skipped_step_has_an_empty_list_as_output() -> None:
    """Rule 5."""
    only = 'only if case.status == "Closed"'
    player = play(f"stage s {{ {review(only)} }} {COUNT}", outputs=COUNTS).start("1")
    assert player.happened("s.look") == ["skipped"]
    assert result(player) == {"fine": 0, "all": 0}


def test_each_visit_forgets_the_list_of_the_one_before() -> None:
    """Rules 1 and 5."""
    body = f"""
    var n: integer = 0
    stage s {{ {review("only if n == 0")} }}
    set n = n + 1
    decide d {{ outcome again when n < 2 -> s  otherwise {{ {COUNT} }} }}
    """
    player = play(body, outputs=COUNTS).start("1")
    for user in ("ann", "bob", "eve"):
        player.complete("s.look", user, fine=True)
    assert result(player) == {"fine": 0, "all": 0}


@plays("for each p in LIST at most 5 at once | one by one")
def test_the_list_is_captured_once_after_only_if() -> None:
    """Rule 4."""
    player = play(f"stage s {{ {review(window='one by one')} }}").start("1")
    player.put("Case", id="1", reviewers=["user:omar"])
    for user in ("ann", "bob", "eve"):
        player.complete("s.look", user, fine=True)
    assert player.ended == "completed"


@plays("for each p in LIST at most 5 at once | one by one")
def test_a_window_begins_the_next_when_one_finishes() -> None:
    player = play(f"stage s {{ {review(window='at most 2 at once')} }}").start("1")
    assert [item.candidates for item in player.open("s.look")] == [("user:ann",), ("user:bob",)]
    player.complete("s.look", "bob", fine=True)
    assert [item.candidates for item in player.open("s.look")] == [("user:ann",), ("user:eve",)]


def test_one_by_one_keeps_the_order_of_the_list() -> None:
    player = play(f"stage s {{ {review(window='one by one')} }}").start("1")
    for user in ("ann", "bob", "eve"):
        assert player.item("s.look").candidates == (f"user:{user}",)
        player.complete("s.look", user, fine=True)
    assert player.ended == "completed"


@plays("enough when E")
def test_enough_when_withdraws_what_is_open() -> None:
    """Rule 5: asked after an instance has completed."""
    enough = "enough when count(look, r => r.fine) >= 2"
    player = play(f"stage s {{ {review(enough)} }} {COUNT}", outputs=COUNTS).start("1")
    player.complete("s.look", "bob", fine=False)
    player.complete("s.look", "ann", fine=True)
    assert player.open("s.look") != []
    player.complete("s.look", "eve", fine=True)
    assert result(player) == {"fine": 2, "all": 3}
    player = play(f"stage s {{ {review(enough)} }} {COUNT}", outputs=COUNTS).start("1")
    player.complete("s.look", "bob", fine=True)
    player.complete("s.look", "ann", fine=True)
    assert result(player) == {"fine": 2, "all": 2}
    assert [item.status for item in player.items.values()].count(ItemStatus.WITHDRAWN) == 1


def test_enough_when_is_asked_again_when_a_record_changes_but_not_before_the_first_has_completed() -> None:
    """Rule 5."""
    player = play("stage s {" + review('enough when case.status == "Closed"') + "}")
    player.put("Case", id="1", status="Closed").start("1")
    assert len(player.open("s.look")) == len(PEOPLE)
    player.put("Case", id="1", status="New").complete("s.look", "ann", fine=True)
    assert len(player.open("s.look")) == len(PEOPLE) - 1
    player.put("Case", id="1", status="Closed")
    assert player.ended == "completed"


@plays("enough when E")
def test_an_abandoned_call_answers_too_late() -> None:
    """Rule 5: what is under way when it is enough is ignored."""
    player = play(
        "stage s { background b = book(leg, null) { for each leg in case.legs\n enough when count(b) >= 1 } }"
        ' end "Done" with { n: count(s.b) }',
        outputs="-> { n: integer }",
    ).start("1")
    late, first, _ = (each.ref for each in player.outbox.values())
    player.apply(ev.FlowReturned(first, {"seat": 1}))
    before = player.state
    player.apply(ev.FlowReturned(late, {"seat": 2}))
    assert player.state == before
    assert result(player) == {"n": 1}


def test_missing_and_equal_items_are_items_like_others() -> None:
    """Three instances with keys of their own, one of them without the argument."""
    flows = {"book": [{"seat": 1}, {"seat": 2}, {"seat": 3}]}
    body = "stage s { background b = book(leg, null) { for each leg in case.legs } }"
    ends = "-> { n: list<integer> }"
    player = play(f'{body} end "Done" with {{ n: map(s.b, r => r.seat) }}', outputs=ends, flows=flows)
    player.start("1")
    assert [call.arguments for call in player.calls] == [{"leg": "a"}, {}, {"leg": "a"}]
    assert len({call.key for call in player.calls}) == len(player.calls)
    assert result(player) == {"n": [1, 2, 3]}


def test_a_thousand_instances() -> None:
    legs = [f"leg {number}" for number in range(1000)]
    seats = {"book": [{"seat": number} for number in range(1000)]}
    player = play(
        "stage s { background b = book(leg, null) { for each leg in case.legs at most 5 at once } }"
        ' end "Done" with { n: sum(s.b, r => r.seat) }',
        outputs="-> { n: integer }",
        flows=seats,
    ).put("Case", id="1", legs=legs)
    player.start("1")
    assert [call.arguments["leg"] for call in player.calls] == legs
    assert result(player) == {"n": sum(range(1000))}


def test_retries_and_errors_are_those_of_an_instance_while_others_go_on() -> None:
    """Rule 15: an administrator's retry tries again all that have failed."""
    player = play(
        "stage s { background b = book(leg, null) { for each leg in case.legs\n retry 1 times } }"
        ' end "Done" with { n: map(s.b, r => r.seat) }',
        outputs="-> { n: list<integer> }",
        flows={"book": [Fails("Oops"), {"seat": 2}, Fails("Oops"), Fails("Oops"), Fails("Oops")]},
    ).start("1")
    assert player.ended == "s.b: Oops: it failed"
    assert decode_state(player.state).failing == [player.indices["s.b"]]
    player.flows["book"] = [{"seat": 1}, {"seat": 3}]
    player.retry("s.b")
    assert result(player) == {"n": [1, 2, 3]}
    assert [call.key for call in player.calls].count(player.calls[0].key) == 3


def test_an_instance_in_error_does_not_keep_the_step_when_it_is_enough() -> None:
    player = play(
        "stage s { background b = book(leg, null) { for each leg in case.legs\n enough when count(b) >= 1 } }",
        flows={"book": [Fails("Oops"), {"seat": 2}]},
    ).start("1")
    assert player.ended == "completed"
    assert decode_state(player.state).failing == []


def test_a_handlers_block_runs_for_one_instance_after_the_other_and_none_is_lost() -> None:
    """Rule 15: a block that does not jump leaves the instance without output; it sees the loop's name."""
    player = play(
        """
        var n: text = ""
        stage s {
          background b = book(leg, null) { for each leg in case.legs
            on error as e { set n = n + (leg ?? "-") + e.code  stage mend { background t = tell(leg ?? "none") } } }
        }
        end \"Done\" with { n: n, all: map(s.b, r => r.seat) }
        """,
        outputs="-> { n: text, all: list<integer> }",
        flows={"book": [Fails("One"), Fails("Two"), {"seat": 3}], "tell": []},
    ).start("1")
    assert [getattr(each, "flow", None) for each in player.outbox.values()] == ["tell"]
    player.flows["tell"] = [{}]
    player.settle()
    assert [call.arguments for call in player.calls if call.flow == "tell"] == [{"text": "a"}, {"text": "none"}]
    assert result(player) == {"n": "aOne-Two", "all": [3]}


def test_a_handlers_target_leaves_the_stage_and_what_has_completed_stays() -> None:
    """Rule 5: on an error edge the output is what has completed so far."""
    player = play(
        "stage s { background b = book(leg, null) { for each leg in case.legs\n on error -> after } }"
        ' stage after { background t = tell("x") } end "Done" with { n: map(s.b, r => r.seat) }',
        outputs="-> { n: list<integer> }",
        flows={"book": [{"seat": 1}, Fails("Oops")], "tell": [{}]},
    ).start("1")
    assert result(player) == {"n": [1]}
    assert player.happened("s.b")[-1] == "discontinued"


def test_the_timeout_of_the_stage_keeps_what_has_completed() -> None:
    """Rule 5: on a timeout edge the output is what has completed so far."""
    body = f"stage s {{ timeout 1h -> after\n {review()} }} stage after {{ background t = tell({chr(34)}x{chr(34)}) }}"
    player = play(f"{body} {COUNT}", outputs=COUNTS, flows={"tell": [{}]}).start("1")
    player.complete("s.look", "bob", fine=True).advance("1h")
    assert result(player) == {"fine": 1, "all": 1}
    assert player.open("s.look") == []


def test_a_go_to_out_of_a_for_each_withdraws_all_of_it() -> None:
    """Rule 2, by the block of a handler that jumps."""
    player = play(
        "stage s { background b = book(leg, null) { for each leg in case.legs\n on error { go to done } }\n"
        + review()
        + " } stage done { background t = tell(case.id) }",
        flows={"book": [Fails("Oops")], "tell": [{}]},
    ).start("1")
    assert player.ended == "completed"
    assert {item.status for item in player.items.values()} == {ItemStatus.WITHDRAWN}
    assert player.outbox == {}
    assert player.timers == {}


def test_timeouts_and_finish_when_are_those_of_an_instance() -> None:
    """Rules 4 and 13."""
    player = play(
        "stage s {" + review("timeout if p == case.owner then 1h else 2h", 'on error "Timeout" { }') + "}" + COUNT,
        outputs=COUNTS,
    )
    player.put("Case", id="1", owner="bob").start("1")
    player.advance("1h")
    assert [item.candidates for item in player.open("s.look")] == [("user:ann",), ("user:eve",)]
    player.complete("s.look", "eve", fine=True).advance("1h")
    assert result(player) == {"fine": 1, "all": 1}
    finish = "finish when p != case.owner"
    player = play(f"stage s {{ {review(finish)} }} {COUNT}", outputs=COUNTS).put("Case", id="1", owner="bob").start("1")
    for user in ("ann", "bob", "eve"):
        player.complete("s.look", user, fine=True)
    assert result(player) is None
    player.put("Case", id="1", owner="omar")
    assert result(player) == {"fine": 3, "all": 3}


def test_an_error_in_enough_when_is_the_steps_and_a_retry_asks_it_again() -> None:
    """Rule 15; the other instances go on."""
    enough = "enough when 10 / count(look, r => r.fine) >= 10"
    player = play(f"stage s {{ {review(enough)} }} {COUNT}", outputs=COUNTS).start("1")
    player.complete("s.look", "ann", fine=False)
    assert "s.look: DivisionByZero" in str(player.ended)
    player.complete("s.look", "bob", fine=True)
    player.retry("s.look")
    assert result(player) == {"fine": 1, "all": 2}


def test_a_record_of_the_list_that_is_deleted_meanwhile_fails_its_own_instance() -> None:
    """Rules 4 and 17: the list keeps the id, reading the record is what fails."""
    player = play(
        "stage s { background b = price(part, part.price) { for each part in parts one by one\n"
        ' on error "RecordGone" { } } }'
        ' end "Done" with { n: map(s.b, r => r.price) }',
        parameter="parts: list<Part>",
        outputs="-> { n: list<integer> }",
        flows={"price": []},
    )
    for number in (1, 2, 3):
        player.put("Part", id=str(number), price=number)
    player.start(["1", "2", "3"])
    del player.records["Part", "2"]
    player.flows["price"] = [{"price": 10}, {"price": 30}]
    player.settle()
    assert result(player) == {"n": [10, 30]}


def test_a_late_result_of_an_older_visit_is_ignored() -> None:
    """Rule 1."""
    player = play("stage s { timeout 1h -> s\n background b = book(leg, null) { for each leg in case.legs } }").start(
        "1"
    )
    old = [each.ref for each in player.outbox.values()]
    player.advance("1h")
    before = player.state
    for ref in old:
        player.apply(ev.FlowReturned(ref, {"seat": 1}))
    assert player.state == before


@pytest.mark.parametrize("name", ["start after", "finish when all"])
def test_other_steps_wait_for_all_instances(name: str) -> None:
    """Rule 6."""
    after = "start after look" if name == "start after" else ""
    player = play(
        f"stage s {{ finish when all\n {review()}\n background t = tell(case.id) {{ {after} }} }}",
        flows={"tell": [{}]},
    ).start("1")
    for user in ("ann", "bob"):
        player.complete("s.look", user, fine=True)
    assert player.ended == "active"
    assert (player.happened("s.t") == []) is (name == "start after")
    player.complete("s.look", "eve", fine=True)
    assert player.ended == "completed"


def test_a_step_that_has_not_run_in_this_visit_has_an_empty_list() -> None:
    """Rule 5: on a timeout edge too, whatever an older visit has completed."""
    body = f"""
    var n: integer = 0
    stage s {{ timeout 1h -> later
      background before = book("x", null) {{ only if n == 0 }}
      interactive wait = review(case, case.owner) {{ assign to case.owner only if n > 0 }}
      {review("start after wait")}
    }}
    stage later {{ background t = tell(case.id) }}
    set n = n + 1
    decide d {{ outcome again when n < 2 -> s  otherwise {{ {COUNT} }} }}
    """
    player = play(body, outputs=COUNTS, flows={"book": [{"seat": 1}], "tell": [{}]}).start("1")
    for user in ("ann", "bob"):
        player.complete("s.look", user, fine=True)
    player.advance("1h").advance("1h")
    assert result(player) == {"fine": 0, "all": 0}


def test_the_time_limit_of_an_instance_that_leads_away_keeps_what_has_completed() -> None:
    """Rules 5 and 13: on the edge of a timeout that the step's handler takes."""
    step = review("timeout 1h", 'on error "Timeout" -> after')
    body = f"stage s {{ {step} }} stage after {{ background t = tell(case.id) }} {COUNT}"
    player = play(body, outputs=COUNTS, flows={"tell": [{}]}).start("1")
    player.complete("s.look", "eve", fine=True).complete("s.look", "ann", fine=False).advance("1h")
    assert result(player) == {"fine": 1, "all": 2}
    assert player.open("s.look") == []
    assert player.timers == {}


@pytest.mark.parametrize(
    ("enough", "other"),
    [
        ("(also.fine ?? false)", 'interactive also = review(case, case.owner) { assign to user("omar") }'),
        ("n > 0", ('interactive also = review(case, case.owner) { assign to user("omar") finish when bad / n > 0 '
                  "on error { set n = 1 } }")),
    ],
)  # fmt: skip
def test_enough_when_is_asked_again_when_an_output_or_a_variable_changes(enough: str, other: str) -> None:
    """Rule 5: when something that it reads changes, once an instance has completed."""
    body = f"""
    var n: integer = 0
    let bad = 1
    stage s {{ {review("enough when " + enough)}
      {other} }}
    {COUNT}
    """
    player = play(body, outputs=COUNTS).start("1")
    player.complete("s.look", "ann", fine=True)
    assert len(player.open("s.look")) == len(PEOPLE) - 1
    player.complete("s.also", "omar", fine=True)
    assert result(player) == {"fine": 1, "all": 1}
    assert player.open("s.look") == []


def test_the_arguments_of_an_instance_are_evaluated_when_it_starts() -> None:
    """Rule 11: those of a later one see what the record says by then, and a retry those of its first attempt."""
    text = "stage s { background b = book(leg, case.owner) { for each leg in case.legs one by one\n retry 1 times } }"
    player = play(text.replace("case.owner", '"{case.status}"')).start("1")
    player.put("Case", id="1", status="Closed")
    player.flows["book"] = [Fails("Oops"), {"seat": 1}, {"seat": 2}]
    player.settle()
    assert [call.arguments["by"] for call in player.calls] == ["New", "New", "Closed", "Closed"]


def test_instances_that_time_out_at_one_instant_are_handled_in_the_order_of_the_list() -> None:
    """Rule 21: list order of instances."""
    step = review("timeout 1h", 'on error { set who = "{who} {p}" }')
    body = f'var who: text = "" stage s {{ {step} }} end "Done" with {{ who: who }}'
    player = play(body, outputs="-> { who: text }").start("1").advance("1h")
    assert result(player) == {"who": " ann bob eve"}


CHILD = """
orchestration inner(leg: text?) -> { ok: boolean } { end "Good" with { ok: true } }
"""


def test_children_that_are_open_when_it_is_enough_are_canceled() -> None:
    """Rules 5 and 19: discontinue goes down; the child that has ended is left alone."""
    step = "background b = run inner(leg) { for each leg in case.legs\n enough when count(b) >= 1 }"
    player = Player(f"{TEXT}\norchestration process(case: Case) {{ stage s {{ {step} }} }}{CHILD}", name="process")
    player.put("Case", id="1", status="New", owner="omar", reviewers=[], legs=["a", "b", "c"]).start("1")
    first, second, third = [each for each in player.posts if isinstance(each, co.StartRun)]
    assert [each.arguments for each in (first, second, third)] == [{"leg": "a"}, {"leg": "b"}, {"leg": "c"}]
    player.apply(ev.ChildEnded(second.ref, {"ok": True, "outcome": "Good"}))
    assert player.ended == "completed"
    assert [each.run for each in player.posts if isinstance(each, co.CancelRun)] == [first.run, third.run]


def test_errors_that_wait_for_their_handlers_block_are_handled_in_the_order_of_the_list() -> None:
    """Rules 15 and 21: the block takes one after the other, whichever came first."""
    block = 'on error { stage mend { background t = tell(leg ?? "none") } }'
    body = f"stage s {{ background b = book(leg, null) {{ for each leg in case.legs\n {block} }} }}"
    player = play(body, flows={"tell": []}).put("Case", id="1", legs=["a", "b", "c"]).start("1")
    refs = [each.ref for each in player.outbox.values()]
    for number in (0, 2, 1):
        player.apply(ev.FlowFailed(refs[number], "Oops", "it failed"))
    player.flows["tell"] = [{}]
    player.settle()
    assert player.told == ["a", "b", "c"]
    assert player.ended == "completed"


def test_a_retry_leaves_the_instance_alone_whose_error_is_being_handled() -> None:
    """Rule 15: an administrator retries what no handler has taken."""
    block = 'on error "One" { stage mend { background t = tell("x") } }'
    body = f"stage s {{ background b = book(leg, null) {{ for each leg in case.legs\n {block} }} }}"
    player = play(body, flows={"tell": []}).put("Case", id="1", legs=["a", "b"]).start("1")
    first, second = [each.ref for each in player.outbox.values()]
    player.apply(ev.FlowFailed(first, "One", "it failed"))
    player.apply(ev.FlowFailed(second, "Two", "it failed"))
    player.retry("s.b")
    calls = [each for each in player.outbox.values() if isinstance(each, co.CallFlow) and each.flow == "book"]
    assert [each.arguments for each in calls] == [{"leg": "b"}]
    player.flows |= {"tell": [{}], "book": [{"seat": 2}]}
    player.settle()
    assert player.ended == "completed"
    assert [detail["instance"] for name, what, detail in player.notes if (name, what) == ("s.b", "skipped")] == [1]


def test_only_if_is_not_asked_again_when_the_list_is_tried_again() -> None:
    """Rule 4: `only if` (once), then the list; what was missing is there, and the answer stands."""
    step = 'background b = book("x", null) { only if case.status == "New"\n for each _leg in [1 / case.n] }'
    text = f"{TEXT}\norchestration process(case: Case) {{ stage s {{ {step} }} }}"
    text = text.replace("legs: list<text?> }", "legs: list<text?>, n: integer }")
    player = Player(text, flows={"book": [{"seat": 1}]})
    player.put("Case", id="1", status="New", owner="omar", reviewers=[], legs=[], n=0).start("1")
    assert "DivisionByZero" in str(player.ended)
    player.put("Case", id="1", status="Closed", n=1).retry("s.b")
    assert player.ended == "completed"
    assert len(player.calls) == 1
