"""Calling a flow of orchestra-http as the engine does."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import orchestra_http
import pytest
from orchestra_http.testing import LOCAL

from orchestra_dsl.graph.accept import accept_fields
from orchestra_dsl.plugin.calls import Calls, Request
from orchestra_dsl.plugin.convert import plain
from orchestra_dsl.plugin.invocation import Failed, Invocation, Returned
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import Registry

Answer = Returned | Later | Failed


def loaded(flow: Mapping[str, Any], **common: Any) -> Registry:
    settings = {"private": [LOCAL], **common, "flows": {"crm.call": flow}}
    project = Project(folder=Path(), settings={"http": settings})
    return load_plugins(project, installed=False, given=[("http", orchestra_http)])


async def called(flow: Mapping[str, Any], arguments: Mapping[str, Any] | None = None, **common: Any) -> Answer:
    """Call the flow as the engine does."""
    registry = loaded(flow, **common)
    assert registry.check() == ()
    declared = registry.flow("crm.call").signature
    request = Request(
        declared=declared,
        arguments=accept_fields(declared.parameters, plain(arguments or {})),
        records={},
        fetch=lambda _type, _id: None,
        key="the-key",
        run="r1",
        step="s",
        token=lambda: "call_TOKEN",
    )
    ready = Calls(registry).flow(request)
    assert isinstance(ready, Invocation)
    answer: Answer = await ready.run_async()
    return answer


@pytest.fixture
def registry_of() -> Callable[..., Registry]:
    """What loads one flow."""
    return loaded


@pytest.fixture
def call() -> Callable[..., Awaitable[Answer]]:
    """What calls one flow."""
    return called
