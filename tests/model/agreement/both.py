"""An event goes to both sides of a pair; what the run then asks of records and locks is done, and all is compared."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from tests.model.agreement.comparing import compare, goes_round
from tests.model.agreement.fast import Fast
from tests.model.agreement.pair import Pair
from tests.model.agreement.posts import carry_out
from tests.model.state import Run
from tests.model.work_items import Refused
from tests.model.world import World


def happens(pair: Pair, what: str, fast: Callable[[Fast], Any], model: Callable[[Run, World], Run]) -> None:
    """Let the same happen to both. Raises Disagreement."""
    pair.story.append(what)
    pair.run = evolve(pair.run, now=pair.world.now)
    refused = [_is_refused(lambda: fast(pair.fast)), _is_refused(lambda: _to_model(pair, model))]
    if refused[0] != refused[1]:
        pair.disagree("refused", *refused)
    carry_out(pair)
    if not goes_round(pair):
        compare(pair)


def _to_model(pair: Pair, model: Callable[[Run, World], Run]) -> None:
    pair.run = model(pair.run, pair.world)


def _is_refused(act: Callable[[], None]) -> bool:
    try:
        act()
    except Refused:
        return True
    return False
