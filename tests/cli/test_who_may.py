"""Who may not is told so in one sentence, by every command and from Python (language.md, rule 16 and section 3)."""

from typing import TYPE_CHECKING

import pytest

from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.workspace.project import Project
from tests.cli.project import SOURCE, Desk

if TYPE_CHECKING:
    from collections.abc import Callable

FIX = ["--with", "resolution=Restarted"]
EXCLUDED = "Error: ann is excluded from this work item: somebody else has to do it\n  Nothing has changed.\n"


@pytest.fixture
def owned(desk: Desk) -> Desk:
    """The project, where the owner of a case (ann) may not fix it, and only agents may start and cancel."""
    source = SOURCE.replace(
        'assign to group("Agents")', 'assign to group("Agents") otherwise group("Managers")\n      exclude case.owner'
    ).replace("  start on case", '  allow start by group("Agents")\n  allow cancel by case.owner\n  start on case')
    desk.write("handle.orch", source)
    return desk


@pytest.mark.parametrize(
    "command",
    [
        ["work", "claim", "1", "--as", "ann"],
        ["work", "complete", "1", "--as", "ann", *FIX],
        ["work", "delegate", "1", "bob", "--as", "ann"],
    ],
)
def test_somebody_excluded_is_told_so_by_every_command(owned: Desk, command: list[str]) -> None:
    owned.start()
    said = owned.run(*command)
    assert (said.code, said.out, said.err) == (1, "", EXCLUDED)


def test_an_administrator_who_is_excluded_is_told_so_too(owned: Desk) -> None:
    owned.write("orchestra.toml", (owned.folder / "orchestra.toml").read_text().replace("group:Managers", "ann"))
    owned.start()
    assert owned.run("work", "complete", "1", "--as", "ann", *FIX).err == EXCLUDED
    assert owned.run("work", "delegate", "1", "bob", "--as", "ann").err == EXCLUDED
    said = owned.run("work", "reassign", "1", "ann", "--as", "ann")
    assert said.err.startswith("Error: nobody in ann may do this work item: they are excluded from it\n")


def test_python_is_no_way_around_it(owned: Desk) -> None:
    owned.start()
    with Project.load(owned.folder).engine() as engine:
        ann = engine.by("ann")
        acts: list[Callable[[], object]] = [
            lambda: engine.work.claim(1, ann),
            lambda: engine.work.complete(1, {"resolution": "Restarted"}, ann),
            lambda: engine.work.delegate(1, "user:bob", ann),
            lambda: engine.work.delegate(1, "user:ann", engine.by("bob")),
            lambda: engine.work.reassign(1, ["user:ann"], engine.by()),
        ]
        for act in acts:
            with pytest.raises(Refusal, match="excluded from") as refused:
                act()
            assert refused.value.code == "not allowed"
        engine.work.claim(1, engine.by("bob"))


def test_work_is_not_listed_for_somebody_excluded(owned: Desk) -> None:
    owned.start()
    assert owned.fine("work", "list", "--as", "ann") == "There is no open work.\n"
    assert "Fix the problem" in owned.fine("work", "list", "--as", "bob")
    assert "  excluded   ann\n" in owned.fine("work", "show", "1")


def test_who_has_delegated_is_on_record_and_out(owned: Desk) -> None:
    owned.write("people.toml", (owned.folder / "people.toml").read_text().replace('"bob"]', '"bob", "zoe"]'))
    owned.start()
    said = owned.fine("work", "delegate", "1", "zoe", "--as", "bob")
    assert said == "Work item 1 is now for zoe: Fix the problem.\n"
    assert "  delegated  by bob\n" in owned.fine("work", "show", "1")
    assert owned.run("work", "show", "1", "--json").json["delegated"] == ["user:bob"]
    said_to_bob = owned.run("work", "complete", "1", "--as", "bob", *FIX)
    assert said_to_bob.err.startswith("Error: bob may not: this work item is for zoe\n")
    owned.fine("work", "reassign", "1", "group:Agents")
    for command in ("claim", "complete"):
        refused = owned.run("work", command, "1", "--as", "bob", *(FIX if command == "complete" else ()))
        assert refused.err.startswith("Error: bob has delegated this work item, and may no longer do it\n")
    assert owned.fine("work", "list", "--as", "bob") == "There is no open work.\n"
    run = owned.run("work", "complete", "1", "--as", "zoe", *FIX, "--json").json["run"]
    assert "Fix the problem: delegated to zoe by bob" in owned.fine("runs", "show", run)


def test_a_delegation_to_nobody_is_refused(owned: Desk) -> None:
    owned.start()
    said = owned.run("work", "delegate", "1", "nobody", "--as", "bob")
    assert (said.code, said.err.splitlines()[0]) == (2, 'Error: the directory knows no active user called "nobody"')
    said = owned.run("work", "delegate", "1", "group:Agents", "--as", "bob")
    assert said.err.startswith("Error: a work item is delegated to one user, such as user:ann, not to ")


def test_work_that_nobody_may_do_goes_to_administrators(owned: Desk) -> None:
    owned.write("people.toml", (owned.folder / "people.toml").read_text().replace('["ann", "bob"]', '["ann"]'))
    source = (owned.folder / "handle.orch").read_text().replace(' otherwise group("Managers")', "")
    owned.write("handle.orch", source)
    run = owned.start()
    assert "open for Managers" in owned.fine("work", "list", "--as", "lena")
    assert "Managers: the administrators stand in, because nobody else may do it" in owned.fine("runs", "show", run)
    owned.fine("work", "complete", "1", "--as", "lena", *FIX)


def test_who_may_not_start_or_cancel_is_told_who_may(owned: Desk) -> None:
    owned.put()
    said = owned.run("run", ".", "handle", "--with", "case=1", "--until-idle", "--as", "zoe")
    assert (said.code, said.out) == (1, "")
    assert said.err.splitlines()[0] == "Error: only Agents or an administrator may start this orchestration"
    run = owned.start()
    refused = owned.run("runs", "cancel", run, "--as", "bob")
    assert refused.err.splitlines()[0] == "Error: only ann or an administrator may cancel this run"
    owned.fine("runs", "cancel", run, "--as", "ann")
