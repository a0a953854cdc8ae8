"""Flows that say how far they have come: by their context, or as generators that return their outputs."""

import threading
from collections.abc import AsyncGenerator, Generator, Iterator
from typing import Any, TypedDict

import pytest

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.types import INTEGER, Field
from orchestra_dsl.plugin import Context, Later, Progress, flow
from orchestra_dsl.plugin.invocation import Failed, Invocation, Returned
from orchestra_dsl.plugin.kit import Kit
from orchestra_dsl.plugin.problems import BadPlugin


class Written(TypedDict):
    pages: int


@flow("write")
def write(pages: int) -> Generator[Progress, None, Written]:
    for page in range(pages):
        yield Progress(page / pages, f"writing page {page + 1}")
    return {"pages": pages}


@flow("write")
def write_and_say(pages: int, context: Context) -> Written:
    for page in range(pages):
        context.progress(page / pages, f"writing page {page + 1}")
    return {"pages": pages}


@flow("write")
async def write_async(pages: int, context: Context) -> Written:
    return write_and_say(pages, context)


@pytest.mark.parametrize("writing", [write, write_and_say, write_async])
def test_progress_is_told_and_the_outputs_come_at_the_end(writing: Any) -> None:
    kit = Kit(type("Plugin", (), {"write": writing}))
    assert kit.call("write", {"pages": 2}) == Returned({"pages": 2})
    assert kit.reported == [Progress(0.0, "writing page 1"), Progress(0.5, "writing page 2")]
    assert writing.signature == Signature("flow", "write", (Field("pages", INTEGER),), (Field("pages", INTEGER),))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ((1.0000001, "x"), Progress(1.0, "x")),
        ((-1, "x"), Progress(0.0, "x")),
        ((float("nan"),), Progress(None, "")),
        ((None, "two\nlines"), Progress(None, "two lines")),
        ((None, "half \ud800"), Progress(None, "half ?")),
        ((0.5, "x" * 1_000), Progress(0.5, "x" * 200 + "…")),
    ],
)
def test_what_is_told_is_kept_in_bounds(given: tuple[Any, ...], kept: Progress) -> None:
    assert Progress(*given).fraction == kept.fraction
    assert Progress(*given).text in (kept.text, kept.text[:201])


def test_a_generator_may_answer_later() -> None:
    @flow("begin")
    def begin() -> Generator[Progress, None, Written | Later]:
        yield Progress(None, "asking")
        return Later()

    assert begin.signature.outputs == (Field("pages", INTEGER),)
    assert Kit(type("Plugin", (), {"begin": begin})).call("begin", {}) == Later()


def test_a_generator_without_outputs_returns_nothing() -> None:
    @flow("tidy")
    def tidy() -> Generator[Progress, None, None]:
        yield Progress(0.5)

    assert tidy.signature.outputs == ()
    assert Kit(type("Plugin", (), {"tidy": tidy})).call("tidy", {}) == Returned({})


def test_a_generator_that_yields_something_else_has_failed_and_is_closed() -> None:
    closed: list[bool] = []

    @flow("wrong")
    def wrong() -> Generator[Progress, None, None]:
        try:
            yield 7  # type: ignore[misc]  # that is the mistake
        finally:
            closed.append(True)

    answer = Kit(type("Plugin", (), {"wrong": wrong})).call("wrong", {})
    assert isinstance(answer, Failed)
    assert (answer.code, closed) == ("BadResult", [True])
    assert "it yielded 7, where Progress(…) is expected" in answer.message


def test_a_generator_ends_once_nobody_waits() -> None:
    cancelled, ended = threading.Event(), threading.Event()

    def endless() -> Generator[Progress, None, None]:
        try:
            while True:
                yield Progress(None, "still there")
        finally:
            ended.set()

    told: list[Progress] = []

    def report(progress: Progress) -> None:
        told.append(progress)
        cancelled.set()

    Invocation(endless, {}, lambda value: value, is_async=False, report=report, cancelled=cancelled).run()
    assert ended.is_set()
    assert told == [Progress(None, "still there")]


def _bare() -> Any:
    @flow("bare")
    def bare() -> None:  # type: ignore[misc]  # that is the mistake
        yield Progress(0.5)

    return bare


def _iterator() -> Any:
    @flow("bare")
    def bare() -> Iterator[Progress]:
        yield Progress(0.5)

    return bare


def _numbers() -> Any:
    @flow("bare")
    def bare() -> Generator[int, None, None]:
        yield 1

    return bare


def _async() -> Any:
    @flow("bare")
    async def bare() -> AsyncGenerator[Progress, None]:
        yield Progress(0.5)

    return bare


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (_bare, "it yields, and its annotation does not say what it returns"),
        (_iterator, "it yields, and its annotation does not say what it returns"),
        (_numbers, "it yields something else than its progress"),
        (_async, "it yields, and is async"),
    ],
)
def test_what_yields_in_another_way_is_refused_with_a_hint(make: Any, what: str) -> None:
    with pytest.raises(BadPlugin, match=what) as refused:
        _ = make().signature
    assert refused.value.hint
