"""Every source in cases has the findings of style that its comments ask for, and no others."""

import re
from collections.abc import Callable

import pytest

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.diagnostics import CODES, Applicability, Fix
from orchestra_dsl.lint.builtin import RULES
from orchestra_dsl.lint.levels import Levels
from orchestra_dsl.lint.run import lint
from tests.growth import growth
from tests.lint.asking import CASES, asked, case, of_text, own_rules

ENTRIES = sorted(path.name for path in CASES.glob("*.orch") if not path.stem.endswith("_part"))
_EXPECT = re.compile(r"# expect (?P<above>above )?(?P<all>(?:(?!# expect).)*)$")
"""What is found on its line, or on the line above, where that is a comment itself."""


def wanted(entry: str) -> list[tuple[int, str, str]]:
    lines = case(entry).text.splitlines()
    asked_for = [(number, _EXPECT.search(line)) for number, line in enumerate(lines, 1)]
    return [
        (number - bool(match["above"]), *each.strip().split(" ", 1))
        for number, match in asked_for
        if match
        for each in match["all"].split(";;")
    ]


def applied(text: str, fix: Fix) -> str:
    for edit in sorted(fix.edits, key=lambda each: each.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_source_has_the_findings_on_the_lines_that_ask_for_them(entry: str) -> None:
    errors, style = asked(entry)
    file = case(entry)
    found = [
        (file.position(each.span.start).line, each.code, file.text[each.span.start : each.span.end])
        for each in style
        if each.span.file == entry
    ]
    assert errors == []
    assert sorted(found) == sorted(wanted(entry))


def test_every_rule_has_a_case_and_is_listed_in_order() -> None:
    shown = {code for entry in ENTRIES for _, code, _ in wanted(entry)}
    assert shown == set(RULES) == {code for code in CODES if code.startswith("O8") and code < "O89"}
    assert list(RULES) == sorted(RULES)
    assert [each.rule.code for each in own_rules()] == list(RULES)


def test_a_doc_comment_above_nothing_is_lost() -> None:
    text = "record Case { id: text }\n## Lost,\n## both lines.\n\n# Plain.\n## At the end, too.\n"
    _, (finding,) = asked("main.orch", of_text(text))
    assert (finding.code, text[finding.span.start : finding.span.end]) == ("O810", "## Lost,")
    assert finding.fix is not None
    fixed = "record Case { id: text }\n# Lost,\n# both lines.\n\n# Plain.\n# At the end, too.\n"
    assert applied(text, finding.fix) == fixed


def test_twice_as_many_doc_comments_take_twice_the_time() -> None:
    supplied = [each for each in own_rules() if each.rule.code == "O810"]

    def prepare(number: int) -> Callable[[], object]:
        result = compile_source("main.orch", of_text("## Lost.\n" * number + "record Case { }\n## Lost.\n" * number))
        return lambda: lint(result.checked, result.sources, supplied, Levels())

    assert growth(prepare, 1_000) < 3


@pytest.mark.parametrize(
    ("condition", "fixed"),
    [
        ("case.urgent == true", "case.urgent"),
        ("case.urgent != true", "not case.urgent"),
        ("(case.urgent or case.amount > 1) == false", "not (case.urgent or case.amount > 1)"),
        ("if (case.urgent) then true else false", "case.urgent"),
        ("if case.urgent and case.amount > 1 then false else true", "not (case.urgent and case.amount > 1)"),
        ("if case.amount > 1 then false else true", "not case.amount > 1"),
        ("not case.amount == 1", "case.amount != 1"),
        ("not ((case.amount) <= (1 + 1))", "(case.amount) > (1 + 1)"),
        ("not case.amount not  in [1]", "case.amount in [1]"),
        (
            "case.urgent and not (not (case.urgent or case.amount > 1))",
            "case.urgent and (case.urgent or case.amount > 1)",
        ),
        ("not not case.urgent", "case.urgent"),
    ],
)
def test_a_condition_is_rewritten_to_one_that_means_the_same(condition: str, fixed: str) -> None:
    text = f'import "shapes_part.orch"\npredicate p(case: Case) = {condition}\n'
    errors, found = asked("main.orch", of_text(text))
    assert errors == []
    fix = found[0].fix
    assert fix is not None
    assert fix.applicability is Applicability.SAFE
    assert applied(text, fix) == text.replace(condition, fixed)


def test_a_fix_that_would_lose_a_comment_is_not_offered() -> None:
    text = 'import "shapes_part.orch"\npredicate p(case: Case) = not # why\n  case.amount == 1\n'
    _, (finding,) = asked("main.orch", of_text(text))
    assert (finding.code, finding.fix) == ("O807", None)


@pytest.mark.parametrize(
    "text",
    [
        "record lower_case {\n  id: text\n",
        "record lower_case {\n  id: text\n}\nexpect stage desk done\n",
    ],
)
def test_a_source_that_cannot_be_read_whole_is_not_judged(text: str) -> None:
    errors, style = asked("main.orch", of_text(text))
    assert errors
    assert style == []


def test_the_length_of_a_stage_is_a_setting() -> None:
    levels = Levels(options={"O803": {"steps": 13}})
    assert "O803" not in {each.code for each in asked("long.orch", levels=levels)[1]}
