"""The table `[lint]`: levels by code and group, and what it may not say."""

from typing import Any

import pytest

from orchestra_dsl.diagnostics import CODES, Code, Severity
from orchestra_dsl.lint.levels import Levels, WrongLevel, read_levels
from tests.lint.asking import asked, of_text

GUEST = Code(code="acme/no-log", title="Log line", why="It is lost.")
UNLABELLED = 'orchestration handle(_case: text) "Handle" {\n  stage desk { }\n}\n'


@pytest.mark.parametrize(
    ("table", "code", "severity"),
    [
        ({}, "O802", Severity.WARNING),
        ({"O802": "off"}, "O802", None),
        ({"O8": "off"}, "O802", None),
        ({"O8": "off", "O802": "error"}, "O802", Severity.ERROR),
        ({"O8": "error", "O802": "off"}, "O802", None),
        ({"O803": {"level": "error", "steps": 3}}, "O803", Severity.ERROR),
        ({"O803": {"steps": 3}, "O8": "off"}, "O803", None),
        ({"O209": "error"}, "O209", Severity.ERROR),
        ({"O301": "error"}, "O301", Severity.ERROR),
        ({"O2": "error"}, "O209", Severity.ERROR),
    ],
)
def test_a_code_goes_before_its_group(table: dict[str, Any], code: str, severity: Severity | None) -> None:
    levels = read_levels(table)
    assert levels.severity(CODES[code]) == severity
    assert levels.is_off(code) == (severity is None)


@pytest.mark.parametrize(
    ("table", "severity"),
    [
        ({"acme/no-log": "off"}, None),
        ({"acme": "error"}, Severity.ERROR),
        ({"acme": "error", "acme/no-log": "warning"}, Severity.WARNING),
        ({"other": "off"}, GUEST.severity),
    ],
)
def test_a_plugins_rules_have_levels_by_code_and_prefix(table: dict[str, Any], severity: Severity | None) -> None:
    assert read_levels(table).severity(GUEST) == severity


@pytest.mark.parametrize(
    ("table", "what", "hint"),
    [
        ({"O301": "off"}, "O301 is an error: the sources cannot run, so it cannot be turned off or", "Leave O301 out"),
        ({"O301": "warning"}, "O301 is an error", "Leave O301 out of [lint]."),
        ({"O301": {"level": "off"}}, "O301 is an error", "Leave O301 out of [lint]."),
        ({"O2": "off"}, "O2 has errors, which cannot be turned off", "Its warnings are O209, O215: name those."),
        ({"O7": "warning"}, "O7 has errors", "All of its findings are errors."),
        ({"O802": "of"}, "the level of O802 has to be one of off, error, warning", "Did you mean `off`?"),
        ({"O802": False}, "the level of O802 has to be one of", 'Write O802 = "off".'),
        ({"O820": "off"}, "there is no finding `O820`", "Did you mean `O802`"),
        ({"o802": "off"}, "there is no finding `o802`", "Did you mean `O802`?"),
        ({"o8": "off"}, "there is no finding `o8`", "Did you mean `O8`"),
        ({"Acme/x": "off"}, "there is no finding `Acme/x`", "Write a code such as O802, a group such as O8"),
        ({"O8": {"steps": 3}}, "O8 is a group, and a group has only a level", 'Write O8 = "off".'),
    ],
)
def test_what_the_table_may_not_say_is_said(table: dict[str, Any], what: str, hint: str) -> None:
    with pytest.raises(WrongLevel) as error:
        read_levels(table)
    assert str(error.value).startswith(what)
    assert error.value.hint is not None
    assert error.value.hint.startswith(hint)


@pytest.mark.parametrize(("level", "found"), [("off", []), ("error", [("O802", Severity.ERROR)])])
def test_a_rule_is_asked_at_its_level(level: str, found: list[tuple[str, Severity]]) -> None:
    _, style = asked("main.orch", of_text(UNLABELLED), levels=Levels({"O802": level}))
    assert [(each.code, each.severity) for each in style] == found
