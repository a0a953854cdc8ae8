"""Names of people, wherever an orchestration names some, are looked for among the known ones (O609)."""

import pytest

from orchestra_dsl.analysis.check import check
from orchestra_dsl.diagnostics import Diagnostic, Severity
from orchestra_dsl.source import SourceFile

PEOPLE = ("user:ann", "user:bob", "group:Agents", "group:Triage", "queue:Support")


def text_with(assign: str) -> str:
    return (
        "record Case { name: text vip: boolean } screen ask(case: Case) -> { ok: boolean }\n"
        f'orchestration o(case: Case) "O" {{ stage s "S" {{ interactive i = ask(case) "I" {{ {assign} }} }} }}'
    )


def findings(assign: str, people: tuple[str, ...] = PEOPLE) -> list[Diagnostic]:
    file = SourceFile("a.orch", text_with(assign))
    return list(check("a.orch", lambda _: file, None, people=people).diagnostics)


@pytest.mark.parametrize(
    ("assign", "stretch", "said", "hint"),
    [
        ('assign to group("Agnets")', '"Agnets"', 'no group "Agnets"', 'Did you mean "Agents"?'),
        ('assign to queue("Triage")', 'queue("Triage")', 'no queue "Triage"', '`group("Triage")`'),
        (
            'assign to user("ann") may delegate to group("Agent")',
            '"Agent"',
            'no group "Agent"',
            'Did you mean "Agents"?',
        ),
        ('assign to user("zoe")', '"zoe"', 'no active user "zoe"', "Correct the name, or add it"),
        ('assign to [user("ann"), user("bbo")]', '"bbo"', 'no active user "bbo"', 'Did you mean "bob"?'),
        (
            'assign to user("ann") due in 1d { after 1h reassign to group("Agnets") }',
            '"Agnets"',
            'no group "Agnets"',
            'Did you mean "Agents"?',
        ),
        (
            'assign to if case.vip then user("ann") else group("Agent")',
            '"Agent"',
            'no group "Agent"',
            'Did you mean "Agents"?',
        ),
        ('assign to user("ann") otherwise queue("Suport")', '"Suport"', 'no queue "Suport"', 'Did you mean "Support"?'),
    ],
)
def test_a_name_that_nobody_has_is_a_warning_with_the_nearest(assign: str, stretch: str, said: str, hint: str) -> None:
    (finding,) = findings(assign)
    assert (finding.code, finding.severity) == ("O609", Severity.WARNING)
    assert text_with(assign)[finding.span.start : finding.span.end] == stretch
    assert said in finding.message
    assert hint in (finding.hint or "")


@pytest.mark.parametrize(
    ("clauses", "name", "said"),
    [
        ('assign to group("Agents") exclude user("gost")', "gost", "user"),
        ('assign to group("Agents") exclude [user("ann"), user("gost")]', "gost", "user"),
        ('assign to group("Agents") exclude manager(user("gost"))', "gost", "user"),
    ],
)
def test_an_exclusion_of_a_name_that_nobody_has_is_said(clauses: str, name: str, said: str) -> None:
    (finding,) = findings(clauses)
    assert finding.code == "O609"
    assert finding.message == f'The project knows no active {said} "{name}", so nobody is excluded by this name.'


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ('notify {} via email "Hello"', "nobody is told"),
        ("allow start by {}", "nobody is allowed to start"),
        ('allow cancel by [user("ann"), {}]', "nobody is allowed to cancel"),
    ],
)
def test_who_is_told_or_allowed_is_looked_for_too(text: str, follows: str) -> None:
    def found(name: str) -> list[str]:
        clause = text.replace("{}", name)
        file = SourceFile("a.orch", f'orchestration o() "O" {{ {clause} end "Done" }}')
        known = ("group:Agents", "user:ann")
        return [each.message for each in check("a.orch", lambda _: file, None, people=known).diagnostics]

    assert found('group("Agents")') == []
    assert found('group("Agnets")') == [f'The project knows no group "Agnets", so {follows} by this name.']


def test_who_is_told_when_it_is_late_is_looked_for_too() -> None:
    (finding,) = findings('assign to user("ann") due in 1d { after 1h notify user("gost") via email }')
    assert finding.message == 'The project knows no active user "gost", so nobody is told by this name.'


@pytest.mark.parametrize(
    "assign",
    [
        'assign to [user("ann"), group("Agents"), queue("Support")]',
        "assign to group(case.name)",
        'assign to group("Agents {case.name}")',
        'assign to manager(user("ann")) ?? user("bob")',
    ],
)
def test_names_that_are_known_or_worked_out_in_a_run_are_not(assign: str) -> None:
    assert findings(assign) == []


def test_where_no_people_are_known_nothing_is_said() -> None:
    assert findings('assign to group("Nobody")', people=()) == []
