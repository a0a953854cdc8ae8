"""The kit calls what a plugin supplies as the engine does, and says what came of it."""

import sys
from typing import TypedDict

import pytest

from orchestra_dsl.plugin import Context, Notification, channel, flow
from orchestra_dsl.plugin.invocation import Failed, Returned
from orchestra_dsl.plugin.kit import Kit


class Acted(TypedDict):
    who: str
    key: str
    attempt: int


@flow("act")
def act(context: Context) -> Acted:
    return {
        "who": str(context.acting_for),
        "key": context.idempotency_key,
        "attempt": context.attempt,
    }


class Waited(TypedDict):
    waited: bool


@flow("wait")
async def wait() -> Waited:
    return {"waited": True}


RUNG: list[tuple[str, str | None, str]] = []


@channel("bell")
def bell(notification: Notification, context: Context) -> None:
    if notification.text == "":
        raise ValueError("there is nothing to say")
    RUNG.append((notification.to.principal, notification.subject, f"{context.settings['sound']}: {notification.text}"))


@pytest.fixture
def kit() -> Kit:
    RUNG.clear()
    return Kit(sys.modules[__name__], settings={"sound": "Ding"})


def test_a_flow_is_called_as_an_attempt_for_somebody(kit: Kit) -> None:
    outputs = {"who": "ann", "key": "run/1", "attempt": 2}
    assert kit.call("act", {}, key="run/1", attempt=2, acting_for="ann") == Returned(outputs)


def test_a_channel_tells_somebody_or_says_why_not(kit: Kit) -> None:
    assert kit.tell("bell", "ann", "Wake up", subject="Morning") is None
    assert RUNG == [("user:ann", "Morning", "Ding: Wake up")]
    failed = kit.tell("bell", "ann", "")
    assert isinstance(failed, Failed)
    assert (failed.code, failed.message.partition(" (")[0]) == ("ValueError", "there is nothing to say")
    assert kit.tell("gong", "ann", "Wake up") is not None


async def test_an_async_flow_can_be_called_where_a_loop_runs_already(kit: Kit) -> None:
    assert kit.call("wait", {}) == Returned({"waited": True})
