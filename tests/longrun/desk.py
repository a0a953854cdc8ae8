"""Where one process of the long run acts: what there is to choose from."""

import random

from attrs import define

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.runtime import Engine
from orchestra_dsl.runtime.counters.work_item import WorkItem

ORDERS = 60
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
