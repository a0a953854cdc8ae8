"""Rules of plugins: how they are supplied, and that one that fails keeps the others from nothing."""

import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest

from orchestra_dsl.diagnostics import Applicability, Edit, Fix, Label, Severity
from orchestra_dsl.lint import Finding, Source, hookspecs, nodes, rule
from orchestra_dsl.lint.builtin import RULES, StyleRules
from orchestra_dsl.lint.levels import Levels
from orchestra_dsl.lint.rule import Rule, own
from orchestra_dsl.lint.run import MOST, Supplied
from orchestra_dsl.plugin import hookimpl
from orchestra_dsl.plugin import hookspecs as plugin_hookspecs
from orchestra_dsl.plugin.extension import ELSEWHERE
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.source import Span
from orchestra_dsl.workspace.extensions import RULES as HOOK
from tests.lint.asking import asked, case, of_text, own_rules

TEXT = 'orchestration handle(_case: text) "Handle" {\n  stage desk { }\n}\n'


@rule("acme/no-stage", title="Stage", why="We have none.", level="error", options={"but": "none"})
def no_stage(source: Source) -> Iterator[Finding]:
    """Report every stage but one."""
    for stage in source.all(nodes.Stage):
        if stage.name.text != source.options["but"]:
            yield Finding(stage, "This is a stage.", "Leave it out.")


def registry(*plugins: object) -> Registry:
    given = [(f"plugin{number}", plugin) for number, plugin in enumerate(plugins)]
    return load_plugins(Project(folder=Path()), installed=False, given=given, extensions=[HOOK])


def supplying(answer: Any) -> object:
    class Plugin:
        @hookimpl
        def orchestra_lint_rules(self) -> Any:
            return answer

    return Plugin()


def made(look: Callable[[Source], Any]) -> Rule:
    return rule("acme/made", title="Made", why="For a test.")(look)


def told(*rules: Rule, levels: Levels | None = None) -> list[tuple[str, str]]:
    supplied = [*own_rules(), *(Supplied(each, "acme.py") for each in rules)]
    _, style = asked("main.orch", of_text(TEXT), supplied, levels)
    return [(each.code, each.message) for each in style]


def test_a_rule_finds_what_our_own_do_not_with_its_own_level_and_title() -> None:
    _, (finding,) = asked("main.orch", of_text(TEXT), [Supplied(no_stage, "acme.py")])
    assert (finding.code, finding.title, finding.severity) == ("acme/no-stage", "Stage", Severity.ERROR)
    assert TEXT[finding.span.start : finding.span.end] == "stage desk { }"


def test_a_rule_has_its_options_and_its_level_from_the_project() -> None:
    assert ("acme/no-stage", "This is a stage.") in told(no_stage)
    assert told(no_stage, levels=Levels(options={"acme/no-stage": {"but": "desk"}})) == told()
    assert told(no_stage, levels=Levels({"acme": "off"})) == told()


class Unspeakable(BaseException):
    def __str__(self) -> str:
        raise SystemExit


def _raising(error: BaseException) -> Callable[[Source], Any]:
    def look(_source: Source) -> Any:
        raise error

    return look


@pytest.mark.parametrize(
    ("look", "what"),
    [
        (lambda source: [source.nothing], "AttributeError: 'Source' object has no attribute 'nothing'"),
        (lambda _source: ["a text"], "TypeError: it answers 'a text', which is no Finding."),
        (lambda _source: None, "TypeError: 'NoneType' object is not iterable."),
        (lambda _source: [Finding(Span(0, 5000, "main.orch"), "x")], "ValueError: it answers Span("),
        (lambda _source: [Finding(Span(0, 1, "other.orch"), "x")], "ValueError: it answers Span("),
        (lambda source: (Finding(source.tree, str(each)) for each in count()), "ValueError: it has more than 10,000"),
        (lambda _source: sys.exit(3), "SystemExit: 3"),
        (_raising(BaseException("no")), "BaseException: no"),
        (_raising(GeneratorExit()), "GeneratorExit"),
        (_raising(ValueError("\ud800")), "ValueError: ?"),
        (_raising(Unspeakable()), "Unspeakable"),
    ],
)
def test_a_rule_that_fails_is_named_and_the_others_go_on(look: Callable[[Source], Any], what: str) -> None:
    found = told(made(look), no_stage)
    (message,) = (message for code, message in found if code == "O704")
    assert message.startswith(f"The plugin acme.py: its rule acme/made failed here: {what}")
    assert {code for code, _ in found} == {"O704", "O802", "acme/no-stage"}


