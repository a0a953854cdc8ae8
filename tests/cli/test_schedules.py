"""`orchestra schedules`."""

import pytest

from tests.cli.project import Desk

SOURCE = """\
record Shop { id: text }

orchestration report(shop: Shop) "Report" {
  start every "0 * * * *" in "Europe/Berlin" with { shop: find(Shop, "1") }
  end "Reported"
}
"""


@pytest.fixture(autouse=True)
def is_scheduled(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE)
    desk.write("orchestra.toml", 'sources = ["handle.orch"]\n')


def test_before_a_worker_works_they_are_said_to_be_not_in_force(desk: Desk) -> None:
    desk.write("shop.json", '{"id": "1"}')
    desk.fine("record", "put", "Shop", "shop.json")
    assert desk.fine("schedules") == ('report will start by "0 * * * *" in Europe/Berlin once `orchestra run` works.\n')
    assert desk.run("schedules", "--json").json == {
        "schedules": [],
        "not_in_force": [{"orchestration": "report", "schedule": "0 * * * *", "zone": "Europe/Berlin"}],
    }


def test_what_is_due_and_what_has_come_of_it(desk: Desk) -> None:
    desk.write("shop.json", '{"id": "1"}')
    desk.fine("record", "put", "Shop", "shop.json")
    desk.run("run", ".", "--until-idle", "--fast-forward", "90m")
    (run, *_) = desk.run("runs", "list", "--json").json["runs"]
    (row,) = desk.run("schedules", "--json").json["schedules"]
    assert (row["run"], row["missed"], row["trouble"]) == (run["run"], 0, None)
    heading, line = desk.fine("schedules").splitlines()
    assert heading.split() == ["ORCHESTRATION", "SCHEDULE", "ZONE", "NEXT", "LAST", "RUN", "MISSED"]
    assert line.startswith("report")
    assert run["run"] in line
    assert 'started by its schedule "0 * * * *" in Europe/Berlin' in desk.fine("runs", "show", run["run"])


def test_what_keeps_it_from_starting_is_said(desk: Desk) -> None:
    desk.run("run", ".", "--until-idle", "--fast-forward", "90m")
    said = desk.fine("schedules")
    assert 'report could not start by "0 * * * *": report: no Shop was found for `shop`' in said


def test_a_project_without_schedules(desk: Desk) -> None:
    desk.run("run", ".", "--until-idle", "--fast-forward", "90m")
    desk.write("handle.orch", 'orchestration report() "Report" { end "Reported" }\n')
    desk.run("run", ".", "--until-idle")
    assert desk.fine("schedules") == "There are no schedules.\n"


def test_schedules_in_force_are_shown_whatever_is_wrong_with_the_sources(desk: Desk) -> None:
    desk.run("run", ".", "--until-idle", "--fast-forward", "90m")
    desk.write("handle.orch", "orchestration {")
    assert "report" in desk.fine("schedules")


def test_the_setting_for_missed_starts_is_checked(desk: Desk) -> None:
    desk.write("orchestra.toml", 'sources = ["handle.orch"]\nmissed_starts = "all"\n')
    said = desk.run("schedules")
    assert said.code == 2
    assert '`missed_starts` has to be "once" or "skip"' in said.err
