"""O502: two steps that may run at once and write one field of one record. And what else needs real types."""

import pytest

from orchestra_dsl.analysis.check import check
from orchestra_dsl.source import SourceFile

DECLARED = """
record Case { status: "New" | "Done" parent: Case note: text }
flow f(case: Case) writes Case.status
flow g(case: Case) writes case.status, case.note
flow h(other: text) writes Case.note
flow r(case: Case) -> { ok: boolean }
predicate quiet(case: Case)
predicate calm(c: Case) = quiet(c)
"""


def said(body: str) -> list[tuple[str, str, str]]:
    """Return the findings of O4 and O5: code, stretch of the source, message."""
    text = f"{DECLARED} orchestration o(case: Case) {{ {body} }}"
    found = check("a.orch", lambda path: SourceFile(path, text)).diagnostics
    return [(each.code, text[each.span.start : each.span.end], each.message) for each in found if each.code > "O4"]


def stage(steps: str, name: str = "a") -> str:
    return f'stage {name} "S" {{ {steps} }}'


def test_two_steps_side_by_side_are_reported_at_the_second() -> None:
    (finding,) = said(stage("background x = f(case) background y = g(case)"))
    assert finding == (
        "O502",
        "background y",
        "The steps `x` and `y` may run at the same time, and both write `Case.status`.",
    )


@pytest.mark.parametrize(
    "steps",
    [
        "background x = f(case) background y = g(case) { start after x }",
        "background x = f(case) background m = r(case) { start after x } background y = g(case) { start after m }",
        "background x = f(case) { start after y } background y = g(case)",
        "background x = f(case) background y = f(case.parent)",
        "background x = f(case) background y = h(case.note)",
        "background x = r(case) background y = r(case)",
    ],
)
def test_steps_in_order_or_with_different_targets_are_not(steps: str) -> None:
    assert said(stage(steps)) == []


def test_a_step_that_does_not_say_which_record_may_mean_any() -> None:
    assert [code for code, _, _ in said(stage('background x = g(case) background y = h("1")'))] == ["O502"]


def test_a_join_that_does_not_wait_for_all_orders_nothing() -> None:
    steps = "background x = f(case) background m = r(case) background y = g(case) { start after any of x, m }"
    assert [code for code, _, _ in said(stage(steps))] == ["O502"]


def test_each_step_is_reported_once() -> None:
    steps = " ".join(f"background s{i} = f(case)" for i in range(20))
    assert len(said(stage(steps))) == 19


def test_branches_run_at_once_and_stages_do_not() -> None:
    two = (stage("background x = f(case)"), stage("background y = g(case)", "b"))
    assert [code for code, _, _ in said(f"parallel p {{ branch q {{ {two[0]} }} branch r {{ {two[1]} }} }}")] == [
        "O502"
    ]
    assert said(" ".join(two)) == []
    assert said(f"parallel p {{ branch q {{ {two[0]} {two[1]} }} branch r {{ wait 1d }} }}") == []


def test_a_decision_that_asks_a_plugin_could_wait() -> None:
    body = "decide d {{ outcome again when {} -> d otherwise -> end }}"
    assert said(body.format("quiet(case)")) == []
    assert said(body.format("calm(case)")) == []
    assert [code for code, _, _ in said(body.format('case.note == "x"'))] == ["O403"]
    assert said(f"let l = calm(case) {body.format('l')}") == []


def test_a_closed_set_of_a_record_has_to_be_covered() -> None:
    ((code, stretch, message),) = said('decide d { outcome new when case.status == "New" -> end }')
    assert (code, stretch) == ("O404", "decide d")
    assert message == 'The decision `d` has no outcome for `case.status` being "Done".'


def test_outputs_are_proven_for_the_types() -> None:
    body = (
        stage("background x = r(case)")
        + " decide d { outcome yes when a.x.ok -> end outcome no when not a.x.ok -> end }"
    )
    assert said(body) == []
    early = "decide d { outcome yes when a.x.ok -> end otherwise -> a } " + stage("background x = r(case)")
    assert [(code, stretch) for code, stretch, _ in said(early)] == [("O501", "a.x.ok")]


def test_what_only_a_missing_outcome_cuts_off_has_no_finding_of_its_own() -> None:
    body = 'decide d { outcome new when case.status == "New" -> end } ' + stage("background x = r(case)")
    assert [code for code, _, _ in said(body)] == ["O404"]
    complete = body.replace(" }", ' outcome done when case.status == "Done" -> end }', 1)
    assert [(code, stretch) for code, stretch, _ in said(complete)] == [("O401", "stage a")]
