"""What people and programs do in the long run: each act is done under a name, and answers what it was about."""

from collections.abc import Callable

from attrs import frozen

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.runtime import Acting
from tests.longrun.desk import Desk

ANN, BOB = Acting("user:ann", "long run"), Acting("user:bob", "long run")
LENA = Acting("user:lena", "long run", administrator=True)
AMOUNTS = 30


Does = Callable[[Desk, str], str | None]


@frozen
class Act:
    """How to do it, and how often it is chosen."""

    does: Does
    weight: float


ACTS: dict[str, Act] = {}


def _act(weight: float) -> Callable[[Does], Does]:
    def keep(does: Does) -> Does:
        ACTS[does.__name__] = Act(does, weight)
        return does

    return keep


def _put(desk: Desk, name: str, status: str) -> str:
    order = desk.order()
    fields = {"id": order, "amount": desk.chance.randrange(AMOUNTS), "status": status}
    desk.engine.records.put("Order", fields, ANN, event_id=name)
    return order


@_act(6)
def put(desk: Desk, name: str) -> str | None:
    """Write an order, which starts a run about it."""
    return None if desk.is_full else _put(desk, name, "New")


@_act(4)
def start(desk: Desk, name: str) -> str | None:
    """Start a run about an order by hand."""
    if desk.is_full:
        return None
    order = _put(desk, f"{name}/put", "By hand")
    return desk.engine.start("handle", {"order": order}, ANN, event_id=name)


@_act(2)
def release(desk: Desk, name: str) -> str:
    """Change an order for which runs may wait."""
    order = desk.order()
    desk.engine.records.update("Order", order, {"status": "Released"}, ANN, event_id=name)
    return order


@_act(2)
def pay(desk: Desk, name: str) -> str:
    """Send an event for which runs wait now or later."""
    order = desk.order()
    desk.engine.send("paid", {"order": order}, BOB, event_id=name)
    return order


@_act(9)
def claim(desk: Desk, name: str) -> str | None:
    """Take some work."""
    item = desk.item(ItemStatus.OPEN)
    if item is None:
        return None
    desk.engine.work.claim(item.key, desk.chance.choice([ANN, BOB]), event_id=name)
    return item.run


@_act(12)
def complete(desk: Desk, name: str) -> str | None:
    """Do some work that somebody has."""
    item = desk.item(ItemStatus.CLAIMED)
    if item is None:
        return None
    by = ANN if item.claimed_by == ANN.user else BOB
    desk.engine.work.complete(item.key, {"ok": True}, by, event_id=name)
    return item.run


@_act(1)
def reassign(desk: Desk, name: str) -> str | None:
    """Give somebody's work to another."""
    item = desk.item(desk.chance.choice([ItemStatus.OPEN, ItemStatus.CLAIMED]))
    if item is None:
        return None
    desk.engine.work.reassign(item.key, [desk.chance.choice(["user:ann", "user:bob"])], LENA, event_id=name)
    return item.run


@_act(0.3)
def cancel(desk: Desk, name: str) -> str | None:
    """End a run."""
    run = desk.run(desk.chance.choice([Status.ACTIVE, Status.ERROR]))
    if run is not None:
        desk.engine.runs.cancel(run, LENA, event_id=name)
    return run


@_act(0.5)
def suspend(desk: Desk, name: str) -> str | None:
    """Let a run rest."""
    run = desk.run(Status.ACTIVE)
    if run is not None:
        desk.engine.runs.suspend(run, LENA, event_id=name)
    return run


@_act(2)
def resume(desk: Desk, name: str) -> str | None:
    """Let a run go on."""
    run = desk.run(Status.SUSPENDED)
    if run is not None:
        desk.engine.runs.resume(run, LENA, event_id=name)
    return run


@_act(1)
def retry(desk: Desk, name: str) -> str | None:
    """Have what has failed tried again."""
    run = desk.run(Status.ERROR)
    if run is not None:
        desk.engine.runs.retry(run, LENA, event_id=name)
    return run


@_act(2)
def skip(desk: Desk, name: str) -> str | None:
    """Go on without what has failed."""
    run = desk.run(Status.ERROR)
    if run is not None:
        desk.engine.runs.skip(run, LENA, event_id=name)
    return run
