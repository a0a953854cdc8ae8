"""Flows in processes of their own: all that a call has is there, and whatever they do is an error with a name."""

import logging
import os
import threading
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.plugin import Flow, Later, flow
from orchestra_dsl.plugin.invocation import Failed, Returned
from orchestra_dsl.plugin.isolation.calling import IsolatedCall
from orchestra_dsl.plugin.kit import Kit
from orchestra_dsl.plugin.local import load_file
from orchestra_dsl.plugin.problems import BadPlugin
from tests.patience import PATIENCE, wait_for
from tests.plugin import isolated_flows
from tests.plugin.isolated_flows import Order


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """The flows, with settings of every kind."""
    settings = {
        "since": date(2026, 1, 5),
        "password": {"env": "TEST_PASSWORD"},
        "more": [{"at": datetime(2026, 1, 5, tzinfo=UTC)}],
    }
    return Kit(isolated_flows, settings=settings, folder=tmp_path)


def order(total: int, before: Order | None = None) -> Order:
    """An order."""
    return Order(id=str(total), total=Decimal(total), before=before, status="Open")


def failed(answer: Any) -> Failed:
    """The failure that an answer is."""
    assert isinstance(answer, Failed)
    return answer


def test_an_isolated_flow_gets_what_any_flow_gets(kit: Kit, tmp_path: Path) -> None:
    arguments = {"order": order(7, order(5)), "at": datetime(2026, 1, 5, 9, tzinfo=UTC)}
    answer = kit.call("look", arguments, key="k", attempt=3)
    assert isinstance(answer, Returned), answer
    assert answer.outputs["process"] != os.getpid()
    assert answer.outputs["seen"] == {
        "total": "7",
        "before": "5",
        "at": "2026-01-05T09:00:00+00:00",
        "key": "k",
        "attempt": 3,
        "token": "token of k",
        "acting_for": "None",
        "folder": str(tmp_path),
        "since": "2026-01-05",
        "main": False,
    }


def test_secrets_are_read_and_masked_there(
    kit: Kit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEST_PASSWORD", "open sesame")
    with caplog.at_level(logging.WARNING):
        assert kit.call("secret", {}) == Failed("Refused", "*** was refused")
    (record,) = (each for each in caplog.records if each.name == "orchestra.flow.secret")
    assert (record.getMessage(), record.levelname, record.__dict__["step"]) == (
        "the password is ***",
        "WARNING",
        "test",
    )
    printed = capfd.readouterr().err
    assert "it is ***\n" in printed
    assert "invalid literal for int() with base 10: '***'" in printed
    assert "open sesame" not in printed


def test_records_are_written_and_people_told_by_the_worker(kit: Kit) -> None:
    assert kit.call("update", {"order": order(7), "status": "Packed"}) == Returned({})
    assert kit.updated == [("Order", "7", {"status": "Packed"})]
    assert [(each.text, each.key) for each in kit.notified] == [("it is Packed", "test/1")]
    assert failed(kit.call("tell", {"via": "nothing"})).code == "PluginError"


def test_progress_and_later_come_through(kit: Kit) -> None:
    assert kit.call("report", {"pages": 2}) == Returned({})
    assert kit.call("ask", {}) == Later()
    assert [each.text for each in kit.reported] == ["page 0", "page 1", "asking"]


def test_what_does_not_fit_is_refused_as_ever(kit: Kit) -> None:
    answer = failed(kit.call("wrong", {}))
    assert answer.code == "BadResult"
    assert "the flow wrong returned what it should not" in answer.message


@pytest.mark.parametrize(
    ("how", "code", "message"),
    [
        ("exit", "Crashed", "the process of the flow ended with exit code 7 before it answered"),
        ("abort", "Crashed", "the process of the flow ended by SIGABRT before it answered"),
        ("null", "Crashed", "the process of the flow ended by SIGSEGV before it answered"),
        ("raise", "SystemExit", "3 (isolated_flows.py"),
        ("", None, ""),
    ],
)
def test_a_crash_is_an_error_with_a_name(kit: Kit, how: str, code: str | None, message: str) -> None:
    answer = kit.call("crash", {"how": how})
    if code is None:
        assert answer == Returned({})
        return
    assert failed(answer).code == code
    assert failed(answer).message.startswith(message)


def gone(process: int) -> bool:
    """Whether a process has ended, apart from what its parent has to know of it."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def processes(folder: Path) -> list[int]:
    """The flow's process, and the one that it has started."""
    wait_for(lambda: (folder / "processes").exists() and (folder / "processes").read_text())
    return [int(each) for each in (folder / "processes").read_text().split()]


def test_a_flow_past_its_seconds_ends_with_all_that_it_has_started(kit: Kit, tmp_path: Path) -> None:
    answer = failed(kit.call("hang", {"folder": str(tmp_path)}))
    assert (answer.code, answer.message) == ("OutOfTime", "the flow took more than the 0.5 seconds that it may")
    if (tmp_path / "processes").exists():  # on a busy machine its time may be up before it has begun
        wait_for(lambda: all(map(gone, processes(tmp_path))))


def test_a_flow_that_nobody_waits_for_ends(kit: Kit, tmp_path: Path) -> None:
    ready = kit.calls.flow(kit._request(isolated_flows.wait.signature, {"folder": str(tmp_path)}))
    assert isinstance(ready, IsolatedCall)
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(ready.run()))
    thread.start()
    numbers = processes(tmp_path)
    assert not any(map(gone, numbers))
    ready.request.cancelled.set()
    thread.join(PATIENCE)
    assert failed(answers[0]).code == "Cancelled"
    wait_for(lambda: all(map(gone, numbers)))


