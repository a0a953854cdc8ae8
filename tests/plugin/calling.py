"""What tests of calls supply: plugins of these functions, and flows that raise."""

from typing import Any

from orchestra_dsl.plugin import Later, flow
from orchestra_dsl.plugin.invocation import Invocation, Returned
from orchestra_dsl.plugin.kit import Kit
from orchestra_dsl.plugin.request import Request


def kit_of(**supplied: Any) -> Kit:
    """The kit for a plugin that supplies this."""
    return Kit(type("Plugin", (), supplied))


def raising_flow(error: BaseException) -> Any:
    """A flow that raises this."""

    @flow("fail")
    def fail() -> None:
        raise error

    return fail


def raising_async_flow(error: BaseException) -> Any:
    """An async flow that raises this."""

    @flow("fail")
    async def fail() -> None:
        raise error

    return fail


def made_ready(kit: Kit, name: str) -> Invocation[Returned | Later]:
    """A call of a flow without inputs, to be carried out."""
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
