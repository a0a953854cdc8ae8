"""`orchestra plugins`."""

import sys

import attrs
import pytest

from orchestra_dsl.plugin.problems import PluginProblem
from orchestra_dsl.workspace.plugin_findings import plugin_findings
from orchestra_dsl.workspace.settings import Settings
from tests.cli.project import FLOWS, TOML, Desk, process
from tests.patience import PATIENCE


def test_plugins_are_listed_with_what_they_supply(desk: Desk) -> None:
    out = desk.fine("plugins")
    assert out == desk.fine("plugins", "list")
    assert out.startswith("channels (built-in)\n  channel    console\n  channel    memory\n")
    assert out.endswith("flows.py (local)\n  flow       classify\n")


def test_the_options_of_the_list_are_taken_without_its_name(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    out = desk.fine("plugins")
    monkeypatch.chdir(desk.folder.parent)
    assert desk.fine("plugins", "-p", "desk") == out
    assert desk.run("plugins", "-p", "desk", "--json").json["plugins"][-1]["name"] == "flows.py"
    said = desk.run("plugins", "-p", "desk", "describe")
    assert (said.code, said.out) == (2, "")
    assert "Write the options behind the whole command: orchestra plugins describe …" in said.err
    monkeypatch.setenv("ORCHESTRA_PROJECT", "desk")
    assert desk.fine("plugins") == out
    assert "flow classify" in desk.fine("plugins", "describe", "flows.py")


def test_plugins_are_listed_for_programs(desk: Desk) -> None:
    said = desk.run("plugins", "list", "--json").json
    assert said["problems"] == []
    assert said["plugins"][-1] == {
        "name": "flows.py",
        "origin": "local",
        "version": None,
        "supplies": [{"kind": "flow", "name": "classify"}],
    }


def test_what_is_wrong_with_a_plugin_is_said_and_the_others_are_listed(desk: Desk) -> None:
    desk.write("second.py", FLOWS)
    desk.write("orchestra.toml", 'plugins = ["flows.py", "second.py"]\n')
    said = desk.run("plugins")
    assert said.code == 1
    assert "flows.py (local)\n" in said.out
    assert "the flow classify is supplied by flows.py and by second.py" in said.err
    (problem,) = desk.run("plugins", "list", "--json").json["problems"]
    assert problem["plugin"] == "second.py"


@pytest.mark.parametrize(
    "command",
    [
        ["lint", "--json"],
        ["lint", "--format", "sarif"],
        ["compile", ".", "-o", "-"],
        ["plugins", "list", "--json"],
        ["plugins", "describe", "--json"],
        ["record", "put", "Case", "case.json", "--json"],
    ],
)
def test_what_plugins_print_is_no_part_of_an_answer(desk: Desk, command: list[str]) -> None:
    desk.write("flows.py", 'print("imported")\n' + FLOWS)
    said = desk.run(*command)
    assert said.json
    assert "imported" in said.err


def test_what_flows_print_is_no_part_of_an_answer(desk: Desk) -> None:
    desk.put("1")
    desk.write(
        "flows.py",
        FLOWS.replace("import time\n", "import time\n\nprint('imported')\n", 1).replace(
            "    return ", "    print('called')\n    return "
        ),
    )
    said = desk.run("run", ".", "handle", "--with", "case=1", "--until-idle", "--json")
    assert [line["run"] for line in said.lines]
    assert "called" in said.err
    assert "imported" in said.err
    assert desk.fine("record", "list", "Case").startswith("ID"), "standard output is as it was"


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_no_secret_is_printed_by_a_flow(desk: Desk, monkeypatch: pytest.MonkeyPatch, more: list[str]) -> None:
    monkeypatch.setenv("DESK_KEY", "shazam 4711")
    desk.put("1")
    desk.write("orchestra.toml", f'{TOML}[settings.flows]\nkey = {{ env = "DESK_KEY" }}\n')
    prints = (
        "    import sys\n"
        "    print('with', context.settings['key'], flush=True)\n"
        "    sys.stderr.write('shazam 4711!\\n')\n"
    )
    desk.write("flows.py", FLOWS.replace("    with (context", f"{prints}    with (context", 1))
    said = desk.run("run", ".", "handle", "--with", "case=1", "--until-idle", *more)
    assert said.code == 0, said
    assert "with ***\n" in (said.err if more else said.out)
    assert "***!\n" in said.err
    assert "shazam" not in said.out + said.err


PRINTING = """

from orchestra_dsl.plugin import View, hookimpl, screen

class Asked(TypedDict):
    resolution: str
    refund: "Decimal | None"

@screen("fix_case", asks=Asked)
def fix_case(case: Case, context: Context) -> View:
    print("with", context.settings["key"])
    return View("What the case is about")

@hookimpl
def orchestra_policies(project):
    print("found", project.settings_of("flows")["key"], end=" ")
    return []
"""


def test_no_secret_is_printed_by_a_screen_or_while_plugins_are_looked_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.start()
    monkeypatch.setenv("DESK_KEY", "plover 4713")
    desk.write("orchestra.toml", f'{TOML}[settings.flows]\nkey = {{ env = "DESK_KEY" }}\n')
    desk.write("flows.py", f"from decimal import Decimal\n{FLOWS}{PRINTING}")
    streams = sys.stdout, sys.stderr
    for command, prints in (
        (("work", "show", "1"), "found *** with ***\n"),
        (("work", "show", "1", "--json"), "found *** with ***\n"),
        (("plugins", "list"), "found *** "),
    ):
        said = desk.run(*command)
        assert said.code == 0, said
        assert prints in (said.err if "--json" in command else said.out)
        assert "plover" not in said.out + said.err
        assert (sys.stdout, sys.stderr) == streams
    checked = process("plugins", "check")  # which has each plugin looked at by a process that prints
    out, err = checked.communicate(timeout=PATIENCE)
    assert checked.returncode == 0, err
    assert "found *** " in err
    assert "plover" not in out + err


def test_what_plugins_supply_is_printed_as_a_source_that_compiles(desk: Desk) -> None:
    desk.write("flows.py", 'print("imported")\n' + FLOWS)
    said = desk.run("plugins", "describe", "flows.py")
    assert (said.code, said.err) == (0, "imported\n")
    assert said.out.endswith('# Plugin flows.py\n\nflow classify(case: Case) -> { severity: "S1" | "S2" }\n')
    desk.write("handle.orch", said.out)
    assert desk.run("lint").code == 0
    assert desk.run("fmt", "--check", "handle.orch").code == 0
    assert desk.run("plugins", "describe", "classify", "--json").json == {"source": said.out, "problems": []}


def test_what_cannot_be_described_is_said(desk: Desk) -> None:
    said = desk.run("plugins", "describe", "clasify")
    assert said.code == 2
    assert said.err.endswith("Did you mean `classify`?\n")
    desk.write("flows.py", FLOWS + "\n@flow('bad')\ndef bad(amount: float) -> None: ...\n")
    said = desk.run("plugins", "describe", "flows.py", "crm.pay_refund")
    assert said.code == 1
    assert said.err.startswith("Error: flows.py, line ")
    assert "the plugin flows.py: flow bad: parameter amount: the annotation float stands for no type" in said.err
    assert "flow classify(case: Case)" in said.out
    assert "flow crm.pay_refund(reservation: text) -> { receipt: text }" in said.out


def test_that_a_plugin_supplies_nothing_here_is_said(desk: Desk) -> None:
    desk.write("flows.py", "")
    assert desk.fine("plugins").endswith("flows.py (local)\n  nothing in this project\n")


def test_directories_of_people_are_listed_by_where_they_come_from(desk: Desk) -> None:
    assert f"people (built-in)\n  directory  {desk.folder / 'people.toml'}\n" in desk.fine("plugins")
    desk.write("orchestra.toml", '[settings.directory]\nfile = "people.toml"\n')
    said = desk.run("plugins", "list", "--json").json
    (listed,) = (each for each in said["plugins"] if each["name"] == "directory")
    assert listed["supplies"] == [{"kind": "directory", "name": str(desk.folder / "people.toml")}]
    assert "supplies nothing that has a name" in desk.fine("plugins", "describe", "directory")
    assert desk.run("plugins", "describe", str(desk.folder / "people.toml")).code == 2


def test_a_flow_whose_annotations_are_wrong_is_not_also_said_to_be_missing(desk: Desk) -> None:
    desk.write("flows.py", FLOWS.replace("-> Classified:", "-> dict:"))
    (finding,) = desk.run("lint", "--json").json["findings"]
    assert (finding["code"], "flow classify: its result is dict, which" in finding["message"]) == ("O704", True)


def test_a_flow_that_nobody_supplies_is_said_to_be_written_below_its_decorator(desk: Desk) -> None:
    desk.write("handle.orch", "flow unlike_all(text: text)\n")
    findings = desk.run("lint", "--json").json["findings"]
    (hint,) = [each["hint"] for each in findings if each["code"] == "O701"]
    assert hint.startswith('Write it below `@flow("unlike_all")` in a file that `plugins` in orchestra.toml names, or')


def test_what_is_wrong_with_a_plugin_is_not_said_of_a_file_of_its_name(desk: Desk) -> None:
    settings = Settings(
        folder=desk.folder, file=desk.folder / "orchestra.toml", text=TOML, store=desk.folder / "store.db"
    )
    for text, line in ((f"{TOML}\n[record_sources]\nhandle = false\n", 7), (TOML, 1)):
        findings = plugin_findings(attrs.evolve(settings, text=text), [PluginProblem("handle", "it is broken")])
        (finding,) = findings.diagnostics
        assert text[: finding.span.start].count("\n") + 1 == line
