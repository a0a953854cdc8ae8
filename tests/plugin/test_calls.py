"""Calls of flows and channels: what they are told of, how they are carried out, and what they tell."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.plugin import (
    Context,
    Notification,
    Postpone,
    User,
    channel,
    flow,
    predicate,
)
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.invocation import Failed, Invocation, Postponed, Returned
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.problems import Unavailable
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.request import Request
from tests.plugin import isolated_flows
from tests.plugin.calling import kit_of, raising_flow


def test_who_is_told_is_more_than_a_text() -> None:
    @flow("tell")
    def tell(context: Context) -> None:
        context.notify("ann", "hello", via="memory")  # type: ignore[arg-type]  # that is the mistake

    answer = kit_of(tell=tell).call("tell", {})
    assert isinstance(answer, Failed)
    assert answer.code == "TypeError"
    assert answer.message.startswith("""who is told is a User, Group or Queue, as User("ann"), and not 'ann'""")


def test_the_context_tells_of_the_call_and_the_plugin() -> None:
    seen: list[Context] = []

    @flow("look")
    def look(context: Context) -> None:
        seen.append(context)

    project = Project(folder=Path("/project"), settings={"crm": {"url": "x"}, "other": {"url": "y"}})
    calls = Calls(load_plugins(project, installed=False, given=[("crm", type("Plugin", (), {"look": look}))]))
    deadline, cancelled = datetime(2026, 1, 5, 9, tzinfo=UTC), threading.Event()
    ready = calls.flow(
        Request(
            declared=look.signature,
            arguments={},
            records={},
            fetch=lambda _type, _id: None,
            key="run/2/1/0",
            run="run",
            step="resolve.fix",
            attempt=3,
            deadline=deadline,
            cancelled=cancelled,
        )
    )
    assert isinstance(ready, Invocation)
    assert ready.run() == Returned({})
    context = seen[0]
    assert (context.idempotency_key, context.attempt, context.run, context.step) == (
        "run/2/1/0",
        3,
        "run",
        "resolve.fix",
    )
    assert (context.deadline, context.settings, context.folder) == (deadline, {"url": "x"}, Path("/project"))
    cancelled.set()
    assert context.cancelled.is_set()
    assert context.log.logger.name == "orchestra.flow.look"
    assert context.log.extra == {"run": "run", "step": "resolve.fix"}


def test_a_flow_tells_somebody_something_once_however_often_it_is_called() -> None:
    @flow("tell")
    def tell(context: Context) -> None:
        context.notify(User("omar"), "first", via="memory")
        context.notify(User("omar"), "second", via="memory", subject="Case")

    kit = kit_of(tell=tell)
    for attempt in (1, 2):
        assert kit.call("tell", {}, key="k", attempt=attempt) == Returned({})
    assert kit.notified == [
        Notification(to=User("omar"), text="first", key="k/1", via="memory"),
        Notification(to=User("omar"), text="second", subject="Case", key="k/2", via="memory"),
    ]
    kit.call("tell", {}, key="other")
    assert len(kit.notified) == 4


def test_a_channel_gets_the_settings_of_its_own_plugin() -> None:
    seen: list[Any] = []

    @channel("pager")
    def pager(notification: Notification, context: Context) -> None:
        seen.append((notification.text, context.settings, context.idempotency_key))

    @flow("tell")
    def tell(context: Context) -> None:
        context.notify(User("omar"), "hello", via="pager")

    project = Project(folder=Path(), settings={"pager": {"number": 1}, "flows": {"number": 2}})
    given = [("pager", type("Pager", (), {"pager": pager})), ("flows.py", type("Flows", (), {"tell": tell}))]
    calls = Calls(load_plugins(project, installed=False, given=given))
    request = Request(
        declared=tell.signature, arguments={}, records={}, fetch=lambda _t, _i: None, key="k", run="r", step="s"
    )
    ready = calls.flow(request)
    assert isinstance(ready, Invocation)
    assert ready.run() == Returned({})
    assert seen == [("hello", {"number": 1}, "k/1")]


def test_a_channel_may_put_off_what_the_engine_sends_and_not_what_a_flow_does() -> None:
    seen: list[tuple[bool, datetime]] = []

    @channel("night")
    def night(notification: Notification, context: Context) -> None:
        seen.append((notification.may_wait, context.now))
        raise Postpone(context.now + timedelta(seconds=1), "it is night")

    @flow("tell")
    def tell(context: Context) -> None:
        context.notify(User("omar"), "hello", via="night")

    plugin = type("Plugin", (), {"night": night, "tell": tell})
    calls = Calls(load_plugins(Project(folder=Path()), installed=False, given=[("test", plugin)]), lambda: 5)
    assert calls.tell("night", "user:omar", "", "hello", key="k", run="r", step="s") == Postponed(
        1_000_005, "it is night"
    )
    request = Request(
        declared=tell.signature, arguments={}, records={}, fetch=lambda _t, _i: None, key="k", run="r", step="s"
    )
    ready = calls.flow(request)
    assert isinstance(ready, Invocation)
    assert ready.run() == Failed("Postponed", "night would tell omar later: it is night")
    at = datetime(1970, 1, 1, microsecond=5, tzinfo=UTC)
    assert seen == [(True, at), (False, at)]


def test_a_channel_that_is_not_there_fails_the_flow_with_a_hint() -> None:
    @flow("tell")
    def tell(context: Context) -> None:
        context.notify(User("omar"), "hello", via="memori")

    answer = kit_of(tell=tell).call("tell", {})
    assert answer == Failed("PluginError", "no plugin supplies the channel memori. Did you mean `memory`?")


def test_the_console_channel_prints_each_notification_once(capsys: pytest.CaptureFixture[str]) -> None:
    kit = kit_of()
    for _ in range(2):
        kit.calls.notify("console", Notification(to=User("omar"), subject="Case C-17", text="It is closed.", key="k"))
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "To omar: Case C-17: It is closed.\n")


def test_a_name_that_no_plugin_supplies_is_answered_with_the_nearest() -> None:
    kit = kit_of(fail=raising_flow(ValueError()))
    declared = Signature("flow", "fial", ())
    request = Request(
        declared=declared, arguments={}, records={}, fetch=lambda _t, _i: None, key="k", run="r", step="s"
    )
    assert kit.calls.flow(request) == Failed("PluginError", "no plugin supplies the flow fial. Did you mean `fail`?")
    with pytest.raises(Unavailable):
        kit.registry.predicate("fail")


def test_how_a_call_is_carried_out_is_known_once_its_function_is() -> None:
    @flow("plain")
    def plain() -> None:
        """Do nothing."""

    @flow("awaited")
    async def awaited() -> None:
        """Do nothing."""

    @predicate("holds")
    def holds() -> bool:
        return True

    plugin = type("Plugin", (), {"plain": plain, "awaited": awaited, "apart": isolated_flows.wait, "holds": holds})
    registry = load_plugins(Project(folder=Path()), installed=False, given=[("test", plugin)])
    calls = Calls(registry)
    names = [
        ("flow", "plain"),
        ("flow", "awaited"),
        ("flow", isolated_flows.wait.name),
        ("predicate", "holds"),
        ("flow", "missing"),
    ]
    assert [calls.manner(kind, name) for kind, name in names] == [None] * 5  # type: ignore[arg-type]  # they are kinds
    registry.signatures()
    manners = [calls.manner(kind, name) for kind, name in names]  # type: ignore[arg-type]  # they are kinds
    assert manners == ["thread", "loop", "process", "thread", None]
