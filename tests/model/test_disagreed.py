"""What the two did not agree on, in long samples of random programs: once more, small and by name.

Each act is compared on both sides, so a test that comes to its end has seen them agree.
"""

from tests.model.agreement import acts
from tests.model.agreement.pair import Pair
from tests.model.agreement.small import MINUTE, does, element, play


def candidates(pair: Pair) -> list[tuple[str, ...]]:
    return [each.candidates for each in pair.fast.open_items]


def is_over(pair: Pair) -> bool:
    return pair.run.status == "completed"


def test_who_has_done_one_is_missing_for_the_others() -> None:
    """Rule 16: with `different people` it is counted again once somebody has done an instance."""
    each = "for each p in [1, 2] different people assign to case.owner"
    for clauses, others in (("", "user:root"), ('otherwise user("bob")', "user:bob")):
        pair = play(f"stage s {{ interactive a = look(case.owner) {{ {each} {clauses} }} }}")
        does(pair, "omar", "completes", 1, outputs={"ok": True})
        assert candidates(pair) == [(others,)]


def test_who_has_claimed_it_reassigns_it_to_whom_they_may_delegate_it() -> None:
    """Rule 16: a claimant reassigns within the bounds of `may delegate to`, administrators do not."""
    clauses = 'assign to case.owner may delegate to [user("bob"), group("Agents")]'
    pair = play(f"stage s {{ interactive a = look(case.owner) {{ {clauses} }} }}")
    does(pair, "omar", "claims")
    does(pair, "omar", "reassigns", to="user:eve")
    assert candidates(pair) == [("user:omar",)]
    does(pair, "omar", "reassigns", to="group:Agents")
    assert candidates(pair) == [("group:Agents",)]
    does(pair, "root", "reassigns", to="user:eve", administrator=True)
    assert candidates(pair) == [("user:eve",)]


def calls_after_a_minute(stages: str) -> list[str]:
    """The steps that call something where `case.due` is a minute after the start and limits are a minute long."""
    pair = play(f"{stages}\nend\nstage t {{ background b = g(case.owner) }}")
    acts.write(pair, "Case", "1", {"due": "2026-01-05T09:01:00Z"})
    acts.advance(pair, MINUTE)
    return [pair.name(each.ref.element) for each in pair.fast.calls]


def test_a_condition_comes_before_a_limit_of_the_same_element_at_the_same_instant() -> None:
    """Rules 9 and 14: a limit is inclusive."""
    step = "background a = g(case.owner)"
    starts, ends = "start when now >= case.due up to 1m -> t", "finish when now >= case.due timeout 1m -> t"
    assert calls_after_a_minute(f"stage s {{ {starts} {step} }}") == ["s.a"]
    assert calls_after_a_minute(f"stage s {{ {ends} {step} }}") == ["s.a"]
    clauses = "withdraw when now >= case.due timeout 1m on error -> t"
    assert calls_after_a_minute(f"stage s {{ {step} {{ {clauses} }} }}") == ["s.a"]


def test_a_condition_is_asked_in_the_place_that_its_element_has_in_the_source() -> None:
    """Rule 21: timers by due time, then source order; a condition that compares with `now` is one (rule 9)."""
    stage = "stage s { timeout 1m -> t background a = g(case.owner) { start when now >= case.due } }"
    assert calls_after_a_minute(stage) == ["t.b"]
    waits = "branch x { stage s { background a = g(case.owner) { start when now >= case.due } } }"
    ends = 'branch y { stage u { timeout 1m -> t interactive c = look(case.owner) { assign to user("ann") } } }'
    assert calls_after_a_minute(f"parallel p {{ {waits} {ends} }}") == ["s.a", "t.b"]
    assert calls_after_a_minute(f"parallel p {{ {ends} {waits} }}") == ["t.b"]


