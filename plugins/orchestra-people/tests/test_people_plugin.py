"""The plugin in a project: its settings, what a worker makes of changes, and where a trouble is seen."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import orchestra_people
import pytest

from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project as PluginProject
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.runtime.worker import people_watch
from orchestra_dsl.testing import MakeKit
from orchestra_dsl.workspace.project import Project

PEOPLE = '[users.ann]\n[users.bob]\n[users.lena]\n[groups]\nAgents = ["ann"]\n'
SOURCE = """record Case { id: text }
screen fix(case: Case) -> { ok: boolean }
orchestration fixing(case: Case) "Fix a case" {
  stage s "Fixing" { interactive it = fix(case) "Fix it" { assign to group("Agents") otherwise user("lena") } }
}
"""


AWAY = """
[[absences]]
user = "ann"
from = 2026-12-21
until = 2026-12-31
substitute = "bob"
"""
SCHEMA = files("orchestra_people").joinpath("schema.sql").read_text("utf-8")
ROWS = """
insert into users values ('ann', null, true), ('bob', null, true), ('lena', null, true);
insert into group_members values ('Agents', 'ann');
insert into absences values ('ann', '2026-12-21', '2026-12-31', 'bob');
"""


def supplied(folder: Path, **table: Any) -> Registry:
    """What the plugin supplies to a project with this table, and what is wrong."""
    project = PluginProject(folder=folder, settings={"directory": table})
    return load_plugins(project, installed=False, given=[("directory", orchestra_people)])


def test_without_its_table_it_supplies_nothing(tmp_path: Path) -> None:
    registry = supplied(tmp_path)
    assert (registry.directory.each, registry.problems) == ((), ())


@pytest.mark.parametrize("env", ['["STAFF"]', "{}", '"A=B"'])
def test_a_secret_that_is_written_wrongly_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, env: str
) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    written = f"[settings.directory]\nmax_age = 30\nurl = {{ env = {env} }}\n"
    (tmp_path / "orchestra.toml").write_text(written, encoding="utf-8")
    (tmp_path / "a.orch").write_text('orchestration o() { end "Done" }\n', encoding="utf-8")
    (finding,) = Project.load(tmp_path).check().diagnostics
    assert "the setting directory.url is neither a text nor a variable of the environment" in finding.message
    assert written[finding.span.start : finding.span.end] == written.splitlines()[-1]
    assert 'Write url = { env = "NAME" }' in (finding.hint or "")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"max_age": 3}, "names neither a file nor a database, or both"),
        ({"file": "a.toml", "url": "sqlite:///a.db"}, "names neither a file nor a database, or both"),
        ({"file": 3}, "[settings.directory] is not as it should be"),
        ({"file": "a.toml", "flie": 1}, "there is no key `flie`"),
        ({"url": "sqlite:///a.db", "max_age": 0}, "are seconds, and more than 0"),
        ({"url": "sqlite:///a.db", "queries": {"user": ""}}, "there is no key `user`"),
    ],
)
def test_what_is_wrong_with_its_table_is_said(tmp_path: Path, table: dict[str, Any], said: str) -> None:
    (problem,) = supplied(tmp_path, **table).problems
    assert said in problem.what
    assert (problem.plugin, problem.kind) == ("directory", "people")
    assert "Write file =" in str(problem.hint)


@pytest.mark.parametrize("table", [{"file": "people.toml"}, {"url": "sqlite:///people.db", "kept": ""}])
def test_what_it_supplies_agrees_with_itself(tmp_path: Path, orchestra_kit: MakeKit, table: dict[str, str]) -> None:
    """Whichever question is asked, and wherever people are kept."""
    write(tmp_path, PEOPLE + AWAY, 0)
    with closing(sqlite3.connect(tmp_path / "people.db")) as database:
        database.executescript(SCHEMA + ROWS)
    kit = orchestra_kit(orchestra_people, settings=table, name="directory")
    kit.check_directory(at=datetime(2026, 12, 24, tzinfo=UTC))
    assert kit.directory.members("group:Agents") == ["user:ann"]
    assert kit.directory.substitutes("user:ann", datetime(2026, 12, 24, tzinfo=UTC)) == {"user:bob"}


def test_nothing_is_read_before_somebody_asks(tmp_path: Path) -> None:
    registry = supplied(tmp_path, file="people.toml")
    assert registry.problems == ()
    (problem,) = registry.check()
    assert (problem.plugin, problem.where) == ("directory", str(tmp_path / "people.toml"))
    assert "`file` in [settings.directory] names it." in str(problem.hint)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose people are in a file, with a cache of its own."""
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(people_watch, "EVERY", 0.01)
    place = tmp_path / "project"
    place.mkdir()
    (place / "orchestra.toml").write_text('[settings.directory]\nfile = "people.toml"\n', encoding="utf-8")
    (place / "fixing.orch").write_text(SOURCE, encoding="utf-8")
    write(place, PEOPLE, 0)
    return place


def write(folder: Path, people: str, number: int) -> None:
    """Write the file, so that it is at rest."""
    file = folder / "people.toml"
    file.write_text(people, encoding="utf-8")
    at = time.time() - 1000 + number
    os.utime(file, (at, at))


def wait_for(what: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def test_open_work_is_counted_again_and_a_mistake_is_told_while_a_worker_works(folder: Path) -> None:
    with Project.load(folder).engine() as engine, engine.worker() as worker:
        engine.records.put("Case", {"id": "1"}, engine.by())
        engine.start("fixing", {"case": "1"}, engine.by())

        def candidates() -> list[tuple[str, ...]]:
            return [each.candidates for each in engine.work.all_open(limit=5)]

        assert candidates() == [("group:Agents",)]
        write(folder, PEOPLE.replace('["ann"]', "[]"), 1)
        wait_for(lambda: candidates() == [("user:lena",)])
        write(folder, "[users.ann", 2)
        wait_for(lambda: worker.status.trouble)
        assert "plugin directory: the file of people is not valid TOML" in str(worker.status.trouble)
        assert "who was known before stays in force" in str(worker.status.trouble)
        assert candidates() == [("user:lena",)]
        write(folder, PEOPLE, 3)
        wait_for(lambda: worker.status.trouble is None)


def test_a_mistake_is_found_by_lint_and_by_plugins_and_keeps_nothing_from_running(folder: Path) -> None:
    with Project.load(folder).engine() as engine:
        engine.records.put("Case", {"id": "1"}, engine.by())
        assert engine.directory.known("user:ann")
    write(folder, "[users.ann", 1)
    for _ in range(2):  # what was found is not kept as if all were well
        (finding,) = Project.load(folder).check().diagnostics
        assert (finding.code, "is not valid TOML" in finding.message) == ("O704", True)
    (problem,) = Project.load(folder).registry.check()
    assert "is not valid TOML" in problem.what
    with Project.load(folder).engine() as engine:
        assert engine.start("fixing", {"case": "1"}, engine.by())


def test_a_name_that_has_gone_is_found_although_no_source_was_changed(folder: Path) -> None:
    assert Project.load(folder).check().diagnostics == ()
    write(folder, PEOPLE.replace("Agents", "Others"), 1)
    (finding,) = Project.load(folder).check().diagnostics
    assert "Agents" in finding.message
