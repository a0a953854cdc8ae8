"""`orchestra starts`."""

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
    assert desk.fine("starts") == ('report will start by "0 * * * *" in Europe/Berlin once `orchestra run` works.\n')
    assert desk.run("starts", "--json").json == {
        "schedules": [],
        "not_in_force": [{"orchestration": "report", "schedule": "0 * * * *", "zone": "Europe/Berlin"}],
        "unstarted": [],
    }


def test_what_is_due_and_what_has_come_of_it(desk: Desk) -> None:
    desk.write("shop.json", '{"id": "1"}')
    desk.fine("record", "put", "Shop", "shop.json")
    desk.run("run", ".", "--until-idle", "--fast-forward", "90m")
    (run, *_) = desk.run("runs", "list", "--json").json["runs"]
    (row,) = desk.run("starts", "--json").json["schedules"]
    assert (row["run"], row["missed"], row["trouble"]) == (run["run"], 0, None)
    heading, line = desk.fine("starts").splitlines()
    assert heading.split() == ["ORCHESTRATION", "SCHEDULE", "ZONE", "NEXT", "LAST", "RUN", "MISSED"]
    assert line.startswith("report")
    assert run["run"] in line
    assert 'started by its schedule "0 * * * *" in Europe/Berlin' in desk.fine("runs", "show", run["run"])


def test_what_keeps_it_from_starting_is_said(desk: Desk) -> None:
    desk.run("run", ".", "--until-idle", "--fast-forward", "90m")
    said = desk.fine("starts")
    assert 'report could not start by "0 * * * *": report: no Shop was found for `shop`' in said


def test_a_project_without_schedules(desk: Desk) -> None:
    desk.run("run", ".", "--until-idle", "--fast-forward", "90m")
    desk.write("handle.orch", 'orchestration report() "Report" { end "Reported" }\n')
    desk.run("run", ".", "--until-idle")
    assert desk.fine("starts") == "There are no schedules.\n"


def test_schedules_in_force_are_shown_whatever_is_wrong_with_the_sources(desk: Desk) -> None:
    desk.run("run", ".", "--until-idle", "--fast-forward", "90m")
    desk.write("handle.orch", "orchestration {")
    assert "report" in desk.fine("starts")


def test_the_setting_for_missed_starts_is_checked(desk: Desk) -> None:
    desk.write("orchestra.toml", 'sources = ["handle.orch"]\nmissed_starts = "all"\n')
    said = desk.run("starts")
    assert said.code == 2
    assert '`missed_starts` has to be "once" or "skip"' in said.err


def test_what_events_and_records_could_not_start_is_kept_with_the_reason(desk: Desk) -> None:
    desk.write(
        "handle.orch",
        """\
record Shop { id: text }
event called { shop: text }
orchestration report(shop: Shop) "Report" {
  start on called as c with { shop: find(Shop, c.shop) }
  start on shop created when 1 / (if shop.id == "1" then 1 else 0) > 0
  end "Reported"
}
""",
    )
    desk.write("shop.json", '{"id": "2"}')
    desk.run("record", "put", "Shop", "shop.json")
    for _ in range(2):
        desk.run("event", "send", "called", "--with", "shop=9")
    said = desk.fine("starts")
    assert "report could not start on the event called, 2 times, the last time at " in said
    assert ": report: no Shop was found for `shop`\n" in said
    assert "report could not start on the record Shop, once, the last time at " in said
    event, record = desk.run("starts", "--json").json["unstarted"]
    assert (event["source"], event["times"], record["source"], record["times"]) == ("event called", 2, "record Shop", 1)
