"""An error hides only what rests on it: of two mistakes that have nothing to do with each other both are told."""

import attrs
import pytest

from orchestra_dsl.analysis.check import check
from orchestra_dsl.analysis.flawed import Flaws
from orchestra_dsl.analysis.flow.reads import is_sound
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.syntax import nodes as n
from tests.analysis.expected import CASES, load
from tests.analysis.texts import check_text

ENDLESS = 'orchestration endless() "Endless" { stage a { background x = f() } go to a }'
BROKEN = 'orchestration broken() "Broken" { log nothing }'

DECLARED = """
record Loan { ux: user  kind: "A" | "B"  amount: decimal  note: text }
flow ask(loan: Loan) -> { ok: boolean }
flow mark(loan: Loan) writes loan.note
"""


GOOD = [each.relative_to(CASES).as_posix() for each in (CASES / "good").rglob("*.orch")]
CONDITIONS = (n.Outcome, n.Repeat, n.WaitUntil, n.StartWhen, n.OnlyIf, n.EnoughWhen, n.ConditionArm)


def codes(text: str) -> list[str]:
    return [each.code for each in check_text(f"flow f()\n{text}").diagnostics]


def found(body: str) -> list[Diagnostic]:
    text = f'{DECLARED}orchestration lend(loan: Loan, number: integer) "Lend" {{\n{body}\nlog "{{number}}"\n}}\n'
    return list(check_text(text).diagnostics)


def told(*parts: str) -> list[str]:
    return sorted(each.code for each in found("\n".join(parts)))


OF_ELEMENTS = {
    "O404": 'decide d { outcome new when loan.kind == "A" {} }',
    "O405": "decide d { outcome a when loan.amount > 1 {}\n outcome b when loan.amount > 2 {}\n otherwise {} }",
    "O306": "decide d { outcome a when loan.amount > 3 and loan.amount < 2 {}\n otherwise {} }",
    "O403": 'repeat while loan.amount > 7 { log "x" }',
    "O406": "stage c { background p = ask(loan) { start after q }\nbackground q = ask(loan) { start after p } }",
    "O409": 'stage c { lock "a"\nbackground p = run child(loan) }',
    "O411": "stage c { finish when 2 of p\nbackground p = ask(loan) }",
    "O502": "stage c { background p = mark(loan)\nbackground q = mark(loan) }",
}
"""Mistakes about elements that are right in themselves, by the code of the finding."""

OF_WAYS = {
    "O401": 'decide d { outcome a when loan.amount > 5 { end log "x" }\n otherwise {} }',
    "O402": "repeat while number > 4 { wait 1d }",
    "O410": (
        "stage c { background p = ask(loan) { undo mark(loan) } }\n"
        "decide d { outcome a when loan.amount > 5 -> c\n otherwise {} }"
    ),
    "O412": "wait until number > 3",
    "O503": (
        "decide d { outcome a when loan.amount > 5 -> c\n otherwise {} }\n"
        'var v: integer = 1\nstage c { background p = ask(loan) }\nlog "{v}"'
    ),
}
"""Mistakes that are found from all ways through the orchestration."""

OF_VALUES = {
    "O201": "log nothing",
    "O205": 'notify loan.u via email "x"',
    "O301": "stage t { background t1 = ask(number) }",
    "O302": "stage t { background t1 = ask() }",
    "O305": 'decide t { outcome a when loan.kind == "C" {}\n otherwise {} }',
    "O307": "let _t = loan.note + 1",
    "O501": 'stage t { background t1 = ask(loan) { only if loan.amount > 3 } }\nlog "{t.t1.ok}"',
}
"""Mistakes about names and types of values."""

OF_NAMES = {
    "O202": "stage t { background t1 = ask(loan) { start after nowhere } }",
    "O207": "stage t { background t1 = ask(loan)\nbackground t1 = ask(loan) }",
    "O214": "decide t { outcome a when loan.amount > 9 { cancel t }\n otherwise {} }",
}
"""Mistakes about the names of elements."""

CHILD = 'orchestration child(loan: Loan) "Child" { stage s { lock "b"\nbackground p = ask(loan) } }\n'
DECLARED += CHILD


PAIRS = [
    (first, second) for first in OF_VALUES for second in (*OF_ELEMENTS, *OF_WAYS) if (first, second) != ("O501", "O411")
]
"""A join that asks for too many completes by none of its ways: what is behind it is held back, so O501 is not told."""


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_wrong_value_hides_nothing_else(first: str, second: str) -> None:
    texts = OF_VALUES[first], {**OF_ELEMENTS, **OF_WAYS}[second]
    assert told(*texts) == sorted([first, second])  # in whichever order they stand
    assert told(*reversed(texts)) == sorted([first, second])


