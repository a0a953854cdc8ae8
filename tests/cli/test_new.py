"""`orchestra new`: a project, and the commands that its README names."""

import re
import shlex

import pytest

from tests.cli.project import Desk


def test_it_says_what_it_has_written_and_how_to_go_on(desk: Desk) -> None:
    said = desk.fine("new", "My requests").splitlines()
    assert said[0] == "Wrote 7 files to My requests:"
    assert "  my_requests.orch" in said
    assert said[said.index("Go on with:") + 1] == "  cd 'My requests'"


def test_programs_get_the_files(desk: Desk) -> None:
    answer = desk.run("new", "requests", "--json").json
    assert answer["folder"] == "requests"
    assert {".gitignore", "README.md", "requests.orch"} <= set(answer["files"])


def test_every_command_of_its_readme_works(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.fine("new", "requests")
    monkeypatch.chdir("requests")
    readme = (desk.folder / "requests" / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    orchestra (.*?)\s+#", readme, re.MULTILINE)
    assert len(commands) == 7
    for command in commands:
        given = ["--with", "approved=yes"] if command.startswith("work complete") else []
        said = desk.run(*shlex.split(command), *given)
        assert said.code == 0, (command, said)
        if command.startswith("work complete"):
            desk.run("run", ".", "--until-idle")
    assert "Approved" in desk.fine("runs", "list")


def test_the_package_of_a_plugin_is_written(desk: Desk) -> None:
    said = desk.fine("new", "--plugin", "orchestra-acme").splitlines()
    assert said[0] == "Wrote 10 files to orchestra-acme:"
    assert "  src/orchestra_acme/flows.py" in said
    assert said[said.index("Go on with:") + 1 :] == [
        "  cd orchestra-acme",
        '  pip install --editable ".[test]"',
        "  pytest",
        "  orchestra lint example",
    ]


def test_a_folder_with_something_in_it_is_left_alone(desk: Desk) -> None:
    said = desk.run("new", ".")
    assert said.code == 2
    assert "the folder is not empty" in said.err


def test_a_name_that_looks_like_an_option_can_be_entered(desk: Desk) -> None:
    assert "\n  cd ./-x\n" in desk.fine("new", "--", "-x")


def test_an_empty_name_is_missing(desk: Desk) -> None:
    said = desk.run("new", "")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[0] == "Error: the name of the project is missing"
    assert desk.run("new", "", "--plugin").err.splitlines()[0] == "Error: the name of the plugin is missing"
