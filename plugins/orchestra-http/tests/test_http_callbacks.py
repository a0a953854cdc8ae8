"""Calls that are answered from outside: the address is handed out, and what is posted to it counts once."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from socket import create_connection
from typing import Any

import pytest
from click.testing import CliRunner
from orchestra_http.__main__ import SERVER, main
from orchestra_http.callbacks import LARGEST, Callbacks, answerable, for_project
from orchestra_http.testing import HOST, HttpServer, Reply
from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from orchestra_dsl import Project, ProjectEngine
from tests.patience import PATIENCE, wait_for

SOURCE = """
flow portal.ask(what: text) -> { approved: boolean, by: text? }

orchestration asking(what: text) "Ask" {
  stage asking "Asking" {
    background ask = portal.ask(what) {
      on error "Refused" { end "Refused" }
    }
  }
  decide answer {
    outcome approved when asking.ask.approved { end "Asked" }
    otherwise { end "Declined" }
  }
}
"""
SETTINGS = """
[settings.http]
private = ["127.0.0.0/8"]
callbacks = "https://flows.example.com/answers/"

[settings.http.flows."portal.ask"]
method = "POST"
url = "{url}/ask"
parameters = {{ what = "text" }}
body = {{ what = "{{what}}", answer_at = "{{callback}}" }}
outputs = {{ approved = "boolean", by = {{ type = "text?", from = "body.who.name" }} }}
failure = {{ name = "body.error", message = "body.reason" }}

