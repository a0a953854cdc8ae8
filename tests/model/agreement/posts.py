"""What a run asks of records and of locks: done for both sides of a pair after the event, in the order of asking."""

from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from tests.model import happen, locks
from tests.model.agreement.comparing import goes_round, match_calls
from tests.model.agreement.pair import Pair

Post = co.UpdateRecord | co.TakeLock | co.LeaveLock


def carry_out(pair: Pair) -> None:
    """Do what the run asks for, and what it asks for then."""
    while not goes_round(pair):
        match_calls(pair)
        posts = [(number, pair.fast.calls[number], other) for number, other in pair.calls if number not in pair.done]
        wanted = [(number, post, other) for number, post, other in posts if isinstance(post, Post)]
        if [other for *_, other in wanted] != sorted(other for *_, other in wanted):
            pair.disagree("the order of asking", [post for _, post, _ in wanted], [other for *_, other in wanted])
        if not wanted:
            return
        number, post, other = wanted[0]
        pair.done.add(number)
        _do(pair, post, other)


def _do(pair: Pair, post: Post, number: int) -> None:
    match post:
        case co.UpdateRecord():
            _write(pair, post, number)
        case co.TakeLock(name=name):
            _give_lock(pair, locks.join(pair.world, name, number), at_once=True)
        case co.LeaveLock(name=name):
            (asked,) = pair.run.calls[number].identity
            _give_lock(pair, locks.leave(pair.world, name, asked))


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


def _give_lock(pair: Pair, who: locks.Who | None, *, at_once: bool = False) -> None:
    """Whoever has the lock now is told, if that is a stage of this run."""
    asked = asked_by(pair, who)
    if asked is not None and isinstance(who, int):
        pair.fast.apply(ev.LockTaken(asked.ref, asked.passed if at_once else 0))
        pair.run = happen.lock_taken(pair.run, pair.world, who, at_once=at_once)


def asked_by(pair: Pair, who: locks.Who | None) -> co.TakeLock | None:
    """What the interpreter has asked for by this call of the model; None for another run."""
    found = (pair.fast.calls[number] for number, other in pair.calls if other == who)
    return next((each for each in found if isinstance(each, co.TakeLock)), None)
