"""What the README and the example show is right."""

import re
import shutil
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import orchestra_notify
import pytest
from orchestra_notify.held import Note
from orchestra_notify.preferences import Preferences
from orchestra_notify.testing import MailServer
from orchestra_notify.writing import Writer

from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.project import Project as PluginProject
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.testing import Failed, MakeKit
from orchestra_dsl.workspace.project import Project

HERE = Path(__file__).parents[1]
SETTINGS, PREFERENCES, TEMPLATE = re.findall(
    r"```\w+\n(.*?)```", (HERE / "README.md").read_text(encoding="utf-8"), re.DOTALL
)
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)  # a Friday, in Berlin one o'clock
NOTE = Note(key="k", subject="Hello", text="It is here.", at=AT, run="r1", step="s")


def test_the_settings_of_the_readme_are_taken(tmp_path: Path) -> None:
    project = PluginProject(folder=tmp_path, settings=tomllib.loads(SETTINGS)["settings"])
    registry = load_plugins(project, installed=False, given=[("notify", orchestra_notify)])
    assert registry.check() == ()
    assert registry.channels == ["console", "email", "memory", "preferred", "slack", "sms", "team"]


@pytest.mark.parametrize(
    ("written", "setting"),
    [
        ('[settings.notify.services.team]\nurl = { env = ["URL"] }\n', "notify.services.team.url"),
        ('[settings.notify.services.team]\nurl = { env = "s3cr3t!" }\n', "notify.services.team.url"),
        (
            '[settings.notify.email]\nhost = "h"\nsender = "o@example.com"\nuser = "o"\npassword = { env = {} }\n',
            "notify.email.password",
        ),
    ],
)
def test_a_secret_that_is_written_wrongly_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, setting: str
) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    (tmp_path / "orchestra.toml").write_text(written, encoding="utf-8")
    (tmp_path / "a.orch").write_text('orchestration o() { end "Done" }\n', encoding="utf-8")
    findings = Project.load(tmp_path).check()
    (finding,) = findings.diagnostics
    assert f"the setting {setting} is neither a text nor a variable of the environment" in finding.message
    assert written[finding.span.start : finding.span.end] == written.splitlines()[-1]
    shown = "".join(each.text for each in findings.sources.values())
    assert "s3cr3t" not in shown, "it may be the secret itself"
    assert setting.rpartition(".")[2] in shown
    assert f'{setting.rpartition(".")[2]} = {{ env = "NAME" }}' in (finding.hint or "")


def test_the_preferences_of_the_readme_are_taken() -> None:
    preferences = Preferences(tomllib.loads(PREFERENCES), ["email", "slack"])
    assert preferences.of("ann").via == ("slack", "email")
    assert len(preferences.of("bob").digest) == 2


def test_the_template_of_the_readme_is_used_before_that_of_the_plugin(tmp_path: Path) -> None:
    (tmp_path / "subject.txt").write_text(TEMPLATE, encoding="utf-8")
    writer = Writer(tmp_path)
    assert writer.write("ann", [NOTE], ZoneInfo("UTC"), AT).subject == "[Invoices] Hello"
    assert writer.write("ann", [NOTE] * 2, ZoneInfo("UTC"), AT).subject == "[Invoices] 2 pieces of news"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{% if %}", "subject.txt, line 1: Expected an expression"),
        ("{{ nothing }}", "the template subject.txt fails: 'nothing' is undefined"),
        ("{{ user.__class__.__mro__ }}", "the template subject.txt fails: access to attribute '__class__'"),
        ("{{ 1 / 0 }}", "the template subject.txt fails: division by zero"),
        ("{% for _ in range(999999999) %}x{% endfor %}", "the template subject.txt fails: Range too big"),
    ],
)
def test_a_template_with_a_mistake_in_it_is_named(tmp_path: Path, template: str, said: str) -> None:
    (tmp_path / "subject.txt").write_text(template, encoding="utf-8")
    with pytest.raises(BadPlugin) as found:
        Writer(tmp_path).write("ann", [NOTE], ZoneInfo("UTC"), AT)
    assert said in found.value.what


def test_the_example_tells_everybody_as_they_prefer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "example"
    shutil.copytree(HERE / "example", folder)
    with MailServer() as server:
        settings = (folder / "orchestra.toml").read_text(encoding="utf-8").replace("8025", str(server.port))
        (folder / "orchestra.toml").write_text(settings, encoding="utf-8")
        project = Project.load(folder)
        assert project.check().diagnostics == ()
        clock = VirtualClock(int(AT.timestamp()) * 1_000_000)
        with project.engine(clock=clock) as engine, engine.worker() as worker:
            engine.records.put("Invoice", {"id": "7", "amount": "10"}, engine.by())
            engine.start("approval", {"invoice": "7"}, engine.by())
            assert worker.settle(60)
            (mail,) = server.received
            assert (mail["To"], mail["Subject"]) == ("bob@example.com", "[Invoices] Invoice 7")
            clock.advance(3600 * 1_000_000)
            deadline = time.monotonic() + 60
            while len(server.received) == 1:
                assert time.monotonic() < deadline, "it never came"
                time.sleep(0.01)
        assert server.received[1]["To"] == "ann@example.com"


def test_a_channel_of_the_example_is_told_what_it_would_be_in_a_run(orchestra_kit: MakeKit) -> None:
    with MailServer() as server:
        email = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "o@example.com"}
        settings = {"email": {**email, "address": "{user}@example.com"}, "limit": 20}
        kit = orchestra_kit(orchestra_notify, name="notify", settings=settings)
        kit.now = AT
        assert kit.tell("preferred", "ann", "It is here.", subject="Hello") is None
        assert isinstance(kit.tell("slack", "ann", "It is here."), Failed)
    (mail,) = server.received
    assert (mail["To"], mail["Date"]) == ("ann@example.com", "Fri, 27 Nov 2026 12:00:00 +0000")