def test_a_jump_out_of_a_branch_ends_the_others_before_they_have_their_turn() -> None:
    """Rules 2 and 21: leaving is what the element that jumps has brought about."""
    x, y = "await w first { on case.number == 1 -> t }", 'notify case.owner via email "not yet"'
    pair = play(f"parallel p {{ branch x {{ {x} }}\n branch y {{ {y} }} }}\nstage t {{ background b = g(case.owner) }}")
    assert (pair.fast.told, len(pair.fast.calls)) == ([], 1)


def test_an_await_in_error_tries_no_kept_message() -> None:
    """Rules 15 and 20: the first arm meets an error, so the second is not asked."""
    arms = "on paid as p where p.n == case.number keep 1h { }\n on paid as p where p.n > 0 keep 1h { }"
    pair = play(f"wait 1m\nawait w first {{ {arms} }}")
    acts.send(pair, "paid", {"n": 1})
    acts.write(pair, "Case", "1", None)
    acts.advance(pair, MINUTE)
    assert [each.failure.code for each in pair.fast.state.threads.values() if each.failure] == ["RecordGone"]


def test_what_nobody_has_a_use_for_is_not_asked_again() -> None:
    """Rule 9: the answer has expired, and `and` does not come to the predicate any more."""
    when = 'case.status == "New" and small(case.number)'
    pair = play(f"stage s {{ start when {when} background a = g(case.owner) }}")
    acts.answers(pair, pair.fast.questions[0], value=False, again_in=MINUTE)
    acts.write(pair, "Case", "1", {"status": "Done"})
    acts.advance(pair, MINUTE)
    assert pair.fast.questions == []


def test_what_waits_for_a_predicate_is_asked_again_when_what_it_reads_changes() -> None:
    """Rule 9: also what is asked once, as `only if` and outcomes are."""
    stage = "stage s { finish when case.number == 1 rest continue background a = g(case.owner) { only if small(n) } }"
    pair = play(f"var n: integer = 0\n{stage}\nset n = n + 1\nwait 1h")
    assert [each.arguments for each in pair.fast.questions] == [(1,)]
    decision = "decide d { outcome a when small(n) { } otherwise { } }"
    changing = "wait 1m\nset n = n + 1\nwait 1h"
    pair = play(f"var n: integer = 0\nparallel p {{ branch x {{ {decision} }}\n branch y {{ {changing} }} }}")
    acts.advance(pair, MINUTE)
    assert [each.arguments for each in pair.fast.questions] == [(1,)]


def test_each_timer_is_an_event() -> None:
    """Rule 21: what one timer asks for is asked, though another of the same instant ends it."""
    pair = play(
        "go to s\n"
        "stage t { timeout 1m -> v background c = g(case.owner) }\nend\n"
        "stage v { background d = g(case.owner) }\nend\n"
        "stage u { background e = g(case.owner) }\nend\n"
        "stage s { finish when 1 of b rest continue\n"
        " background a = g(case.owner) { timeout 2m on error -> u }\n background b = g(case.owner) }\ngo to t"
    )
    acts.advance(pair, MINUTE)
    acts.returns(pair, 1, {"n": 1, "ok": True})
    acts.advance(pair, MINUTE)
    assert [pair.name(each.ref.element) for each in pair.fast.calls] == ["s.a", "s.b", "t.c", "v.d", "u.e"]


def test_the_time_of_an_arm_has_its_turn_like_every_timer() -> None:
    """Rule 21: the pause before an attempt ends first, then control goes on behind the `wait` and ends the run."""
    steps = "background a = g(case.owner)\nbackground b = g(case.owner) { retry 1 times every 1m }"
    pair = play(f'stage s {{ finish when 1 of a rest continue\n{steps} }}\nwait 1m\nfail "no"')
    acts.fails(pair, 1, "Oops")
    acts.returns(pair, 0, {"n": 1})
    acts.advance(pair, MINUTE)
    assert [pair.name(each.ref.element) for each in pair.fast.calls] == ["s.a", "s.b", "s.b"]