[settings.http.flows."portal.hasty"]
method = "POST"
url = "{url}/hasty"
body = {{ answer_at = "{{callback}}" }}
outputs = {{ approved = {{ type = "boolean", from = "`true`" }}, by = {{ type = "text?", from = "`null`" }} }}
"""


@contextmanager
def serving(application: Callbacks) -> Iterator[int]:
    """The application behind a real server; answers its port."""
    mapped: dict[int, Any] = {}
    server = create_server(application, map=mapped, host=HOST, port=0, **SERVER)
    assert isinstance(server, BaseWSGIServer)
    assert server.socket is not None
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():  # what it selects on may be closed only when it has ended
            wasyncore.loop(timeout=0.05, map=mapped, count=1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(server.socket.getsockname()[1])
    finally:
        over.set()
        thread.join(PATIENCE)
        server.task_dispatcher.shutdown()
        server.close()
        for each in list(mapped.values()):
            each.close()


class Asking:
    """A run that waits for an answer from outside."""

    def __init__(self, engine: ProjectEngine, run: str, port: int, path: str) -> None:
        self.engine = engine
        self.run = run
        self.port = port
        self.path = path

    def post(self, content: Any, path: str | None = None, method: str = "POST") -> tuple[int, Any]:
        connection = HTTPConnection(HOST, self.port, timeout=60)
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        connection.request(method, path or self.path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        said = response.read()
        connection.close()
        return response.status, json.loads(said)

    def outcome(self) -> str | None:
        wait_for(lambda: self.engine.runs.get(self.run).outcome)
        return self.engine.runs.get(self.run).outcome


@pytest.fixture
def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asking]:
    """A run whose flow has handed out its address, and a server that takes answers."""
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    with HttpServer(lambda _: Reply(202)) as portal:
        (tmp_path / "orchestra.toml").write_text(SETTINGS.format(url=portal.url), encoding="utf-8")
        (tmp_path / "asking.orch").write_text(SOURCE, encoding="utf-8")
        project = Project.load(tmp_path)
        assert project.check().diagnostics == ()
        with project.engine() as engine, engine.worker() as worker:
            run = engine.start("asking", {"what": "tea"}, by=engine.by())
            assert worker.settle(60)
            (asked,) = portal.asked
            address = json.loads(asked.content)["answer_at"]
            assert address.startswith("https://flows.example.com/answers/portal.ask/call_")
            with serving(Callbacks(engine.calls, answerable(project))) as port:
                yield Asking(engine, run, port, address.removeprefix("https://flows.example.com"))


def test_those_who_connect_and_say_nothing_keep_nobody_out(asking: Asking) -> None:
    with ExitStack() as silent:
        for _ in range(110):
            connected = silent.enter_context(create_connection((HOST, asking.port), timeout=60))
            connected.sendall(b"POST /answers HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        status, _ = asking.post({"nothing": "fits"})
    assert status == 422


def test_what_is_posted_completes_the_call_once(asking: Asking) -> None:
    answer = {"approved": True, "who": {"name": "Ann"}, "more": [1]}
    assert asking.post(answer) == (200, {"answered": True, "before": False})
    assert asking.post(answer) == (200, {"answered": True, "before": True})
    assert asking.post({**answer, "more": [2]}) == (200, {"answered": True, "before": True}), "what is read is the same"
    status, said = asking.post({"error": "Refused"})
    assert (status, said["error"]) == (409, "this call has been completed already; the first answer counts")
    for other in ({"approved": False, "who": {"name": "Ann"}}, {"approved": True}, {"nothing": "fits"}):
        status, said = asking.post(other)
        message = "this call has been completed already, with other outputs; the first answer counts"
        assert (status, said["error"]) == (409, message), other
    assert asking.outcome() == "Asked"


def test_what_is_posted_may_let_the_call_fail(asking: Asking) -> None:
    assert asking.post({"error": "Refused", "reason": "no tea"}) == (200, {"answered": True, "before": False})
    assert asking.outcome() == "Refused"
    assert asking.post({"error": "Refused", "reason": "no tea"}) == (200, {"answered": True, "before": True})
    assert asking.post({"error": "Refused", "reason": "too late"})[0] == 409


def test_what_is_wrong_is_refused_and_the_call_stays_open(asking: Asking) -> None:
    prefix, _, token = asking.path.rpartition("/")
    other = token[:-1] + ("A" if token[-1] != "A" else "B")
    for content, path, method, expected in (
        (b"{", None, "POST", 400),
        ({"approved": "perhaps"}, None, "POST", 422),
        ({}, None, "POST", 422),
        ([], None, "POST", 422),
        (b"x" * (LARGEST + 1), None, "POST", 413),
        (b"", None, "GET", 405),
        ({"approved": True}, f"{prefix}/{other}", "POST", 404),
        ({"approved": True}, f"{prefix}/", "POST", 404),
        ({"approved": True}, f"/answers/other.flow/{token}", "POST", 404),
        ({"approved": True}, "/", "POST", 404),
    ):
        status, said = asking.post(content, path, method)
        assert status == expected, said
        assert said["error"]
    assert asking.post({"approved": False})[0] == 200
    assert asking.outcome() == "Declined"


def test_what_is_posted_is_read_as_the_calls_own_flow_says(asking: Asking) -> None:
    """By the name of another flow whoever has the address would choose what counts as approved."""
    other = asking.path.replace("portal.ask", "portal.hasty")
    status, said = asking.post({"approved": False}, other)
    assert (status, said["error"]) == (404, "this is the address of no call: the token is of another flow")
    assert asking.post({"approved": False})[0] == 200
    assert asking.outcome() == "Declined"
    assert asking.outcome() == "Declined"
    assert asking.post({"approved": True}, other)[0] == 404, "also when it has been answered"


def test_what_does_not_say_how_long_it_is_is_refused(asking: Asking, tmp_path: Path) -> None:
    """Unless the server knows where it ends. (Waitress, which serves in these tests, counts by itself.)"""
    application = Callbacks(asking.engine.calls, answerable(Project.load(tmp_path)))
    said: list[str] = []

    def start(status: str, *_about: Any) -> Callable[[bytes], object]:
        said.append(status)
        return len

    def post(**environ: Any) -> Any:
        about = {"REQUEST_METHOD": "POST", "PATH_INFO": asking.path, "wsgi.input": BytesIO(b'{"approved": true}')}
        return json.loads(b"".join(application({**about, **environ}, start)))

    assert post() == {"error": "nothing says how long what is posted is"}
    assert post(CONTENT_LENGTH="-1") == {"error": "nothing says how long what is posted is"}
    assert post(CONTENT_LENGTH="99999999999999999999") == {"answered": True, "before": False}
    assert post(**{"wsgi.input_terminated": True}) == {"answered": True, "before": True}
    assert [each.split()[0] for each in said] == ["411", "411", "200", "200"]
    assert asking.outcome() == "Asked"


def test_what_cannot_be_stored_now_is_to_be_sent_again(asking: Asking, tmp_path: Path) -> None:
    (store,) = tmp_path.rglob("*.db")
    store.rename(tmp_path / "away")
    connection = HTTPConnection(HOST, asking.port, timeout=60)
    connection.request("POST", asking.path, b'{"approved": true}', {"Content-Type": "application/json"})
    response = connection.getresponse()
    assert (response.status, response.headers["Retry-After"]) == (503, "30")
    assert json.loads(response.read()) == {"error": "this cannot be taken now; send it again later"}
    connection.close()


def test_nobody_is_answered_once_the_run_has_ended(asking: Asking) -> None:
    asking.engine.runs.cancel(asking.run, by=asking.engine.by())
    status, said = asking.post({"approved": True})
    assert status == 409
    assert "nobody waits for this call any more" in said["error"]


def test_the_application_of_a_project_finds_its_flows_and_its_store(asking: Asking, tmp_path: Path) -> None:
    application = for_project(tmp_path)
    with serving(application) as port:
        other = Asking(asking.engine, asking.run, port, asking.path)
        assert other.post({"approved": True}) == (200, {"answered": True, "before": False})
    assert asking.outcome() == "Asked"
    application.close()


def test_a_process_of_its_own_takes_answers(asking: Asking, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orchestra_http", str(tmp_path), "--listen", f"{HOST}:0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = next(line for line in process.stderr if line.startswith("Serving on "))
        other = Asking(asking.engine, asking.run, int(said.rpartition(":")[2]), asking.path)
        assert other.post({"approved": True}) == (200, {"answered": True, "before": False})
        assert other.post({"approved": True}, "/nothing")[0] == 404
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert asking.outcome() == "Asked"


def test_a_project_without_such_a_flow_has_nothing_to_serve(tmp_path: Path) -> None:
    (tmp_path / "orchestra.toml").write_text('[settings.http.flows."a.b"]\nurl = "https://example.com"\n')
    done = CliRunner().invoke(main, [str(tmp_path)])
    assert done.exit_code == 1
    assert "there is nothing to serve" in done.output


def test_a_wrong_place_to_listen_is_said(asking: Asking, tmp_path: Path) -> None:
    assert asking.port
    done = CliRunner().invoke(main, [str(tmp_path), "--listen", "nowhere"])
    assert done.exit_code == 1
    assert done.output.splitlines()[-1].startswith("Error: ")
