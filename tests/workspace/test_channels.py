"""Channels: one may stand for another, one that nobody supplies is found, and work in a project tells people."""

from pathlib import Path

import pytest

from orchestra_dsl.workspace.project import Project
from tests.patience import PATIENCE
from tests.workspace.project import SOURCE, TOML

NOTIFY = '  notify via email\n  stage desk "Desk" {'


def told(folder: Path, toml: str, *, via: str = "email") -> Project:
    """The project with `notify via` in its orchestration."""
    source = SOURCE.replace('  stage desk "Desk" {', NOTIFY.replace("email", via))
    (folder / "handle.orch").write_text(source, encoding="utf-8")
    (folder / "orchestra.toml").write_text(toml, encoding="utf-8")
    return Project.load(folder)


def found(project: Project) -> list[tuple[str, str, str | None]]:
    """The findings, twice the same: from the compiler, and from its cache."""
    first = [(each.code, each.message, each.hint) for each in project.check().diagnostics]
    again = [(each.code, each.message, each.hint) for each in Project(project.settings).check().diagnostics]
    assert first == again
    return first


def test_a_channel_that_nobody_supplies_is_found_where_it_is_named(folder: Path) -> None:
    project = told(folder, TOML)
    hint = 'Install a plugin that does, or write email = "console" under [channels] in `orchestra.toml`.'
    assert found(project) == [("O702", "No plugin supplies the channel `email`.", hint)]
    (finding,) = project.check().diagnostics
    assert (folder / "handle.orch").read_text()[finding.span.start : finding.span.end] == "email"


def test_the_nearest_channel_is_suggested(folder: Path) -> None:
    assert found(told(folder, TOML, via="consol"))[0][2] == "Did you mean `console`?"


def test_another_channel_may_stand_for_it(folder: Path) -> None:
    assert found(told(folder, TOML + '[channels]\nemail = "console"\n')) == []


def test_what_stands_for_a_channel_has_to_be_there(folder: Path) -> None:
    project = told(folder, TOML + '[channels]\nemail = "consol"\n')
    message = "No plugin supplies the channel `consol`, which is to stand for `email`."
    assert found(project) == [("O702", message, "Did you mean `console`?")]
    (finding,) = project.check().diagnostics
    assert (folder / "orchestra.toml").read_text()[finding.span.start : finding.span.end] == '"consol"'


def test_whoever_may_do_the_work_is_told_on_the_console(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = told(folder, TOML + '[channels]\nemail = "console"\n')
    with project.engine(":memory:") as engine:
        engine.records.put("Case", {"id": "1", "owner": "user:ann"}, engine.by("ann"))
        run = engine.start("handle", {"case": "1"}, by=engine.by("ann"))
        with engine.worker() as worker:
            while not engine.work.of_run(run):  # the flow fails at first, and is tried again
                assert worker.settle(PATIENCE)
            assert worker.settle(PATIENCE)
        lines = sorted(line for line in capsys.readouterr().err.splitlines() if line.startswith("To "))
        assert lines == [
            f"To {user} (email): Fix the problem: It is yours to do: Fix the problem, in Handle a case, about Case 1. "
            f"`orchestra work list --as YOU` has it, `orchestra work complete` completes it (run {run})."
            for user in ("ann", "bob")
        ]
        assert [line.text for line in engine.story(run)][-1] == "ann and bob told via email"
