"""Wrong sources, plugins and values end in one clear message that says what, where and what to do, and harm nothing."""

import pytest

from tests.cli.project import FLOWS, SOURCE, STORE, Desk, refuse


def test_a_syntax_error_keeps_a_run_from_starting(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("interactive fix = ", "interactive = "))
    message = refuse(desk, "run", ".", "quick", "--with", "fails=no", code=1)
    assert message.startswith("handle.orch:22:17: error O101: ")
    assert message.endswith("Found 1 error.\nTo read more: orchestra explain O101\n")
    assert not (desk.folder / STORE).exists()


def test_a_flow_that_is_not_declared_is_a_finding(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("= classify(case)", "= clasify(case)"))
    message = refuse(desk, "compile", ".", code=1)
    assert "error O203" in message
    assert "Did you mean `classify`?" in message


def test_a_flow_that_no_plugin_supplies_is_a_finding(desk: Desk) -> None:
    desk.write("flows.py", FLOWS.replace('@flow("classify")', '@flow("classified")'))
    said = desk.run("lint")
    assert said.code == 1
    assert said.out.startswith("handle.orch:9:6: error O701: ")


def test_a_plugin_with_another_signature_is_a_finding(desk: Desk) -> None:
    desk.write("flows.py", FLOWS.replace("case: Case, context", "case: str, context"))
    said = desk.run("lint")
    assert said.code == 1
    assert said.out.startswith("handle.orch:9:")
    assert "error O703" in said.out


def test_a_plugin_that_cannot_be_imported_is_a_finding(desk: Desk) -> None:
    desk.write("flows.py", FLOWS.replace("import pathlib", "import pathlibb"))
    said = desk.run("lint")
    assert said.code == 1
    assert (
        "orchestra.toml:2:12: error O704: The plugin flows.py: it cannot be imported: ModuleNotFoundError: " in said.out
    )
    assert "(flows.py, line 1)" in said.out
    assert refuse(desk, "plugins", code=1) == (
        "Error: flows.py, line 1: the plugin flows.py: it cannot be imported: "
        "ModuleNotFoundError: No module named 'pathlibb'\n"
        "  Install the package that has pathlibb, in the environment that runs Orchestra.\n"
    )


def test_a_mended_plugin_is_seen_at_once(desk: Desk) -> None:
    desk.write("flows.py", FLOWS.replace("import pathlib", "import pathlibb"))
    assert desk.run("lint").code == 1
    desk.write("flows.py", FLOWS)
    assert desk.fine("lint") == "No findings.\n"
    desk.write("flows.py", FLOWS.replace("case: Case, context", "case: str, context"))
    assert desk.run("lint").code == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('plugin = ["flows.py"]', "orchestra.toml:1: unknown key `plugin`\n  Did you mean `plugins`?\n"),
        ("sources = 3", "orchestra.toml:1: `sources` has to be a list of texts\n"),
        ('sources = ["nothing.orch"]', "orchestra.toml: there is no source nothing.orch\n"),
        ("=", "orchestra.toml: this is not valid TOML: "),
    ],
)
def test_a_wrong_configuration_is_named_by_its_key(desk: Desk, text: str, message: str) -> None:
    desk.write("orchestra.toml", text)
    assert refuse(desk, "lint", code=2).startswith(f"Error: {message}")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("desk.fix", "desk.fx"),
            "answers.toml: answer 1: there is no interactive step `desk.fx`\n  Did you mean `desk.fix`?",
        ),
        (("resolution =", "resolutio ="), "answers.toml: answer 1: this does not fit the screen fix_case: resolutio: "),
        (("[[answer]]", "[[answers]]"), "answers.toml: unknown key `answers`\n  Did you mean `answer`?"),
        (("as =", "who ="), "answers.toml: answer 1: unknown key `who`\n  Write [[answer]] with"),
        (('"ann"', '"ann'), "answers.toml: this is not valid TOML: "),
    ],
)
def test_answers_that_fit_no_step_are_refused_before_anything_runs(
    desk: Desk, change: tuple[str, str], message: str
) -> None:
    desk.write("answers.toml", (desk.folder / "answers.toml").read_text(encoding="utf-8").replace(*change))
    desk.put()
    said = refuse(desk, "run", ".", "handle", "--with", "case=1", "--answers", "answers.toml", code=2)
    assert said.startswith(f"Error: {message}")
    assert desk.fine("runs", "list") == "There are no runs.\n"


def test_an_answer_of_somebody_who_may_not_is_refused_and_the_run_goes_on_later(desk: Desk) -> None:
    answers = (desk.folder / "answers.toml").read_text(encoding="utf-8")
    desk.write("answers.toml", answers.replace('"ann"', '"zoe"'))
    desk.put()
    command = ["run", ".", "handle", "--with", "case=1", "--answers", "answers.toml"]
    assert refuse(desk, *command, code=2) == (
        "Error: the answer to desk.fix is refused: zoe may not: this work item is for Agents\n"
        "  Change the answers file; the run is stored, and goes on from here.\n"
    )
    desk.write("answers.toml", answers)
    assert "ended: Fixed" in desk.fine(*command)
