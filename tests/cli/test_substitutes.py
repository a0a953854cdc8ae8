"""Substitutes in the file of people, and what the commands say of both names."""

from tests.cli.project import PEOPLE, Desk

AWAY = """
[[absences]]
user = "ann"
from = 2001-01-01
until = 2999-12-31
substitute = "zoe"
"""


def test_a_substitute_does_the_work(desk: Desk) -> None:
    desk.write("people.toml", PEOPLE + AWAY)
    run = desk.start()
    assert "open for Agents" in desk.fine("work", "list", "--as", "zoe")
    desk.fine("work", "claim", "1", "--as", "zoe")
    assert "claimed by zoe for ann" in desk.fine("work", "list", "--as", "zoe")
    desk.fine("work", "complete", "1", "--as", "zoe", "--with", "resolution=Restarted")
    assert "Fix the problem: claimed by zoe for ann" in desk.fine("runs", "show", run)
    assert "Fix the problem: completed by zoe for ann" in desk.fine("runs", "show", run)
    shown = desk.run("work", "show", "1", "--json").json
    assert (shown["completed_by"], shown["acting_for"]) == ("user:zoe", "user:ann")
    assert "  status     completed by zoe for ann\n" in desk.fine("work", "show", "1")


def test_an_absence_that_is_wrong_is_said(desk: Desk) -> None:
    desk.write("people.toml", PEOPLE + AWAY.replace('"zoe"', '"zo"'))
    said = desk.run("plugins")
    assert "there is no zo, who is named in an absence of ann" in said.out + said.err
