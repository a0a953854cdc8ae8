"""Flows that answer later: what their annotation says, and what a call of one answers."""

from typing import Any, TypedDict

import pytest

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.types import BOOLEAN, Field
from orchestra_dsl.plugin import Context, Flow, Later, flow, predicate
from orchestra_dsl.plugin.invocation import Failed
from orchestra_dsl.plugin.kit import Kit


class Approval(TypedDict):
    approved: bool


@flow("ask")
def ask(context: Context) -> Approval | Later:
    assert context.token
    return Later()


@flow("ask")
async def ask_async(context: Context) -> Later | Approval:
    assert context.token
    return Later()


@flow("ask")
def ask_for_nothing() -> Later:
    return Later()


@flow("ask")
def ask_perhaps() -> Later | None:
    return Later()


@pytest.mark.parametrize(
    ("asking", "outputs"),
    [
        (ask, (Field("approved", BOOLEAN),)),
        (ask_async, (Field("approved", BOOLEAN),)),
        (ask_for_nothing, ()),
        (ask_perhaps, ()),
    ],
)
def test_the_annotation_says_the_outputs_that_come_later(asking: Flow[..., Any], outputs: tuple[Field, ...]) -> None:
    assert asking.signature == Signature("flow", "ask", (), outputs)
    assert Kit(type("Plugin", (), {"ask": asking})).call("ask", {}) == Later()


def test_a_predicate_cannot_answer_later() -> None:
    @predicate("is_open")
    def is_open() -> bool:
        return Later()  # type: ignore[return-value]  # that is the mistake

    answer = Kit(type("Plugin", (), {"is_open": is_open})).ask("is_open", {})
    assert isinstance(answer, Failed)
    assert answer.code == "BadResult"
