"""Comments that allow findings: what they are about, what is wrong with them, and when they are not needed."""

from collections.abc import Callable

import pytest

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.diagnostics import Applicability, Diagnostic
from orchestra_dsl.lint.allow import read_allows
from orchestra_dsl.lint.judge import Judge
from orchestra_dsl.lint.levels import Levels
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.parser import parse
from tests.growth import growth
from tests.lint.asking import of_text, own_rules
from tests.lint.test_rules import applied

SOURCE = """\
orchestration handle(_case: text) "Handle" {{
  {above}
  stage desk {{ start when now > run.started_at + 1d }} {behind}
  let left_over = 1
}}
"""


def told(text: str, levels: Levels | None = None, codes: tuple[str, ...] | None = ()) -> list[Diagnostic]:
    """All that is told of a source."""
    judge = Judge(rules=own_rules(), codes=codes, levels=levels or Levels())
    result = compile_source("main.orch", of_text(text))
    found, style = judge.told(result.checked, result.sources, result.diagnostics)
    return [*found, *style]


def codes(text: str, levels: Levels | None = None) -> list[str]:
    return [each.code for each in told(text, levels)]


def source(*, above: str = "", behind: str = "") -> str:
    return SOURCE.format(above=above, behind=behind)


def test_without_a_comment_both_are_found() -> None:
    assert codes(source()) == ["O209", "O802"]


@pytest.mark.parametrize(
    "text",
    [
        source(behind="# orchestra: allow O802 because nobody sees it"),
        source(behind="#orchestra:allow   O802   because   nobody sees it"),
        source(above="# orchestra: allow O802 because nobody sees it"),
        source(behind="# Orchestra: Allow O802 Because nobody sees it"),
        source(behind="# ORCHESTRA: allow O802 because nobody sees it"),
        source(above="# orchestra: allow O802 because nobody sees it\n\n  # Another comment.\n"),
        source(above="# orchestra: allow O802 because nobody sees it").replace("\n", "\r\n"),
        source(behind="# orchestra: allow O802 because nobody sees it").replace("{ }", "{\n  }"),
    ],
)
def test_a_comment_is_about_its_line_or_the_next(text: str) -> None:
    assert codes(text) == ["O209"]


@pytest.mark.parametrize(
    "text",
    [
        source(above='let x = "" # orchestra: allow O802 because it is about this line').replace("left_over", "_x"),
        source(behind="\n  # orchestra: allow O802 because it is about the next line"),
        source().rstrip() + " # orchestra: allow O802 because it is about what ends here\n",
        source(above="## orchestra: allow O802 because this is no comment to the linter"),
    ],
)
def test_a_comment_is_about_no_other_line(text: str) -> None:
    assert "O802" in codes(text)


def test_a_warning_of_the_compiler_can_be_allowed() -> None:
    text = source().replace("let left_over = 1", "let left_over = 1 # orchestra: allow O209 because it is for later")
    assert codes(text) == ["O802"]


def test_several_codes_stand_in_one_comment() -> None:
    text = source(above="# orchestra: allow O802,O209 because of the trial")
    text = "\n".join(line.rstrip() for line in text.splitlines()).replace("1d }\n  let", "1d } let")
    assert codes(text) == []


def test_what_is_made_an_error_can_still_be_allowed() -> None:
    text = source(behind="# orchestra: allow O802 because nobody sees it")
    assert codes(text, Levels({"O802": "error"})) == ["O209"]


@pytest.mark.parametrize(
    ("comment", "code", "message"),
    [
        ("allow O802", "O891", "This allows O802 without a reason."),
        ("allow O802, O801 because", "O891", "This allows O802, O801 without a reason."),
        ("allow O802 because …", "O891", "This allows O802 without a reason."),
        ("allow because I say so", "O891", "This names no finding that it allows."),
        ("allow O801 O802 because I say so", "O891", "`O801 O802` is no list of codes."),
        ("alow O802 because I say so", "O891", "A comment to the linter can only allow findings."),
        ("", "O891", "A comment to the linter can only allow findings."),
        ("allow O822 because I say so", "O892", "There is no finding `O822`."),
        ("allow o802 because I say so", "O892", "There is no finding `o802`."),
        ("allow O8 because I say so", "O892", "There is no finding `O8`."),
        ("allow acme/no-log because I say so", "O892", "There is no finding `acme/no-log`."),
        ("allow O301 because I say so", "O893", "O301 is an error, with which the source cannot run"),
        ("allow O894 because I say so", "O893", "O894 is about comments such as this one"),
    ],
)
def test_what_is_wrong_with_a_comment_is_said(comment: str, code: str, message: str) -> None:
    finding = told(source(behind=f"# orchestra: {comment}"))[-1]
    assert finding.code == code
    assert finding.message.startswith(message)


def test_an_error_is_not_allowed_away() -> None:
    text = source(above="# orchestra: allow O202 because it will be there\n  go to nowhere")
    assert codes(text) == ["O202", "O209", "O893", "O802"]


def test_a_misspelt_code_is_mended() -> None:
    text = source(behind="# orchestra: allow o802 because nobody sees it")
    finding = told(text)[-1]
    assert finding.hint == "Did you mean `O802`?"
    assert finding.fix is not None
    assert codes(applied(text, finding.fix)) == ["O209"]


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("# orchestra: allow O803 because it is long", ""),
        ("# orchestra: allow O803, O811 because it is long", ""),
        ("# orchestra: allow O802, O803 because it is long", "# orchestra: allow O802 because it is long"),
        ("# orchestra: allow O803, O802 because it is long", "# orchestra: allow O802 because it is long"),
    ],
)
def test_a_comment_that_allows_nothing_is_taken_out(comment: str, left: str) -> None:
    for text, wanted in (
        (source(behind=comment), source(behind=left).replace("} \n", "}\n")),
        (source(above=comment), source(above=left)),
    ):
        finding = next(each for each in told(text) if each.code == "O894")
        assert finding.fix is not None
        assert finding.fix.applicability is Applicability.SAFE
        assert applied(text, finding.fix) == wanted


def test_nothing_is_said_of_a_comment_about_what_is_turned_off() -> None:
    text = source(behind="# orchestra: allow O802 because nobody sees it")
    assert codes(text, Levels({"O8": "off"})) == ["O209"]


def test_nothing_is_said_of_a_comment_while_there_are_errors() -> None:
    text = source(above="# orchestra: allow O209 because it is for later\n  go to nowhere")
    assert "O894" not in codes(text)


def test_nothing_is_said_of_comments_while_a_plugin_is_missing() -> None:
    text = source(behind="# orchestra: allow acme/no-log because I say so")
    assert [each.code for each in told(text, codes=None)] == ["O209", "O802"]
    assert [each.code for each in told(text, codes=("acme/no-log",))] == ["O209", "O802", "O894"]


ALLOW = "# orchestra: allow O802 because I say so\n"
MANY: dict[str, tuple[int, Callable[[int], str]]] = {
    "blanks between codes": (4_000, lambda count: f"# orchestra: allow O802{' ' * count}O803"),
    "comments above one thing": (1_000, lambda count: ALLOW * count + "record Case { }"),
    "comments behind blocks": (300, lambda count: f"record Case {{\n  id: text\n}} {ALLOW}" * count),
}


@pytest.mark.parametrize("many", MANY)
def test_twice_as_much_takes_twice_the_time(many: str) -> None:
    count, text = MANY[many]

    def prepare(number: int) -> Callable[[], object]:
        file = SourceFile("main.orch", text(number))
        result = parse(file)
        return lambda: read_allows(file, result.tree, result.comments, ())

    assert growth(prepare, count) < 3
