"""The plugin in a project, behind the outbox: a mail server that is down for an hour, the night, and a digest."""

import os
import smtplib
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orchestra_notify
import pytest
from orchestra_notify.breaker import FAILURES
from orchestra_notify.testing import MailServer

from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project as PluginProject
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.worker import telling
from orchestra_dsl.workspace.engine import ProjectEngine
from orchestra_dsl.workspace.project import Project

SECOND = 1_000_000
HOUR = 3600 * SECOND
START = int(datetime(2026, 11, 27, 12, tzinfo=UTC).timestamp()) * SECOND  # a Friday
SOURCE = """record Case { id: text   owner: user }
orchestration telling(case: Case) "Tell of a case" {
  notify case.owner via email "Case {case.id} is here."
  end "Told"
}
"""
PEOPLE = "[users.ann]\n[users.bob]\n"


def wait_for(what: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


class Here:
    """A project with an engine on a clock that stands still, and a mail server that is down until it is started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = MailServer()
        self.clock = VirtualClock(START)
        self.runs: list[str] = []
        folder.mkdir()
        (folder / "telling.orch").write_text(SOURCE, encoding="utf-8")
        (folder / "people.toml").write_text(PEOPLE, encoding="utf-8")
        self.prefer("")
        text = f"""people = "people.toml"
[settings.notify]
preferences = "notify.toml"
[settings.notify.email]
host = "127.0.0.1"
port = {self.server.port}
security = "none"
sender = "orchestra@example.com"
address = "{{user}}@example.com"
"""
        (folder / "orchestra.toml").write_text(text, encoding="utf-8")

    def prefer(self, text: str) -> None:
        """What people prefer."""
        file = self.folder / "notify.toml"
        file.write_text(text, encoding="utf-8")
        at = time.time() - 1000
        os.utime(file, (at, at))

    def engine(self) -> ProjectEngine:
        """The engine of a process that begins now."""
        return Project.load(self.folder).engine(clock=self.clock)

    def tell(self, engine: ProjectEngine, *owners: str) -> None:
        """Start a run for each owner, which tells them."""
        for owner in owners:
            case = str(len(self.runs) + 1)
            assert not engine.records.put("Case", {"id": case, "owner": f"user:{owner}"}, engine.by()).problems
            self.runs.append(engine.start("telling", {"case": case}, engine.by()))

    def pending(self, engine: ProjectEngine) -> list[str | None]:
        """Why those have not been told who are to be."""
        return [each.trouble for run in self.runs for each in engine.runs.get(run).pending]

    @property
    def got(self) -> list[str]:
        """To whom mail has come, and what it says."""
        said = [(each, each.get_body(("plain",))) for each in self.server.received]
        return sorted(f"{each['To']}: {body.get_content().strip()}" for each, body in said if body is not None)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Here]:
    """The project, where what fails is tried again soon."""
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(telling, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(telling, "LONGEST_PAUSE", 0.02)
    place = Here(tmp_path / "project")
    yield place
    place.server.stop()


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ports to which connections were made."""
    made = list[int]()
    real = smtplib.SMTP

    def counted(host: str, port: int, **others: Any) -> Any:
        made.append(port)
        return real(host, port, **others)

    monkeypatch.setattr(smtplib, "SMTP", counted)
    return made


def test_a_server_that_is_down_for_an_hour_loses_nothing_and_is_left_in_peace(
    here: Here, connections: list[int]
) -> None:
    with here.engine() as engine, engine.worker():
        here.tell(engine, *["ann", "bob"] * 5)
        wait_for(lambda: all("is down" in str(each) for each in here.pending(engine)))
        assert len(here.pending(engine)) == 10
        assert "it is asked again at 2026-11-27 12:00:30 UTC" in str(here.pending(engine)[0])
        for _ in range(60):
            here.clock.advance(60 * SECOND)
            time.sleep(0.03)  # each of the ten is tried meanwhile
        assert FAILURES <= len(connections) <= FAILURES + 4 + 12, "one probe at a time, with growing pauses"
        here.server.start()
        here.clock.advance(HOUR // 6)
        wait_for(lambda: not here.pending(engine))
        assert len(here.got) == 10
        assert [engine.runs.get(run).outcome for run in here.runs] == ["Told"] * 10
        assert all(any(line.what == "told" for line in engine.runs.timeline(run)) for run in here.runs)


def test_what_waits_for_the_server_outlives_the_process(here: Here) -> None:
    with here.engine() as engine, engine.worker():
        here.tell(engine, "ann")
        wait_for(lambda: here.pending(engine)[0])
    here.clock.advance(HOUR)
    here.server.start()
    with here.engine() as engine, engine.worker():
        wait_for(lambda: not here.pending(engine))
    assert here.got == ["ann@example.com: Case 1 is here."]


def test_a_digest_of_the_night_comes_in_the_morning_as_one_mail_also_after_a_restart(here: Here) -> None:
    here.server.start()
    here.prefer('[users.ann]\nquiet = "10:00-07:00"\ndigest = "06:00"\n')
    with here.engine() as engine, engine.worker() as worker:
        here.tell(engine, "ann", "bob", "ann")
        wait_for(lambda: here.pending(engine) == ["put off until 2026-11-28 07:00 UTC (digest of ann)"] * 2)
        assert worker.settle(60), "what is put off keeps nobody waiting"
        assert here.got == ["bob@example.com: Case 2 is here."]
        said = [each.text for each in engine.waits(here.runs[0])]
        assert said == ["telling ann via email is put off until 2026-11-28 07:00 UTC (digest of ann)"]
    here.clock.advance(20 * HOUR)
    with here.engine() as engine, engine.worker():
        wait_for(lambda: not here.pending(engine))
    assert len(here.server.received) == 2
    digest = here.server.received[1]
    assert (digest["To"], digest["Subject"]) == ("ann@example.com", "2 notifications")


def supplied(folder: Path, **table: Any) -> Registry:
    """What the plugin supplies to a project with this table, and what is wrong."""
    project = PluginProject(folder=folder, settings={"notify": table})
    return load_plugins(project, installed=False, given=[("notify", orchestra_notify)])


MAIL = {"host": "h", "sender": "o@example.com"}


def test_it_supplies_a_channel_for_each_way_and_one_for_the_preferred(tmp_path: Path) -> None:
    assert supplied(tmp_path).channels == ["console", "memory"]
    registry = supplied(tmp_path, email=MAIL, services={"slack": {"url": "x"}})
    assert registry.check() == ()
    assert registry.channels == ["console", "email", "memory", "preferred", "slack"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"limit": 3}, "names neither a mail server nor a service"),
        ({"email": {"host": "h"}}, "Object missing required field `sender`: `email`"),
        ({"email": {**MAIL, "security": "ssl"}}, "Invalid enum value 'ssl': `email.security`"),
        ({"email": {**MAIL, "sender": "nobody"}}, "`nobody` is no address of mail"),
        ({"email": {**MAIL, "address": "{user}"}}, "`user` is no address of mail"),
        ({"email": {**MAIL, "user": "u"}}, "has a user or a password, but not both"),
        ({"email": MAIL, "limit": 60}, "`limit` in [settings.notify] is 60"),
        ({"email": MAIL, "services": {"email": {"url": "x"}}}, "cannot be called email"),
        ({"services": {"a b": {"url": "x"}}}, "'a b' is not a name"),
        ({"services": {"a": {}}}, "Object missing required field `url`"),
    ],
)
def test_what_is_wrong_with_its_table_is_said(tmp_path: Path, table: dict[str, Any], said: str) -> None:
    (problem,) = supplied(tmp_path, **table).problems
    assert said in problem.what
    assert problem.plugin == "notify"
    assert problem.hint