def test_our_own_rule_that_finds_too_much_stops() -> None:
    def look(source: Source) -> Iterator[Finding]:
        return (Finding(source.tree, str(each)) for each in count())

    _, style = asked("main.orch", of_text(TEXT), [Supplied(own("O808")(look), "style")])
    assert len(style) == MOST
    assert {each.code for each in style} == {"O808"}


def test_our_own_rule_that_fails_is_no_plugin_of_the_user() -> None:
    def look(_source: Source) -> list[Finding]:
        raise KeyError("x")

    _, (finding,) = asked("main.orch", of_text(TEXT), [Supplied(own("O808")(look), "style")])
    assert finding.message.startswith("Orchestra: its rule O808 failed here: KeyError: 'x' (test_guests.py, line")
    assert (finding.hint or "").startswith("This is a bug: please report it")


def test_the_line_of_the_rule_is_named() -> None:
    def look(_source: Source) -> list[Finding]:
        return [Finding(Span(0, int("x"), "main.orch"), "x")]

    (message,) = (message for code, message in told(made(look)) if code == "O704")
    assert f"(test_guests.py, line {look.__code__.co_firstlineno + 1})" in message


def test_an_error_without_a_text_is_named_by_its_class() -> None:
    class Odd(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def look(_source: Source) -> list[Finding]:
        raise Odd

    (message,) = (message for code, message in told(made(look)) if code == "O704")
    assert "its rule acme/made failed here: Odd (test_guests.py, line" in message


def at(start: int, end: int, file: str = "main.orch") -> Span:
    return Span(start, end, file)


def fixing(*edits: Any, message: Any = "Write it", applicability: Any = Applicability.SAFE) -> dict[str, Any]:
    return {"fix": Fix(message, edits, applicability)}


@pytest.mark.parametrize(
    ("message", "more", "what"),
    [
        (None, {}, "TypeError: it answers None, which is no str"),
        (5, {}, "TypeError: it answers 5, which is no str"),
        ("\ud800", {}, "UnicodeEncodeError: "),
        ("x", {"hint": 5}, "TypeError: it answers 5, which is no str"),
        ("x", {"labels": ["y"]}, "TypeError: it answers 'y', which is no Label"),
        ("x", {"labels": [Label(at(0, 1), cast("Any", None))]}, "TypeError: it answers None, which is no str"),
        ("x", {"labels": [Label(at(0, 5000), "y")]}, "ValueError: it answers Span("),
        ("x", {"labels": [Label(at(5000, 5001), "y")]}, "ValueError: it answers Span("),
        ("x", {"labels": [Label(at(0, 1, "elsewhere.orch"), "y")]}, "ValueError: it answers Span("),
        ("x", {"labels": [Label(at(0, cast("Any", 1.5)), "y")]}, "TypeError: it answers 1.5, which is no int"),
        ("x", {"fix": "y"}, "TypeError: it answers 'y', which is no Fix"),
        ("x", fixing("y"), "TypeError: it answers 'y', which is no Edit"),
        ("x", fixing(message=None), "TypeError: it answers None, which is no str"),
        ("x", fixing(applicability="safe"), "TypeError: it answers 'safe', which is no Applicability"),
        ("x", fixing(Edit(at(0, 1), cast("Any", 5))), "TypeError: it answers 5, which is no str"),
        ("x", fixing(Edit(at(0, 1, "elsewhere.orch"), "")), "ValueError: it answers Span("),
        ("x", fixing(Edit(at(0, 3), ""), Edit(at(2, 4), "")), "ValueError: it answers a fix whose edits at Span("),
        ("x", fixing(Edit(at(2, 2), "a"), Edit(at(0, 3), "")), "ValueError: it answers a fix whose edits at Span("),
    ],
)
def test_a_finding_that_cannot_be_shown_or_mended_is_a_failure(message: Any, more: Any, what: str) -> None:
    found = told(made(lambda source: [Finding(source.tree, message, **more)]), no_stage)
    (failure,) = (message for code, message in found if code == "O704")
    assert failure.startswith(f"The plugin acme.py: its rule acme/made failed here: {what}")
    assert {code for code, _ in found} == {"O704", "O802", "acme/no-stage"}


def test_labels_may_stand_in_other_sources_and_edits_may_touch() -> None:
    text = f'import "shapes_part.orch"\n{TEXT}'
    finding = Finding(
        at(0, 1),
        "x",
        **fixing(Edit(at(0, 3), "a"), Edit(at(3, 3), "b"), Edit(at(3, 4), "")),
        labels=[Label(at(0, len(case("shapes_part.orch").text), "shapes_part.orch"), "y")],
    )
    rule = made(lambda source: [finding] if source.name == "main.orch" else [])
    _, (told_,) = asked("main.orch", of_text(text), [Supplied(rule, "acme.py")])
    assert (told_.labels, told_.fix) == (finding.labels, finding.fix)


@pytest.mark.parametrize("code", ["O801", "no-prefix", "Acme/x", "acme/", "acme/no_stage", "acme/no stage", ""])
def test_a_code_has_a_prefix_of_its_own(code: str) -> None:
    with pytest.raises(ValueError, match="is no code of a rule; write it like acme/no-night-shift"):
        rule(code, title="x", why="x")


def test_a_level_is_warning_or_error() -> None:
    with pytest.raises(ValueError, match="the level 'of' of acme/x has to be warning or error"):
        rule("acme/x", title="x", why="x", level="of")


# --- supplying ----------------------------------------------------------------------------------------------------


def test_a_rule_in_a_module_is_found_by_itself() -> None:
    class Plugin:
        def __init__(self) -> None:
            self.anything = no_stage

    found = registry(Plugin())
    assert [(each.kind, each.name, each.load()) for each in found.extras] == [("rule", "acme/no-stage", no_stage)]
    assert ("rule", "acme/no-stage") in found.plugins[-1].supplies


@pytest.mark.parametrize(
    "answer",
    [[no_stage], {"acme/no-stage": no_stage}, {"acme/no-stage": "tests.lint.test_guests:no_stage"}],
)
def test_a_rule_is_supplied_by_the_hook(answer: Any) -> None:
    found = registry(supplying(answer))
    assert found.problems == ()
    (extra,) = found.extras
    assert (extra.name, extra.load().about) == ("acme/no-stage", no_stage.about)


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (3, "its hook orchestra_lint_rules answers 3"),
        (["a text"], "its hook orchestra_lint_rules answers 'a text', which is no rule"),
        ({"acme/x": "no target"}, "its hook orchestra_lint_rules answers 'no target', which is no rule"),
    ],
)
def test_an_answer_of_another_form_is_reported(answer: Any, what: str) -> None:
    found = registry(supplying(answer), supplying([no_stage]))
    assert [(each.plugin, each.what) for each in found.problems] == [("plugin0", what)]
    assert [each.name for each in found.extras] == ["acme/no-stage"]


def test_a_code_that_two_plugins_supply_is_nobodys() -> None:
    other = rule("acme/no-stage", title="x", why="x")(lambda _source: [])
    found = registry(supplying([no_stage]), supplying([other]))
    assert [each.what for each in found.problems] == [
        "the rule acme/no-stage is supplied by plugin0 and by plugin1",
    ]
    assert found.extras == ()


def test_our_own_rules_come_through_the_same_hook() -> None:
    found = registry(StyleRules())
    assert [each.name for each in found.extras] == list(RULES)
    assert all(each.load().code == each.name for each in found.extras)


def test_the_hook_is_marked_as_those_of_plugins_and_known_to_them() -> None:
    assert hookspecs.PROJECT_NAME == plugin_hookspecs.PROJECT_NAME
    assert HOOK.hook in ELSEWHERE
    without = load_plugins(Project(folder=Path()), installed=False, given=[("acme", supplying([no_stage]))])
    assert without.problems == ()
