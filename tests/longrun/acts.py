"""What people and programs do in the long run: each act is done under a name, and answers what it was about."""

import random
from collections.abc import Callable

from attrs import define, frozen

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.runtime import Acting, Engine
from orchestra_dsl.runtime.counters.work_item import WorkItem

ANN, BOB = Acting("user:ann", "long run"), Acting("user:bob", "long run")
LENA = Acting("user:lena", "long run", administrator=True)
ORDERS, AMOUNTS = 60, 30
MOST = 60
"""How many runs are under way at most before no further one is begun: the load has to come to an end as it goes on."""


@define
class Desk:
    """Where one process acts: what it has to choose from."""

    engine: Engine
    chance: random.Random
    name: str

    def order(self) -> str:
        """The id of some order of this process."""
        return f"{self.name.partition('.')[0]}-{self.chance.randrange(ORDERS)}"

    def run(self, status: Status) -> str | None:
        """Some run that stands so, none of another's steps."""
        rows = self.engine.runs.newest(status=status, limit=MOST)
        runs = [row.id for row in rows if "-" not in row.id]
        return self.chance.choice(runs) if runs else None

    def item(self, status: ItemStatus) -> WorkItem | None:
        """Some work item that stands so."""
        items = [each for each in self.engine.work.all_open(limit=MOST) if each.status is status]
        return self.chance.choice(items) if items else None

    @property
    def is_full(self) -> bool:
        """Whether enough is under way."""
        return self.engine.runs.count(Status.ACTIVE, cap=MOST) + self.engine.runs.count(Status.ERROR, cap=MOST) > MOST


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