def test_a_step_that_will_never_start_is_skipped_before_the_next_one_is_asked() -> None:
    """Rules 7 and 21: that the next one meets an error, which leaves the stage, comes after it."""
    lists = "stage r { background z = g(case.owner) { for each p in case.people only if case.number > 5 } }"
    steps = "background a = g(case.owner) { start when count(r.z) > 1 }"
    steps += "\nbackground b = g(case.owner) { start when case.number > 1 on error -> t }"
    pair = play(f'{lists}\nwait 1m\nstage s {{ {steps} }}\nend\nstage t {{ background c = f(1, "") }}')
    acts.write(pair, "Case", "1", None)
    acts.advance(pair, MINUTE)
    skipped, left = (pair.fast.last[element(pair, each)] for each in ("s.a", "s.b"))
    assert (skipped, left) == ("skipped", "discontinued")


def test_a_step_that_starts_after_another_begins_in_its_place_in_the_source() -> None:
    """Rule 21: what it starts after is skipped at once; it ends the stage before the next one begins."""
    steps = "background a = g(case.owner) { only if case.number > 5 }"
    steps += "\nbackground b = g(case.owner) { without waiting start after a }\nbackground c = g(case.owner)"
    pair = play(f"stage s {{ finish when 1 of a, b, c\n{steps} }}")
    assert element(pair, "s.c") not in pair.fast.last
    assert is_over(pair)


def test_it_is_enough_before_the_next_instance_is_tried_again() -> None:
    """Rule 5: an administrator tries a step again of which the work of two instances is done."""
    clauses = "for each p in [1, 2] finish when case.number > 0 enough when case.number > 0 undo back(1)"
    pair = play(f"stage s {{ background a = g(case.owner) {{ {clauses} }} }}\nwait 1h\nundo")
    acts.write(pair, "Case", "1", None)
    acts.returns(pair, 0, {"n": 1})
    acts.returns(pair, 1, {"n": 1})
    acts.write(pair, "Case", "1", {"number": 1})
    acts.retry(pair, element(pair, "s.a"))
    assert [each.instance for each in pair.run.done] == [0]


def test_an_empty_list_of_a_completed_step_is_final_too() -> None:
    """Rule 7: whoever waits for more of it is skipped, though control may come to its stage again."""
    first = "stage a { background x = g(p) { for each p in filter(case.people, q => q == case.owner) } }"
    second = "stage b { rest continue background y = g(case.owner) { start when count(a.x) > 1 } }"
    pair = play(f"{first}\n{second}\nstage c {{ on error -> a background z = g(case.owner) }}")
    assert [pair.name(each.ref.element) for each in pair.fast.calls] == ["c.z"]


def test_what_waits_for_a_predicate_is_asked_again_in_its_place_in_the_source() -> None:
    """Rules 9 and 21: what the predicate was asked about is gone, and so is what its stage, or an await, reads."""
    target = 'end\nstage t { background b = f(1, "") }'
    others = f'{target}\nend\nstage u {{ background c = f(2, "") }}'
    for clause in ("only if small(case.number)", "withdraw when small(case.number)"):
        step = f"background a = g(case.owner) {{ {clause} on error -> u }}"
        pair = play(f"stage s {{ finish when case.number > 5 on error -> t\n{step} }}\n{others}")
        acts.write(pair, "Case", "1", None)
        assert [pair.name(each.ref.element) for each in pair.fast.calls] == ["t.b"]
    decision = "decide d { outcome yes when small(case.number) { } otherwise { } }"
    branches = f"branch x {{ await w first {{ on case.number > 5 {{ }} }} }}\nbranch y {{ {decision} }}"
    pair = play(f"on error -> t\nparallel p {{ {branches} }}\n{target}")
    acts.write(pair, "Case", "1", None)
    assert pair.run.error is not None
    assert pair.run.error["element"] == "w"


def test_instances_for_which_there_is_room_at_once_begin_in_the_order_of_the_list() -> None:
    """Rule 21: a write makes room for two of them."""
    clauses = "for each p in [1, 2, 3, 4] at most 2 at once finish when case.number > 5 retry 1 times every 30s"
    pair = play(f"stage s {{ background a = g(case.owner) {{ {clauses} }} }}")
    acts.returns(pair, 0, {"n": 1})
    acts.returns(pair, 1, {"n": 1})
    acts.write(pair, "Case", "1", {"number": 7})
    acts.fails(pair, 2, "Oops")
    acts.advance(pair, MINUTE)
    assert [each.ref.instance for each in pair.fast.calls] == [0, 1, 2, 3, 2]


