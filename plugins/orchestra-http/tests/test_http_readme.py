"""What the README and the example show is right."""

import importlib.util
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import orchestra_http
import pytest
from orchestra_http.testing import HOST

from orchestra_dsl import Project, ProjectEngine
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project as PluginProject
from tests.patience import wait_for

HERE = Path(__file__).parents[1]
README = (HERE / "README.md").read_text(encoding="utf-8")
TOML = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
(ORCH,) = re.findall(r"```orch\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("block", TOML)
def test_a_block_of_the_readme_is_taken(block: str, tmp_path: Path) -> None:
    project = PluginProject(folder=tmp_path, settings=tomllib.loads(block)["settings"])
    registry = load_plugins(project, installed=False, given=[("http", orchestra_http)])
    assert registry.check() == ()
    assert len(registry.names("flow")) == 1


def test_the_source_of_the_readme_calls_the_flow_of_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    assert len(TOML) == 4
    (tmp_path / "orchestra.toml").write_text(TOML[0], encoding="utf-8")
    (tmp_path / "lookup.orch").write_text(ORCH, encoding="utf-8")
    assert Project.load(tmp_path).check().diagnostics == ()
    (tmp_path / "orchestra.toml").write_text(TOML[0].replace('"decimal?"', '"text"'), encoding="utf-8")
    (finding,) = Project.load(tmp_path).check().diagnostics
    assert "decimal" in finding.message


def test_a_secret_that_is_written_wrongly_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    toml = '[settings.http.flows."a.b"]\nurl = "https://example.com"\nheaders = { A = "b", C = { env = ["D"] } }\n'
    (tmp_path / "orchestra.toml").write_text(toml, encoding="utf-8")
    (tmp_path / "a.orch").write_text('flow a.b() -> {}\norchestration o() { end "Done" }\n', encoding="utf-8")
    findings = Project.load(tmp_path).check()
    (finding,) = (each for each in findings.diagnostics if each.code == "O704")
    assert "the setting http.flows.a.b.headers.C is read from the environment" in finding.message
    assert toml[finding.span.start : finding.span.end] == toml.splitlines()[2]


def test_the_flows_are_described_as_a_source_declares_them() -> None:
    command = [sys.executable, "-m", "orchestra_dsl", "plugins", "describe", "-p", str(HERE / "example")]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    declared = (HERE / "example" / "orders.orch").read_text(encoding="utf-8").splitlines()[:2]
    assert set(declared) <= set(said.splitlines())


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProjectEngine]:
    """The example, with its service running."""
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CRM_TOKEN", "a-token-of-the-example")
    spec = importlib.util.spec_from_file_location("service_of_the_example", HERE / "example" / "service.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    service = ThreadingHTTPServer((HOST, 0), module.Service)
    thread = threading.Thread(target=service.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    folder = tmp_path / "example"
    shutil.copytree(HERE / "example", folder)
    settings = (folder / "orchestra.toml").read_text(encoding="utf-8")
    (folder / "orchestra.toml").write_text(settings.replace("8086", str(service.server_port)), encoding="utf-8")
    project = Project.load(folder)
    assert project.check().diagnostics == ()
    with project.engine() as engine, engine.worker() as worker:
        assert worker.settle(60)
        yield engine
    service.shutdown()
    thread.join(60)
    service.server_close()


@pytest.mark.parametrize(
    ("customer", "amount", "outcome"), [("7", "12.50", "Ordered"), ("8", "12.50", "Unknown customer")]
)
def test_the_example_orders_from_its_service(engine: ProjectEngine, customer: str, amount: str, outcome: str) -> None:
    run = engine.start("ordering", {"customer": customer, "amount": amount}, by=engine.by())
    wait_for(lambda: engine.runs.get(run).outcome)
    assert engine.runs.get(run).outcome == outcome


def test_the_example_asks_where_it_is_too_much(engine: ProjectEngine) -> None:
    engine.start("ordering", {"customer": "7", "amount": "100.51"}, by=engine.by())
    wait_for(lambda: engine.work.all_open(limit=5))
    (item,) = engine.work.all_open(limit=5)
    assert item.candidates == ("group:Sales",)
