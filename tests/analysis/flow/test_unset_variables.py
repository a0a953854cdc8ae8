"""O503: variables that are read where control may not have passed their `var`."""

import pytest

from tests.analysis.texts import check_text

DECLARED = """
record Case { amount: integer }
flow f(n: integer) -> { out: integer }
"""


def said(body: str) -> list[tuple[str, str, list[str]]]:
    """The findings: message, stretch of the source, and the stretches and words of the labels."""
    text = f"{DECLARED} orchestration o(case: Case) {{ {body} }}"
    found = check_text(text).diagnostics
    assert {each.code for each in found} <= {"O503"}, found
    return [
        (
            each.message,
            text[each.span.start : each.span.end],
            [f"{text[label.span.start : label.span.end]}: {label.message}" for label in each.labels],
        )
        for each in found
    ]


SKIP = "decide d { outcome a when case.amount > 3 -> s  otherwise -> t }"
BRANCHES = "parallel p { branch a { set n = 1 } branch b { stage u { background z = f(2) } }"
T = 'stage t "T" { background y = f(1) }'


def stage(argument: str, clauses: str = "") -> str:
    return f'stage s "S" {{ {clauses} background x = f({argument}) }}'


def test_a_finding_says_what_leads_past_the_declaration() -> None:
    assert said(f"{SKIP} {T} var n: integer = 0 {stage('n')}") == [
        (
            "The variable `n` is read here, but it is not set on every way to this place.",
            "n",
            ["n: Its `var` stands here.", "decide d: From the decision `d` control may go past it."],
        )
    ]


def test_a_formula_is_reported_where_it_is_named() -> None:
    assert said(f"{SKIP} {T} var n: integer = 0 let m = n + 1 let k = m {stage('k')}") == [
        (
            "The formula `k` reads the variable `n`, which is not set on every way to this place.",
            "k",
            [
                "n: Its `var` stands here.",
                "decide d: From the decision `d` control may go past it.",
                "n: Here the formula reads it.",
            ],
        )
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"{SKIP} {T} var n: integer = 0 {stage('1', 'start when n > 0')}",
        f"{SKIP} {T} var n: integer = 0 {stage('1', 'finish when n > 0')}",
        f"{SKIP} {T} var n: integer = 0 {stage('1')} set n = n + 1",
        f"{SKIP} {T} var n: integer = 0 {stage('1')} repeat while n > 0 {{ set n = 0 }}",
        f'{SKIP} {T} var n: integer = 0 {stage("1")} fail "{{n}}"',
        f'{SKIP} {T} var n: text? = "some" {stage("count([n])")}',
        f"on error {{ set n = n + 1 }} {T} var n: integer = 0",
        "on error { set n = n + 1 } var n: integer = case.amount",
        f"stage t {{ background y = f(1) timeout 1d -> s }} var n: integer = 0 {stage('n')}",
        f"stage t {{ background y = f(1) {{ on error -> s }} }} var n: integer = 0 {stage('n')}",
        f"{SKIP} {T} var n: integer = 0 {stage('1')} {BRANCHES} finish when any }} set n = n + 1",
    ],
)
def test_every_way_to_read_and_to_go_past_counts(body: str) -> None:
    codes = {each.code for each in check_text(f"{DECLARED} orchestration o(case: Case) {{ {body} }}").diagnostics}
    assert "O503" in codes


@pytest.mark.parametrize(
    "body",
    [
        f"var n: integer = 0 {SKIP} {T} {stage('n')}",
        f"on error {{ set n = n + 1 }} var n: integer = 0 {T}",
        f"{SKIP} {T} var n: integer? = null {stage('n ?? 0')}",
        f"{SKIP} {T} var n: integer = 0 {stage('1')} set n = 1 set n = n + 1",
        f"{SKIP} {T} var n: integer = 0 {stage('1')} {BRANCHES} }} set n = n + 1",
        (
            f"{T} var n: integer = 0 {stage('n')} decide d {{ outcome a when n > 3 -> t  outcome b when n > 2 -> s  "
            "otherwise { set n = 9 } }"
        ),
        (
            f"{T} var n: integer = 0 let m = n {stage('m')} set n = m + 1 decide e {{ outcome b when m < 3 -> s "
            "otherwise { set n = 0 } }"
        ),
        "decide d { outcome a when case.amount > 3 { var n: integer = 1 set n = n + 1 } otherwise -> t }" + T,
    ],
)
def test_what_is_set_on_every_way_is_not_reported(body: str) -> None:
    assert said(body) == []
