"""Calls of flows, predicates, screens and channels: whatever their code does, the answer is a plain value."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict

import attrs
import pytest

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.plugin import (
    Answer,
    Context,
    FlowError,
    Later,
    Notification,
    Postpone,
    User,
    View,
    channel,
    flow,
    predicate,
    screen,
)
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.invocation import Answered, Failed, Invocation, Postponed, Returned
from orchestra_dsl.plugin.kit import Kit
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.problems import Unavailable
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.request import Request
from tests.plugin import isolated_flows


class Out(TypedDict):
    out: str


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def _kit(**supplied: Any) -> Kit:
    return Kit(type("Plugin", (), supplied))


def _raising(error: BaseException) -> Any:
    @flow("fail")
    def fail() -> None:
        raise error

    return fail


def _raising_async(error: BaseException) -> Any:
    @flow("fail")
    async def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize("raising", [_raising, _raising_async])
def test_a_named_error_is_told_by_its_name(raising: Any) -> None:
    answer = _kit(fail=raising(FlowError("NoFunds", "the account is empty"))).call("fail", {})
    assert answer == Failed("NoFunds", "the account is empty")


@pytest.mark.parametrize("raising", [_raising, _raising_async])
@pytest.mark.parametrize("error", [ValueError, SystemExit, GeneratorExit, BaseException])
def test_any_other_error_is_told_by_its_class_and_its_place(raising: Any, error: type[BaseException]) -> None:
    fail = raising(error("bad"))
    answer = _kit(fail=fail).call("fail", {})
    line = fail.function.__code__.co_firstlineno + 2
    assert answer == Failed(error.__name__, f"bad (test_calls.py, line {line})")


def test_a_flow_that_raises_cancelled_by_itself_has_failed() -> None:
    answer = _kit(fail=_raising_async(asyncio.CancelledError())).call("fail", {})
    assert isinstance(answer, Failed)
    assert answer.code == "CancelledError"


def test_a_flow_that_raises_ctrl_c_on_a_thread_of_its_own_has_failed() -> None:
    ready = _ready(_kit(fail=_raising(KeyboardInterrupt())), "fail")
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(ready.run()))
    thread.start()
    thread.join()
    assert answers[0].code == "KeyboardInterrupt"


def test_an_async_flow_that_is_cancelled_from_outside_ends_as_cancelled() -> None:
    @flow("hang")
    async def hang() -> None:
        await asyncio.sleep(60)

    async def cancel() -> None:
        task = asyncio.create_task(_ready(_kit(hang=hang), "hang").run_async())
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancel())


def test_an_error_without_words_and_one_with_too_many_are_told_in_bounds() -> None:
    wordless = _kit(fail=_raising(Unspeakable())).call("fail", {})
    assert isinstance(wordless, Failed)
    assert wordless.message.startswith("Unspeakable (test_calls.py")
    huge = _kit(fail=_raising(FlowError("N" * 10_000, "x" * 1_000_000))).call("fail", {})
    assert isinstance(huge, Failed)
    assert len(huge.code) == 200
    assert len(huge.message) == 2001


@pytest.mark.parametrize("name", ["", 7, None])
def test_a_flow_error_needs_a_name(name: Any) -> None:
    with pytest.raises(ValueError, match=f"needs a name, which is a text, and not {name!r}"):
        FlowError(name)


class Nameless(FlowError):
    """Its author has forgotten that there is more to a FlowError."""

    def __init__(self) -> None:
        Exception.__init__(self, "no funds")


@pytest.mark.parametrize("raising", [_raising, _raising_async])
def test_an_error_that_has_no_name_of_its_own_is_told_by_its_class(raising: Any) -> None:
    assert _kit(fail=raising(Nameless())).call("fail", {}) == Failed("Nameless", "no funds")


@pytest.mark.parametrize("raising", [_raising, _raising_async])
def test_half_a_character_in_an_error_is_no_reason_not_to_tell_it(raising: Any) -> None:
    answer = _kit(fail=raising(FlowError("No\ud800Funds", "\udfff is empty"))).call("fail", {})
    assert answer == Failed("No?Funds", "? is empty")


def test_who_is_told_is_more_than_a_text() -> None:
    @flow("tell")
    def tell(context: Context) -> None:
        context.notify("ann", "hello", via="memory")  # type: ignore[arg-type]  # that is the mistake

    answer = _kit(tell=tell).call("tell", {})
    assert isinstance(answer, Failed)
    assert answer.code == "TypeError"
    assert answer.message.startswith("""who is told is a User, Group or Queue, as User("ann"), and not 'ann'""")


def test_a_plain_function_that_returns_something_to_be_awaited_has_failed() -> None:
    async def later() -> None: ...

    @flow("later")
    def wrong() -> None:
        coroutine = later()
        coroutine.close()
        return coroutine  # type: ignore[return-value]  # that is the mistake

    answer = _kit(later=wrong).call("later", {})
    assert isinstance(answer, Failed)
    assert "returned coroutine, where it should return nothing" in answer.message


def test_an_author_class_that_refuses_its_fields_fails_the_call_and_no_more() -> None:
    @attrs.frozen
    class Percent:
        value: int = attrs.field(validator=attrs.validators.le(100))

    @flow("take")
    def take(percent: Percent) -> None: ...

    answer = _kit(take=take).call("take", {"percent": {"value": 101}})
    assert isinstance(answer, Failed)
    assert answer.code == "ValueError"
    assert "must be <= 100" in answer.message


def test_an_author_class_that_ends_the_process_fails_the_call_and_no_more() -> None:
    def leave(_value: int) -> int:
        raise SystemExit("no")

    @attrs.frozen
    class Percent:
        value: int = attrs.field(converter=leave)

    @flow("take")
    def take(percent: Percent) -> None: ...

    answer = _kit(take=take).call("take", {"percent": {"value": 7}})
    assert isinstance(answer, Failed)
    assert (answer.code, answer.message.partition(" (")[0]) == ("SystemExit", "no")


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

    kit = _kit(tell=tell)
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

    answer = _kit(tell=tell).call("tell", {})
    assert answer == Failed("PluginError", "no plugin supplies the channel memori. Did you mean `memory`?")


def test_the_console_channel_prints_each_notification_once(capsys: pytest.CaptureFixture[str]) -> None:
    kit = _kit()
    for _ in range(2):
        kit.calls.notify("console", Notification(to=User("omar"), subject="Case C-17", text="It is closed.", key="k"))
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "To omar: Case C-17: It is closed.\n")


def test_a_predicate_answers_and_may_ask_to_be_asked_again() -> None:
    @predicate("quiet")
    def quiet(days: int) -> bool | Answer:
        return days > 3 or Answer(value=False, ask_again_in=timedelta(hours=1))

    @predicate("patient")
    async def patient() -> Answer:
        return Answer(value=True)

    @predicate("eternal")
    def eternal() -> Answer:
        return Answer(value=True, ask_again_in=timedelta.max)

    kit = _kit(quiet=quiet, patient=patient, eternal=eternal)
    assert kit.ask("eternal", {}) == Answered(answer=True, again_in=100 * 365 * 86_400_000_000)
    assert kit.ask("quiet", {"days": 5}) == Answered(answer=True)
    assert kit.ask("quiet", {"days": 1}) == Answered(answer=False, again_in=3_600_000_000)
    assert kit.ask("patient", {}) == Answered(answer=True)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (None, "should answer true or false, not None"),
        ("yes", "should answer true or false, not 'yes'"),
        (Answer(value=1), "should answer true or false"),  # type: ignore[arg-type]  # that is the mistake
        (Answer(value=True, ask_again_in=timedelta(0)), "asks to be asked again in 0:00:00, which is no time at all"),
        (Answer(value=True, ask_again_in=timedelta(seconds=-1)), "which is no time at all"),
    ],
)
def test_a_predicate_that_answers_something_else_has_failed(answer: Any, problem: str) -> None:
    @predicate("quiet")
    def quiet() -> bool | Answer:
        found: bool = answer
        return found

    failed = _kit(quiet=quiet).ask("quiet", {})
    assert isinstance(failed, Failed)
    assert failed.code == "BadResult"
    assert problem in failed.message


def test_a_screen_shows_a_view_and_one_that_nobody_supplies_shows_nothing() -> None:
    @screen("fix", asks=Out)
    def fix(number: str) -> View:
        return View(title=f"Case {number}", help={"out": "In one sentence."})

    kit = _kit(fix=fix)
    assert kit.show("fix", {"number": "C-17"}) == View(title="Case C-17", help={"out": "In one sentence."})
    other = Request(
        declared=Signature("screen", "other", ()),
        arguments={},
        records={},
        fetch=lambda _t, _i: None,
        key="",
        run="r",
        step="s",
    )
    assert kit.calls.screen(other) is None


@pytest.mark.parametrize(
    ("shown", "what"),
    [
        ("text", "the screen fix should answer a View, not 'text'"),
        (View(title=7), "what the screen fix shows should be text, not 7"),  # type: ignore[arg-type]  # a mistake
        (View(help={"out": None}), "what the screen fix shows should be text, not None"),  # type: ignore[dict-item]  # it too
        (View(help="out"), "the screen fix should give its help by field, not 'out'"),  # type: ignore[arg-type]  # it too
        (View(text="x" * 100_001), "the screen fix shows 100,001 characters, where 100,000 are allowed"),
    ],
)
def test_a_screen_that_fails_is_told_as_failed(shown: Any, what: str) -> None:
    @screen("fix", asks=None)
    def fix() -> View:
        view: View = shown
        return view

    assert _kit(fix=fix).show("fix", {}) == Failed("BadResult", what)


def test_a_name_that_no_plugin_supplies_is_answered_with_the_nearest() -> None:
    kit = _kit(fail=_raising(ValueError()))
    declared = Signature("flow", "fial", ())
    request = Request(
        declared=declared, arguments={}, records={}, fetch=lambda _t, _i: None, key="k", run="r", step="s"
    )
    assert kit.calls.flow(request) == Failed("PluginError", "no plugin supplies the flow fial. Did you mean `fail`?")
    with pytest.raises(Unavailable):
        kit.registry.predicate("fail")


def _ready(kit: Kit, name: str) -> Invocation[Returned | Later]:
    request = Request(
        declared=kit.registry.flow(name).signature,
        arguments={},
        records={},
        fetch=lambda _t, _i: None,
        key="k",
        run="r",
        step="s",
    )
    ready = kit.calls.flow(request)
    assert isinstance(ready, Invocation)
    return ready


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