def test_nobody_asks_whether_it_is_enough_when_nothing_is_left() -> None:
    """Rule 5: with its last instance a step finishes, also where `enough when` could not be asked."""
    step = 'background a = g(case.owner) { for each p in [1] enough when case.status == "Done" }'
    pair = play(f"stage s {{ {step} }}")
    acts.write(pair, "Case", "1", None)
    acts.returns(pair, 0, {"n": 1, "ok": True})
    assert is_over(pair)


def test_what_is_in_error_keeps_no_answers_of_predicates() -> None:
    """Rules 9 and 15: a retry asks anew; nothing is due before."""
    pair = play("stage s { background a = g(case.owner) { withdraw when quiet(case) } }")
    acts.write(pair, "Case", "1", None)
    acts.answers(pair, pair.fast.questions[0], value=False, again_in=MINUTE)
    assert pair.fast.next_timer() is None


def test_what_is_in_error_waits_for_no_other_answer() -> None:
    """Rules 9 and 15: what it has asked last is one of two questions."""
    pair = play("await w first { on quiet(case) and small(case.number) { } after 1m { } }")
    acts.answers(pair, pair.fast.questions[0], value=True)
    acts.write(pair, "Case", "1", {"number": 7})
    small, quiet = sorted(pair.fast.questions, key=lambda each: each.predicate, reverse=True)
    acts.breaks(pair, small, "Oops")
    assert (small.predicate, quiet.predicate, pair.fast.questions) == ("small", "quiet", [])


def test_what_is_in_error_is_not_woken_at_the_instant_that_it_has_waited_for() -> None:
    """Rules 9 and 15: whichever question or attempt it is that has failed."""
    pair = play("stage s { background a = g(case.owner) { start when now > run.started_at + 1h or quiet(case) } }")
    acts.answers(pair, pair.fast.questions[0], value=False)
    acts.write(pair, "Case", "1", {"number": 7})
    acts.breaks(pair, pair.fast.questions[0], "Oops")
    assert pair.fast.next_timer() is None
    pair = play("stage s { background a = g(case.owner) { withdraw when now >= case.due retry 1 times } }")
    acts.fails(pair, 0, "Oops")
    acts.fails(pair, 1, "Oops")
    assert pair.fast.next_timer() is None


def test_while_an_item_is_claimed_nobody_asks_whether_it_is_enabled() -> None:
    """Rule 9: an answer is kept for who waits for it."""
    pair = play("stage s { interactive a = look(case.owner) { enabled while quiet(case) assign to case.owner } }")
    acts.answers(pair, pair.fast.questions[0], value=True, again_in=MINUTE)
    does(pair, "omar", "claims")
    assert pair.fast.next_timer() is None
    does(pair, "omar", "releases")
    assert len(pair.fast.questions) == 1


def test_work_that_is_opened_again_is_claimed_by_nobody() -> None:
    """Section 3: `enabled while` closes it, whoever had claimed what has expired."""
    guard = 'enabled while case.status == "New"'
    pair = play(f"stage s {{ interactive a = look(case.owner) {{ timeout 1m {guard} assign to case.owner }} }}")
    does(pair, "omar", "claims")
    acts.advance(pair, MINUTE)
    acts.write(pair, "Case", "1", {"status": "Done"})
    acts.retry(pair, element(pair, "s.a"))
    assert [each.status.words for each in pair.fast.open_items] == ["suspended"]


def test_administrators_of_the_orchestration_release_what_others_have_claimed() -> None:
    """docs/work.md: an administrator releases, whether the project or `allow administer` says so."""
    stage = "stage s { interactive a = look(case.owner) { assign to case.owner } }"
    pair = play(f'allow administer by user("bob")\n{stage}')
    does(pair, "omar", "claims")
    does(pair, "bob", "releases")
    assert [each.claimed_by for each in pair.fast.open_items] == [None]


