"""The channels that are always there: each message once within a process, and what a channel that fails does."""

import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from orchestra_dsl.plugin import Context, Group, Notification, Queue, User, builtin, channel, flow
from orchestra_dsl.plugin.builtin import ConsoleChannel, MemoryChannel
from orchestra_dsl.plugin.invocation import Failed, Returned
from orchestra_dsl.plugin.kit import Kit

Read = Callable[[], list[str]]


def message(key: str, text: str = "hello") -> Notification:
    """A message to somebody."""
    return Notification(to=User("omar"), text=text, key=key)


@pytest.fixture(params=["memory", "console"])
def told(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> tuple[Callable[..., None], Read]:
    """A channel, and what was sent through it since this was last asked."""
    if request.param == "console":
        console = ConsoleChannel()
        return console.function, lambda: [line.partition(": ")[2] for line in capsys.readouterr().err.splitlines()]
    memory = MemoryChannel()

    def read() -> list[str]:
        sent = [each.text for each in memory.sent]
        memory.sent.clear()
        return sent

    return memory.function, read


def test_each_message_is_told_once(told: tuple[Callable[..., None], Read]) -> None:
    tell, read = told
    for key, text in (("a/1", "first"), ("a/2", "second"), ("a/1", "first"), ("b/1", "first")):
        tell(message(key, text))
    assert read() == ["first", "second", "first"]
    tell(message("a/2", "second"))
    assert read() == []


def test_only_so_many_messages_are_remembered(
    told: tuple[Callable[..., None], Read], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell, read = told
    monkeypatch.setattr(builtin, "REMEMBERED", 3)
    for key in "abcd":
        tell(message(key, key))
    assert read() == ["a", "b", "c", "d"]
    for key in "dcba":
        tell(message(key, key))
    assert read() == ["a"]


def test_flows_tell_on_many_threads_at_once(told: tuple[Callable[..., None], Read]) -> None:
    tell, read = told
    together = threading.Barrier(8)
    failed: list[Exception] = []

    def work() -> None:
        together.wait()
        try:
            for number in range(500):
                tell(message(str(number), str(number)))
        except Exception as error:  # noqa: BLE001 - a thread's error is seen by nobody else
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(map(int, read())) == list(range(500))


def test_a_line_on_the_console_says_who_is_told_what(capsys: pytest.CaptureFixture[str]) -> None:
    tell = ConsoleChannel().function
    tell(Notification(to=Group("Agents"), text="It is closed.", subject="Case C-17", key="1"))
    tell(message("2"))
    assert capsys.readouterr() == ("", "To Agents: Case C-17: It is closed.\nTo omar: hello\n")


def test_what_the_console_could_not_print_is_printed_the_next_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_text: str) -> None:
        raise OSError("no space left")

    tell = ConsoleChannel().function
    with monkeypatch.context() as broken:
        broken.setattr("sys.stderr", SimpleNamespace(write=full))
        with pytest.raises(OSError, match="no space left"):
            tell(message("1"))
    tell(message("1"))
    tell(message("1"))
    assert capsys.readouterr().err == "To omar: hello\n"


def test_a_channel_that_fails_fails_the_flow_and_the_next_attempt_tells_only_what_is_missing() -> None:
    paged: list[str] = []

    @channel("pager")
    def pager(notification: Notification) -> None:
        paged.append(notification.key)
        if len(paged) == 1:
            raise ConnectionError("the pager is broken")

    @flow("alarm")
    def alarm(context: Context) -> None:
        context.notify(User("omar"), "first", via="memory")
        context.notify(User("omar"), "second", via="pager")
        context.notify(User("omar"), "third", via="memory")

    kit = Kit(SimpleNamespace(alarm=alarm, pager=pager))
    answer = kit.call("alarm", {}, key="k")
    assert isinstance(answer, Failed)
    assert answer.code == "ConnectionError"
    assert "the pager is broken" in answer.message
    assert [each.text for each in kit.notified] == ["first"]
    assert kit.call("alarm", {}, key="k", attempt=2) == Returned({})
    assert [each.text for each in kit.notified] == ["first", "third"]
    assert paged == ["k/2", "k/2"]


def test_a_flow_may_go_on_without_a_channel_that_fails() -> None:
    @channel("pager")
    def pager(_notification: Notification) -> None:
        raise ConnectionError("the pager is broken")

    @flow("alarm")
    def alarm(context: Context) -> None:
        try:
            context.notify(User("omar"), "wake up", via="pager")
        except ConnectionError:
            context.notify(User("omar"), "wake up", via="memory")

    kit = Kit(SimpleNamespace(alarm=alarm, pager=pager))
    assert kit.call("alarm", {}, key="k") == Returned({})
    assert [each.key for each in kit.notified] == ["k/2"]


def test_what_is_sent_to_a_group_or_queue_goes_to_each_of_its_members() -> None:
    @flow("alarm")
    def alarm(context: Context) -> None:
        context.notify(Group("Agents"), "wake up", via="memory")
        context.notify(Queue("Triage"), "look", via="memory")

    people = {
        "users": {"ann": {}, "bob": {}, "old": {"active": False}},
        "groups": {"Agents": ["bob", "ann", "old"]},
        "queues": {"Triage": ["ann", "group:Agents"]},
    }
    kit = Kit(SimpleNamespace(alarm=alarm), people=people)
    for attempt in (1, 2):
        assert kit.call("alarm", {}, key="k", attempt=attempt) == Returned({})
    assert [(each.to, each.text, each.key) for each in kit.notified] == [
        (User("ann"), "wake up", "k/1/ann"),
        (User("bob"), "wake up", "k/1/bob"),
        (User("ann"), "look", "k/2/ann"),
        (User("bob"), "look", "k/2/bob"),
    ]
