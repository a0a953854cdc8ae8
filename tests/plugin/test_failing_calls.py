"""Whatever is raised in a call, by its code or by classes of its author, the answer is a plain value."""

import asyncio
import threading
from typing import Any

import attrs
import pytest

from orchestra_dsl.plugin import (
    FlowError,
    flow,
)
from orchestra_dsl.plugin.invocation import Failed
from tests.plugin.calling import kit_of, made_ready, raising_async_flow, raising_flow


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


@pytest.mark.parametrize("raising", [raising_flow, raising_async_flow])
def test_a_named_error_is_told_by_its_name(raising: Any) -> None:
    answer = kit_of(fail=raising(FlowError("NoFunds", "the account is empty"))).call("fail", {})
    assert answer == Failed("NoFunds", "the account is empty")


@pytest.mark.parametrize("raising", [raising_flow, raising_async_flow])
@pytest.mark.parametrize("error", [ValueError, SystemExit, GeneratorExit, BaseException])
def test_any_other_error_is_told_by_its_class_and_its_place(raising: Any, error: type[BaseException]) -> None:
    fail = raising(error("bad"))
    answer = kit_of(fail=fail).call("fail", {})
    line = fail.function.__code__.co_firstlineno + 2
    assert answer == Failed(error.__name__, f"bad (calling.py, line {line})")


def test_a_flow_that_raises_cancelled_by_itself_has_failed() -> None:
    answer = kit_of(fail=raising_async_flow(asyncio.CancelledError())).call("fail", {})
    assert isinstance(answer, Failed)
    assert answer.code == "CancelledError"


def test_a_flow_that_raises_ctrl_c_on_a_thread_of_its_own_has_failed() -> None:
    ready = made_ready(kit_of(fail=raising_flow(KeyboardInterrupt())), "fail")
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
        task = asyncio.create_task(made_ready(kit_of(hang=hang), "hang").run_async())
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancel())


def test_an_error_without_words_and_one_with_too_many_are_told_in_bounds() -> None:
    wordless = kit_of(fail=raising_flow(Unspeakable())).call("fail", {})
    assert isinstance(wordless, Failed)
    assert wordless.message.startswith("Unspeakable (calling.py")
    huge = kit_of(fail=raising_flow(FlowError("N" * 10_000, "x" * 1_000_000))).call("fail", {})
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


@pytest.mark.parametrize("raising", [raising_flow, raising_async_flow])
def test_an_error_that_has_no_name_of_its_own_is_told_by_its_class(raising: Any) -> None:
    assert kit_of(fail=raising(Nameless())).call("fail", {}) == Failed("Nameless", "no funds")


@pytest.mark.parametrize("raising", [raising_flow, raising_async_flow])
def test_half_a_character_in_an_error_is_no_reason_not_to_tell_it(raising: Any) -> None:
    answer = kit_of(fail=raising(FlowError("No\ud800Funds", "\udfff is empty"))).call("fail", {})
    assert answer == Failed("No?Funds", "? is empty")


def test_a_plain_function_that_returns_something_to_be_awaited_has_failed() -> None:
    async def later() -> None: ...

    @flow("later")
    def wrong() -> None:
        coroutine = later()
        coroutine.close()
        return coroutine  # type: ignore[return-value]  # that is the mistake

    answer = kit_of(later=wrong).call("later", {})
    assert isinstance(answer, Failed)
    assert "returned coroutine, where it should return nothing" in answer.message


def test_an_author_class_that_refuses_its_fields_fails_the_call_and_no_more() -> None:
    @attrs.frozen
    class Percent:
        value: int = attrs.field(validator=attrs.validators.le(100))

    @flow("take")
    def take(percent: Percent) -> None: ...

    answer = kit_of(take=take).call("take", {"percent": {"value": 101}})
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

    answer = kit_of(take=take).call("take", {"percent": {"value": 7}})
    assert isinstance(answer, Failed)
    assert (answer.code, answer.message.partition(" (")[0]) == ("SystemExit", "no")