def test_a_flow_that_wants_too_much_memory_is_told_so(kit: Kit) -> None:
    answer = failed(kit.call("eat", {}))
    assert answer.code == "OutOfMemory"
    assert answer.message == "the flow wanted more memory than the 134,217,728 bytes that it may"


def test_threads_and_words_that_a_flow_leaves_behind_harm_nobody(kit: Kit, capfd: pytest.CaptureFixture[str]) -> None:
    begun = time.monotonic()
    assert kit.call("leave", {}) == Returned({})
    assert time.monotonic() - begun < PATIENCE
    assert kit.call("talk", {}) == Returned({})
    captured = capfd.readouterr()
    assert ("xxx" in captured.out, "xxx" in captured.err) == (False, True)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"memory": 2**30}, "add isolate=True"),
        ({"seconds": 5}, "add isolate=True"),
        ({"isolate": True, "memory": 1000}, "are too few"),
        ({"isolate": True, "seconds": 0}, "is no time at all"),
        ({"isolate": True, "seconds": float("nan")}, "is no time at all"),
        ({"isolate": True, "memory": "512 MB"}, "a number of bytes and one of seconds"),
        ({"isolate": True, "memory": 4e9}, "a number of bytes and one of seconds"),
        ({"isolate": True, "seconds": timedelta(seconds=5)}, "a number of bytes and one of seconds"),
        ({"writes": [7]}, "names no fields"),
    ],
)
def test_limits_that_make_no_sense_are_refused_at_once(limits: dict[str, Any], message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        flow("x", **limits)


def test_a_flow_that_its_process_would_not_find_is_reported() -> None:
    @flow("inner", isolate=True)
    def inner() -> None: ...

    with pytest.raises(BadPlugin, match="its process would not find it"):
        inner.check()
    other: Flow[Any, None] = flow("other", isolate=True)(isolated_flows.crash.function)
    answer = failed(Kit(type("Plugin", (), {"other": other})).call("other", {"how": ""}))
    assert answer.code == "PluginError"
    assert "the flow other is isolated, and is not found at the top of the module" in answer.message


def test_a_local_file_is_imported_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "flows.py").write_text(
        "import os\n"
        "from typing import TypedDict\n"
        "from orchestra_dsl.plugin import flow\n"
        "class Number(TypedDict):\n"
        "    number: int\n"
        "@flow('number', isolate=True)\n"
        "def number() -> Number:\n"
        "    return {'number': os.getpid()}\n"
    )
    answer = Kit(load_file(tmp_path / "flows.py")).call("number", {})
    assert isinstance(answer, Returned), answer
    assert answer.outputs["number"] != os.getpid()
