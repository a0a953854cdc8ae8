"""Many work items reassigned at once: those of a person or group, of a step, an orchestration or a run.

Each is reassigned as by hand, on the version that was read, and answered for by itself: what somebody else has changed
meanwhile, and what may not be given to the others, is left as it is and told.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from itertools import islice

from attrs import field, frozen

from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter.events import ItemReassigned
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import FactsUnavailable, Refusal
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.store.rows import ItemRow
from orchestra_dsl.runtime.threads.answer import answer_of

AT_ONCE = 64
"""How many are under way at once: they share transactions."""


@frozen(kw_only=True)
class Which:
    """Which open work items are meant: those that fit everything that is said.

    `of` is a user, who has claimed them or is among the candidates, or a group or queue among these; `step` is the
    name of an element, `run` the id of a run.
    """

    of: str | None = None
    step: str | None = None
    orchestration: str | None = None
    run: str | None = None


@frozen
class Reassigned:
    """What came of it: the keys of the items that were reassigned, and of the others, each with the reason."""

    done: tuple[int, ...] = ()
    left: tuple[tuple[int, str], ...] = field(default=())


def reassign(core: Core, rows: Iterable[ItemRow], which: Which, to: Sequence[str], by: Acting) -> Reassigned:
    """Give the items of these rows to others, some at a time. Raises StoreError."""
    done: list[int] = []
    left: list[tuple[int, str]] = []
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        for row, outcome in [(row, _begin(core, row, which, to, by)) for row in some]:
            reason = outcome if isinstance(outcome, str) else _why_not(outcome)
            if reason is None:
                done.append(row.key)
            else:
                left.append((row.key, reason))
    return Reassigned(tuple(done), tuple(left))


def _begin(core: Core, row: ItemRow, which: Which, to: Sequence[str], by: Acting) -> Future[bool] | str:
    """Ask for one to be reassigned; or say why it is not asked for."""
    if which.of is not None and row.claimed_by not in (None, which.of):
        return f"{principal_name(row.claimed_by or '')} has claimed it"
    act = ItemReassigned(row.ref, tuple(dict.fromkeys(_candidates(row, which, to))), row.version)
    return core.submit(Deliver(row.run, act, by))


def _candidates(row: ItemRow, which: Which, to: Sequence[str]) -> Iterator[str]:
    """Who may do it from now on: of several candidates only the one who is meant is replaced."""
    if which.of is None or row.claimed_by is not None or which.of not in row.candidates:
        yield from to
        return
    for each in row.candidates:
        yield from to if each == which.of else (each,)


def _why_not(answer: "Future[bool]") -> str | None:
    try:
        answer_of(answer)
    except (Refusal, FactsUnavailable) as error:
        return str(error)
    return None
