"""`orchestra test`."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from orchestra_dsl.cli.played import junit
from orchestra_dsl.runtime.calendars.days import days_of
from orchestra_dsl.workspace.playing import play_paths
from tests.cli.project import SOURCE, TOML, Desk
from tests.cli.test_cost import loaded_by

GOOD = """
scenario "it is fixed" of handle {
  given case = { id: "1", status: "Working", owner: user("zoe"), amount: 10 }
  given members of "Agents" are "ann"
  given classify returns { severity: "S1" }
  start
  "ann" completes desk.fix with { resolution: "Restarted" }
  expect ended "Fixed"
}
"""
BAD = """
scenario "it fails" of quick {
  given fails = true
  start
  expect finished
}
"""
SECONDS = re.compile(r"\([0-9]+ ms\)|in [0-9.]+ s")

SHOWN = """\
ok      handle: it is fixed (…)
failed  quick: it fails (…)
  handle.orch:49:3:
     |
  49 |   expect finished
     |   ^^^^^^^^^^^^^^^
     = expected: finished
     = found: the run has failed "It was asked to fail"

  Without people, run1:
      Mon 2026-01-05 09:00:00  Without people: started by administrator
      Mon 2026-01-05 09:00:00  Decision how: badly
      Mon 2026-01-05 09:00:00  Without people: failed: It was asked to fail
    > Mon 2026-01-05 09:00:00  line 49: expect finished

2 scenarios: 1 ok, 1 failed, …
"""


@pytest.fixture
def tested(desk: Desk) -> Desk:
    """The project with a scenario that holds, and one that does not."""
    desk.write("handle.orch", SOURCE + GOOD + BAD)
    return desk


def test_scenarios_are_shown_and_a_failure_with_all_that_is_known(tested: Desk) -> None:
    said = tested.run("test")
    assert (said.code, said.err) == (1, "")
    assert SECONDS.sub(lambda found: "(…)" if found[0].startswith("(") else "…", said.out).replace("….", "…") == SHOWN


def test_scenarios_are_chosen_by_a_text_in_their_names(tested: Desk) -> None:
    said = tested.fine("test", "--scenario", "FIXED")
    assert "1 scenario: 1 ok, 0 failed" in said
    said_of_none = tested.run("test", "handle.orch", "--scenario", "nothing like it")
    assert said_of_none.code == 2
    assert said_of_none.err == 'Error: handle.orch: there is no scenario with "nothing like it" in its name\n'


def test_a_project_without_scenarios_says_how_one_is_written(desk: Desk) -> None:
    said = desk.run("test")
    assert said.code == 2
    assert "there is no scenario" in said.err
    assert "Write one" in said.err


def test_json_has_all_that_is_known(tested: Desk) -> None:
    said = tested.run("test", "--json")
    assert said.code == 1
    report = said.json
    assert (report["passed"], report["failed"]) == (1, 1)
    good, bad = report["scenarios"]
    assert (good["name"], good["passed"], good["failure"], good["line"]) == ("it is fixed", True, None, 37)
    assert bad["failure"]["found"] == 'the run has failed "It was asked to fail"'
    assert (bad["file"], bad["failure"]["line"], bad["failure"]["text"]) == ("handle.orch", 49, "expect finished")
    assert [line["text"] for line in bad["failure"]["runs"][0]["timeline"]] == [
        "started by administrator",
        "badly",
        "failed: It was asked to fail",
    ]


def test_a_report_for_ci_is_written_as_junit_xml(tested: Desk) -> None:
    said = tested.run("test", "--junit", "report.xml")
    assert said.code == 1
    root = ET.parse(tested.folder / "report.xml").getroot()  # noqa: S314 - it was written just now
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "2", "1")
    (suite,) = root
    assert (suite.tag, suite.get("name"), suite.get("errors")) == ("testsuite", "handle.orch", "0")
    good, bad = suite
    assert (good.get("classname"), good.get("name"), list(good)) == ("handle", "it is fixed", [])
    assert float(good.get("time", "")) > 0
    (failure,) = bad
    assert failure.get("message") == 'expected: finished; found: the run has failed "It was asked to fail"'
    assert failure.text is not None
    assert "handle.orch:49:3:" in failure.text


def test_a_report_holds_nothing_that_xml_cannot() -> None:
    assert junit._text("a\x01\ud800b\n") == "a\ufffd\ufffdb\n"


def test_a_report_that_cannot_be_written_is_an_error(tested: Desk) -> None:
    said = tested.run("test", "--junit", "none/report.xml")
    assert said.code == 2
    assert said.err.startswith("Error: none/report.xml: cannot be written")


def test_what_a_scenario_names_and_is_not_there_is_found_before_anything_is_played(tested: Desk) -> None:
    tested.write("handle.orch", SOURCE + GOOD.replace("desk.fix", "desk.fux"))
    said = tested.run("test")
    assert (said.code, said.out) == (1, "")
    assert "error O202: `handle` has no element `desk.fux`." in said.err


def test_no_plugin_is_asked_for(tested: Desk) -> None:
    (tested.folder / "flows.py").unlink()
    assert tested.fine("test", "--scenario", "fixed")
    tested.write("flows.py", "raise RuntimeError")
    assert tested.fine("test", "--scenario", "fixed")


def test_a_source_that_imports_is_tested_without_the_scenarios_of_what_it_imports(tested: Desk) -> None:
    tested.write("more.orch", 'import "handle.orch"\n' + GOOD.replace("it is fixed", "from another file"))
    tested.write("orchestra.toml", TOML.replace('["handle.orch"]', '["*.orch"]'))
    assert [each["name"] for each in json.loads(tested.fine("test", "more.orch", "--json"))["scenarios"]] == [
        "from another file"
    ]
    whole = tested.run("test", "--json").json
    assert sorted(each["name"] for each in whole["scenarios"]) == ["from another file", "it fails", "it is fixed"]


def test_what_was_tested_before_needs_neither_compiler_nor_plugins(tested: Desk) -> None:
    command = ["test", "--scenario", "fixed"]
    assert "orchestra_dsl.compile.pipeline" in loaded_by(*command)
    unwanted = {"lark", "pluggy", "rich", "orchestra_dsl.compile.pipeline", "orchestra_dsl.plugin.manager"}
    assert not unwanted & loaded_by(*command)
    assert Path(tested.folder / "handle.orch").exists()


def test_holidays_are_loaded_before_the_first_scenario_and_count_as_no_scenarios_time(desk: Desk) -> None:
    calendar = 'calendar office { zone "Europe/Berlin" open mon to fri 09:00 to 17:00 holidays "DE-BE" }\n'
    source = SOURCE.replace('"Without people" {', '"Without people" {\n  use calendar office', 1)
    desk.write("handle.orch", f"{calendar}{source}{BAD}")
    days_of.cache_clear()
    played = play_paths([desk.folder])
    assert days_of.cache_info().currsize == 1
    assert [each.result.failure is None for each in played] == [False]