@pytest.mark.parametrize("second", OF_ELEMENTS)
@pytest.mark.parametrize("first", OF_NAMES)
def test_a_wrong_name_hides_nothing_that_is_wrong_with_other_elements(first: str, second: str) -> None:
    assert told(OF_NAMES[first], OF_ELEMENTS[second]) == sorted([first, second])


def test_an_unknown_name_of_a_step_leaves_the_ways_known() -> None:
    assert told(OF_NAMES["O202"], OF_WAYS["O401"]) == ["O202", "O401"]


@pytest.mark.parametrize("second", OF_WAYS)
def test_a_jump_to_nowhere_leaves_open_what_the_ways_are(second: str) -> None:
    assert told("decide t { outcome a when loan.amount > 9 -> nowhere\n otherwise {} }", OF_WAYS[second]) == ["O202"]


@pytest.mark.parametrize("body", [*OF_ELEMENTS.values(), *OF_WAYS.values()])
def test_each_mistake_alone_is_one_finding(body: str) -> None:
    assert len(found(body)) == 1


RESTING = {
    "a decision one condition of which is wrong": (
        'decide d { outcome a when loan.kin == "A" {} }\nstage c { background p = ask(loan) }',
        ["O205"],
    ),
    "a condition on an output whose type is not known": (
        "stage c { background p = asc(loan) }\ndecide d { outcome a when c.p.ok and not c.p.ok {} }",
        ["O203"],
    ),
    "a condition that names a wrong formula": (
        'let l = loan.kin == "A"\ndecide d { outcome a when l and not l {} }',
        ["O205"],
    ),
    "a loop whose condition may have to wait": ("repeat while quit(loan) { }", ["O201"]),
    "a variable that a wrong name may have been meant to set": (
        "var v: boolean = false\nset w = true\nrepeat while not v { wait 1d }",
        ["O201"],
    ),
    "a formula that may have been meant to be a variable": (
        "let v = 0\nset v = v + 1\nrepeat while v < 3 { wait 1d }",
        ["O311"],
    ),
    "a writer of which it is not known what it writes": (
        "stage c { background p = mark(loan)\nbackground q = mark(lone) }",
        ["O201"],
    ),
    "two that write a field which there is not": (
        'parallel p { branch a { update loan { nte: "x" } }\nbranch b { update loan { nte: "y" } } }',
        ["O205", "O205"],
    ),
    "an order that is not known": (
        "stage c { background p = mark(loan)\nbackground q = mark(loan) { start after pp } }",
        ["O202"],
    ),
    "a lock that may be the same": (
        (
            'parallel p { branch a { stage s1 { lock "x {loan.id}"\n'
            'background a2 = ask(loan) } }\nbranch b { stage s2 { lock "x {loan.idd}"\nbackground b2 = ask(loan) } } }'
        ),
        ["O205"],
    ),
    "an output that is taken for there while names are wrong": (
        (
            "stage c { background p = ask(loan) { only if loan.amount > 3 }\n"
            "background q = ask(loan) { start after pp } }\n"
            "decide d { outcome a when c.p?.ok == null {}\n outcome b when c.p?.ok == true {}\n otherwise {} }"
        ),
        ["O202"],
    ),
}


@pytest.mark.parametrize("name", RESTING)
def test_what_rests_on_a_mistake_is_not_told(name: str) -> None:
    body, expected = RESTING[name]
    assert told(body) == expected


def test_each_orchestration_is_judged_by_itself() -> None:
    assert codes(f"{ENDLESS}\n{BROKEN}") == ["O402", "O201"]


def test_an_error_in_a_predicate_counts_where_the_predicate_is_asked() -> None:
    loops = 'repeat while p() { log "x" } repeat while now > run.started_at { log "x" }'
    text = f"predicate p() = nothing\norchestration o() {{ {loops} }}\n{BROKEN}"
    assert codes(text) == ["O201", "O403", "O201"]


@pytest.mark.parametrize("path", GOOD)
def test_every_condition_of_a_right_source_is_sound_whatever_is_wrong_elsewhere(path: str) -> None:
    checked = check(path, load, None).checked
    broken = attrs.evolve(checked, flaws=Flaws({"elsewhere.orch": (0,)}))
    nodes = [node for each in checked.orchestrations for node in n.walk(each.node) if isinstance(node, CONDITIONS)]
    assert [node for node in nodes if not is_sound(node.condition, broken)] == []
