"""An event goes to both sides of a pair; what the run then asks of records is done for both, and all is compared."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from tests.model import happen
from tests.model.agreement.comparing import compare, goes_round, match_calls
from tests.model.agreement.fast import Fast
from tests.model.agreement.pair import Pair
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
    _write_records(pair)
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


def _write_records(pair: Pair) -> None:
    """Do what the run asks of records, in the order in which it asks."""
    while not goes_round(pair):
        match_calls(pair)
        posts = ((number, pair.fast.calls[number], other) for number, other in pair.calls if number not in pair.written)
        wanted = next(
            ((number, post, other) for number, post, other in posts if isinstance(post, co.UpdateRecord)), None
        )
        if wanted is None:
            return
        pair.written.add(wanted[0])
        _write(pair, wanted[1], wanted[2])


def _write(pair: Pair, post: co.UpdateRecord, number: int) -> None:
    """The record is written, who waits for it hears of that, and then the one who has asked."""
    before = pair.world.records.get((post.type, post.id))
    if before is None:
        pair.fast.apply(ev.RecordUpdateFailed(post.ref, "RecordGone", "there is none"))
        pair.run = happen.broke(pair.run, pair.world, number, "RecordGone", "there is none")
        return
    pair.world.records[post.type, post.id] = {**before, **post.fields}
    pair.fast.changed(post.type, post.id, tuple(sorted(post.fields)))
    pair.run = happen.record_changed(pair.run, pair.world, post.type, post.id)
    pair.fast.apply(ev.RecordUpdated(post.ref, post.passed))
    pair.run = happen.returned(pair.run, pair.world, number, {})
