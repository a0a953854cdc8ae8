"""One edit of a source, and what is said of it."""

import pytest

from orchestra_dsl.comparison.compare import compare
from tests.comparison.texts import BODY, DECLARED, changed, lines, package

EDITS = [
    ('"Handle"', '"Serve"', ['changed label: "Handle" => "Serve"']),
    ("let limit = 500", "let limit = 600", ["changed let limit: 500 => 600"]),
    ("round: integer = 0", "round: integer = 1", ["changed var var.1: value 0 => 1"]),
    (
        "created when case.amount > 5 once per record",
        "created or updated once per change",
        [
            "changed start on case: created when case.amount > 5 once per record => created or updated once per change",
        ],
    ),
    ('"Triage"', '"First look"', ["changed stage triage: label Triage => First look"]),
    ("retry 2 times every 30s", "retry 3 times every 30s doubling up to 5m",
     ["changed background step triage.look: retry 2 times every 30s => 3 times every 30s doubling up to 5m"]),
    ("retry 2 times every 30s", "", ["changed background step triage.look: retry 2 times every 30s => None"]),
    ("start after look\n", "", ["changed interactive step triage.check: start after look => None"]),
    ('queue("Desk")', 'user("ann")',
     [('changed interactive step triage.check: assign to triage.look.team ?? queue("Desk")'
      ' => triage.look.team ?? user("ann")')]),
    ("due in 4h { at 50% remind }", "due in 2 business days { at 50% remind after 1d reassign to case.owner }",
     ["changed interactive step triage.check: due in 4h => 2 business days",
      "changed interactive step triage.check: after 1d None => reassign to case.owner"]),
    ("timeout 3d -> late", "timeout 4d -> size", ["changed stage triage: timeout 3d -> late => 4d -> size"]),
    ("big(case, 100) -> late", "big(case, 200) -> late",
     ["changed decision size: outcome large when big(case, 100) -> late => when big(case, 200) -> late"]),
    ("outcome large", "outcome huge",
     ["changed decision size: outcome huge None => when big(case, 100) -> late",
      "changed decision size: place of outcome huge None => 1",
      "changed decision size: outcome large when big(case, 100) -> late => None",
      "changed decision size: place of outcome large 1 => None"]),
    ("set round = round + 1", "set round = round + 2",
     ["changed set size.open.set.1: value round + 1 => round + 2"]),
    ("set round = round + 1", 'notify case.owner via email "x" set round = round + 1',
     ["added notify size.open.notify.1 at the beginning of size.open"]),
    ('notify case.owner via email "Case', 'notify case.owner via slack "New" notify case.owner via email "Case',
     ["added notify notify.1 after late"]),
    ("after 7d -> late", "after 8d -> late", ["changed await await.1: arm 2 after 7d -> late => after 8d -> late"]),
    ("where p.order == case.number ", "where case.number == p.order keep 2d ",
     [("changed await await.1: arm 1 on paid where message.order == case.number -> { … }"
      " => on paid where case.number == message.order keep 2d -> { … }")]),
    ('end "Done"', 'end "Over"', ["changed end end.1: outcome Done => Over"]),
    ("amount > limit", "amount >= limit", ["changed predicate big: each.amount > each2 => each.amount >= each2"]),
    ("09:00 to", "08:00 to",
     [('changed calendar desk: zone "Europe/Berlin", open mon to fri 09:00 to 17:00'
      ' => zone "Europe/Berlin", open mon to fri 08:00 to 17:00')]),
    ('(case: Case) "Handle"', '(case: Case, urgent: boolean = false) "Handle"',
     ["added parameter urgent"]),
    ("version 3", 'version 3 start on paid as p when p.order != "" with { case: find(Case, p.order) }',
     ["added start on paid"]),
    ("version 3", 'version 3 start every "0 8 * * *" with { case: find(Case, "1") }',
     ["added start every 0 8 * * *"]),
    ("check = fix", "check_it = fix", ["renamed interactive step triage.check_it (was triage.check)"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "said"), EDITS, ids=[each[1][:30] or each[0][:30] for each in EDITS])
def test_an_edit_is_told_by_what_it_changes_and_nothing_else(before: str, after: str, said: list[str]) -> None:
    (comparison,) = changed(before, after)
    assert lines(comparison.changes) == said
    assert comparison.kind == "changed"


def test_a_stage_under_a_new_name_is_renamed_wherever_it_is_named() -> None:
    (comparison,) = compare(package(), package(BODY.replace("triage", "intake")))
    assert lines(comparison.changes) == ["renamed stage intake (was triage)"]


def test_a_stage_that_goes_elsewhere_is_moved() -> None:
    late = '  stage late "Late" { background again = tell(case) }\n'
    (comparison,) = compare(package(), package(BODY.replace(late, "").replace('  end "Done"', f'{late}  end "Done"')))
    assert lines(comparison.changes) == ["moved stage late after await.1.arm.1.notify.1"] or lines(
        comparison.changes
    ) == ["moved stage late after await.1"]


def test_a_step_that_goes_to_another_stage_is_moved() -> None:
    step = "background again = tell(case)"
    moved = BODY.replace(f"{{ {step} }}", "{ background other = tell(case) }").replace(
        "timeout 3d", f"{step} timeout 3d"
    )
    before = BODY.replace(step, f"{step} background other = tell(case)")
    (comparison,) = compare(package(before), package(moved))
    assert lines(comparison.changes) == ["moved background step triage.again (was late.again) after triage.check"]


def test_a_stage_with_a_new_name_and_label_is_known_by_its_steps() -> None:
    after = BODY.replace("triage", "intake").replace('"Triage"', '"Intake"').replace("due in 4h", "due in 5h")
    (comparison,) = compare(package(), package(after))
    assert lines(comparison.changes) == [
        "renamed stage intake (was triage): label Triage => Intake",
        "changed interactive step intake.check: due in 4h => 5h",
    ]


def test_an_orchestration_under_a_new_name_is_the_same_one() -> None:
    (comparison,) = compare(package(), package(BODY.replace("orchestration o(", "orchestration handling(")))
    assert (comparison.name, comparison.was, comparison.kind, comparison.changes) == ("handling", "o", "changed", ())
    assert "No run of `o` can be started any more: whoever starts it has to name `handling`." in comparison.meaning


def test_a_stage_that_is_gone_is_removed_with_its_steps() -> None:
    gone = BODY.replace('  stage late "Late" { background again = tell(case) }\n', "").replace("-> late", "-> end")
    (comparison,) = compare(package(), package(gone))
    assert {"removed stage late", "removed background step late.again"} <= set(lines(comparison.changes))


def test_another_step_under_another_name_is_no_renaming() -> None:
    (comparison,) = changed(
        "background again = tell(case)", 'interactive look_again = fix(case) "L" { assign to case.owner }'
    )
    assert lines(comparison.changes) == [
        "removed flow tell",
        "added interactive step late.look_again at the beginning of late",
        "removed background step late.again",
    ]


def test_format_comments_and_the_order_of_clauses_change_nothing() -> None:
    text = (DECLARED + BODY).replace("version 3\n", "version   3 # third\n\n")
    text = text.replace('assign to triage.look.team ?? queue("Desk")\n', "")
    text = text.replace("start after look\n", 'assign to triage.look.team ?? queue("Desk")\nstart after look\n')
    assert [each.kind for each in compare(package(), package(text, ""))] == ["same"]


def test_what_orchestrations_share_is_told_once_and_first() -> None:
    common, of_it = changed("event paid { order: text }", "event paid { order: text amount: decimal? }")
    assert lines(common.changes) == ["added event paid.amount"]
    assert common.name is None
    assert of_it.name == "o"


def test_another_start_by_an_event_or_a_schedule_is_told_with_what_it_gives() -> None:
    event = 'version 3 start on paid as p when p.order != "" with { case: find(Case, p.order) }'
    before = package(BODY.replace("version 3", event))
    after = package(BODY.replace("version 3", event.replace('!= ""', '!= "A"')))
    (change,) = lines(compare(before, after)[0].changes)
    assert change == (
        'changed start on paid: when event.order != "" with { case: find(Case, event.order) }'
        ' => when event.order != "A" with { case: find(Case, event.order) }'
    )
    daily = 'version 3 start every "0 8 * * *" in "Asia/Tokyo" with { case: find(Case, "1") }'
    after = package(BODY.replace("version 3", daily.replace("Tokyo", "Seoul")))
    (change,) = lines(compare(package(BODY.replace("version 3", daily)), after)[0].changes)
    assert change == (
        'changed start every 0 8 * * *: in Asia/Tokyo with { case: find(Case, "1") }'
        ' => in Asia/Seoul with { case: find(Case, "1") }'
    )


def test_an_orchestration_that_is_new_or_gone_is_told_as_a_whole() -> None:
    more = package(f'{BODY}\norchestration other(case: Case) {{ end "x" }}')
    assert [(each.name, each.kind) for each in compare(package(), more)] == [("o", "same"), ("other", "added")]
    assert [(each.name, each.kind) for each in compare(more, package())] == [("o", "same"), ("other", "removed")]


def test_another_order_of_what_is_given_by_place_is_told() -> None:
    swapped = package(
        BODY.replace("(case: Case)", "(note: text, case: Case)", 1).replace(
            "  start on case created when case.amount > 5 once per record\n", ""
        )
    )
    before = package(
        BODY.replace("(case: Case)", "(case: Case, note: text)", 1).replace(
            "  start on case created when case.amount > 5 once per record\n", ""
        )
    )
    assert lines(compare(before, swapped)[0].changes) == ["changed order of parameters: case, note => note, case"]
    fields = compare(
        package(), package(declared=DECLARED.replace("amount: decimal owner: user", "owner: user amount: decimal"))
    )
    assert [change.what for change in fields[0].changes] == ["order of"]


def test_a_stage_may_be_renamed_and_moved() -> None:
    late = '  stage late "Late" { background again = tell(case) }\n'
    after = BODY.replace(late, "").replace('  end "Done"', f'{late}  end "Done"').replace("late", "tardy")
    (change,) = compare(package(), package(after))[0].changes
    assert (change.kind, change.was, change.place) == ("renamed", "late", "after await.1")


def test_an_orchestration_without_elements_can_be_compared() -> None:
    empty = package("orchestration o(case: Case) { }")
    assert lines(compare(empty, package())[0].changes)
    assert lines(compare(package(), empty)[0].changes)