def test_the_status_of_a_stage_is_final_once_control_cannot_come_to_it_again() -> None:
    """Rule 7: who waits for it in vain is skipped at once."""
    before = "background a = g(case.owner) { only if case.number > 5 }"
    step = 'background b = g(case.owner) { start when state(s) == "discontinued" }'
    assert is_over(play(f"stage s {{ {before} }}\nstage t {{ {step} }}"))


def test_nothing_is_left_open_in_a_branch_that_has_come_to_its_end() -> None:
    """As at the end of the run, what `rest continue` has left ends with it (rules 1 and 6)."""
    steps = "background a = g(case.owner)\ninteractive b = look(case.owner) { assign to case.owner }"
    stage = f"stage s {{ finish when 1 of a rest continue\n{steps} }}"
    pair = play(f"parallel p {{ branch x {{ {stage} }}\nbranch y {{ wait 1h }} rest continue }}\nwait 2h")
    acts.returns(pair, 0, {"n": 1})
    assert pair.fast.open_items == []


def test_each_attempt_waits_for_what_predicates_say_of_its_guards() -> None:
    """Section 3: a step that may be withdrawn is asked first, also when somebody tries it again."""
    pair = play('stage s { interactive a = look(case.owner) { withdraw when quiet(case) assign to user("ann") } }')
    acts.answers(pair, pair.fast.questions[0], value=False)
    acts.write(pair, "Case", "1", {"number": 7})
    acts.breaks(pair, pair.fast.questions[0], "Oops")
    acts.retry(pair, element(pair, "s.a"))
    assert candidates(pair) == []
    acts.answers(pair, pair.fast.questions[0], value=False)
    assert candidates(pair) == [("user:ann",)]


def test_a_call_is_not_made_again_before_it_is_known_whether_it_is_withdrawn() -> None:
    """Section 3: an attempt that fails while `withdraw when` is asked is followed by none if that holds."""
    pair = play("stage s { background a = g(case.owner) { withdraw when quiet(case) retry 1 times } }")
    acts.answers(pair, pair.fast.questions[0], value=False)
    acts.write(pair, "Case", "1", {"number": 7})
    acts.fails(pair, 0, "Oops")
    acts.answers(pair, pair.fast.questions[0], value=True)
    assert len(pair.fast.calls) == 1
    assert is_over(pair)


def test_a_step_begins_before_another_branch_moves_on() -> None:
    """Rule 21: what control has brought about in one branch is done before it moves on in the next."""
    pair = play(
        "parallel p { branch x { stage s { background a = g(case.owner) } }\n"
        ' branch y { await w first { on case.number == 1 -> t } } }\nstage t { background b = g(user("ann")) }'
    )
    assert pair.fast.name(pair.fast.calls[0].ref.element) == "t.b"
    assert pair.fast.last[element(pair, "s.a")] == "discontinued"


def test_an_await_that_is_in_error_tries_no_other_arm() -> None:
    """Rules 15 and 20: what is kept for the first arm cannot be asked; the second would take it."""
    arms = " ".join(f"on paid as p where p.n == {each} keep 1h {{ }}" for each in ("case.number", "1"))
    pair = play(f"wait 1m\nawait w first {{ {arms} }}")
    acts.send(pair, "paid", {"n": 1})
    acts.write(pair, "Case", "1", None)
    acts.advance(pair, MINUTE)
    assert [pair.name(each.at) for each in pair.run.threads.values() if each.failure is not None] == ["w"]


def test_the_id_of_a_deleted_record_is_still_there() -> None:
    """Rule 17: the run itself knows of which record it is; nothing is read for that."""
    pair = play("wait 1m\nstage s { background a = f(1, case.id) }")
    acts.write(pair, "Case", "1", None)
    acts.advance(pair, MINUTE)
    assert [pair.name(each.ref.element) for each in pair.fast.calls] == ["s.a"]
