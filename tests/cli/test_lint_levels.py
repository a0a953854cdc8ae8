"""`orchestra lint` with rules of style, and `[lint]` in `orchestra.toml`."""

import pytest

from tests.cli.project import SOURCE, TOML, Desk

UNLABELLED = SOURCE.replace(' "Desk" {', " {")
WARNING = "handle.orch:19:9: warning O802: The stage `desk` has no label.\n"


@pytest.fixture
def unlabelled(desk: Desk) -> Desk:
    """The project with a stage that has no label."""
    desk.write("handle.orch", UNLABELLED)
    return desk


def test_style_is_told_by_lint_alone(unlabelled: Desk) -> None:
    said = unlabelled.run("lint")
    assert said.code == 1
    assert said.out.startswith(WARNING)
    assert unlabelled.fine("compile", ".").startswith("ORCHESTRATION")


def test_style_is_told_again_from_the_cache(unlabelled: Desk) -> None:
    assert unlabelled.run("lint") == unlabelled.run("lint")


def test_a_level_turns_a_finding_off_or_makes_it_an_error(unlabelled: Desk) -> None:
    unlabelled.write("orchestra.toml", f'{TOML}[lint]\nO8 = "off"\n')
    assert unlabelled.fine("lint") == "No findings.\n"
    unlabelled.write("orchestra.toml", f'{TOML}[lint]\nO802 = "error"\n')
    assert unlabelled.run("lint").out.startswith(WARNING.replace("warning", "error"))


def test_a_warning_of_the_compiler_that_is_made_an_error_keeps_the_sources_from_running(desk: Desk) -> None:
    desk.write("orchestra.toml", TOML.replace('people = "people.toml"\n', ""))
    assert desk.run("compile", ".").code == 0
    desk.write("orchestra.toml", TOML.replace('people = "people.toml"\n', "") + '[lint]\nO608 = "error"\n')
    said = desk.run("compile", ".")
    assert said.code == 1
    assert "error O608" in said.err


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('O301 = "off"', "orchestra.toml:6: O301 is an error: the sources cannot run"),
        ("[lint.O803]\nstep = 3", "orchestra.toml:6: O803 has no setting `step`\n  Did you mean `steps`?\n"),
        ('O803 = { steps = "many" }', "orchestra.toml:6: `steps` of O803 has to be like 12"),
        ('"acme/no-log" = "off"', "orchestra.toml:6: no plugin supplies the rule `acme/no-log`\n"),
        ('O8O2 = "off"', "orchestra.toml:6: there is no finding `O8O2`\n  Did you mean `O802`"),
    ],
)
def test_a_wrong_level_is_named_by_its_line(desk: Desk, lines: str, message: str) -> None:
    desk.write("orchestra.toml", f"{TOML}[lint]\n{lines}\n")
    for _ in range(2):  # nothing of it is kept
        said = desk.run("lint")
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith(f"Error: {message}")


def test_lint_that_is_no_table_is_named(desk: Desk) -> None:
    desk.write("orchestra.toml", f"lint = 3\n{TOML}")
    assert desk.run("lint").err.startswith("Error: orchestra.toml:1: `lint` has to be a table of levels")
