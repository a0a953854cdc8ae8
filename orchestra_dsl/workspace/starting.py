"""Which run `orchestra run` is about: a new one, or one that was begun before and goes on."""

from collections.abc import Mapping
from typing import Any

import attrs

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.arguments import accept_arguments
from orchestra_dsl.graph.statuses import UNDER_WAY
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.workspace.engine import ProjectEngine

_LOOKED_AT = 50


@attrs.frozen
class Begun:
    """The run, and whether it was there before."""

    run: str
    resumed: bool


def start_or_go_on(
    engine: ProjectEngine, orchestration: str, arguments: Mapping[str, Any], by: Acting, *, anew: bool = False
) -> Begun:
    """Go on with the newest unfinished run that was started with these arguments, or start one. Raises Refusal.

    So a command that was interrupted is simply given again. `anew` starts one in any case.
    """
    stored = _accepted(engine, orchestration, arguments)
    if not anew:
        for status in UNDER_WAY:
            for row in engine.runs.newest(orchestration=orchestration, status=status, limit=_LOOKED_AT):
                if _given(engine.runs.get(row.id).arguments) == stored:
                    return Begun(row.id, resumed=True)
    return Begun(engine.start(orchestration, arguments, by), resumed=False)


def _accepted(engine: ProjectEngine, orchestration: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    parameters = engine.programs.orchestration(orchestration).graph.parameters
    try:
        values = accept_arguments(parameters, arguments)
    except BadValue as error:
        raise Refusal("bad value", str(error)) from error
    return _given({each.name: value for each, value in zip(parameters, values, strict=True)})


def _given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}
