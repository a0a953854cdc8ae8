"""A town whose people look at lists of runs: an engine without threads, and a directory that a test changes."""

from collections.abc import Callable
from typing import Any

from orchestra_dsl.graph.statuses import CLOSED
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.direct import DirectEngine
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.note_viewers import NoteViewers
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.counting import Cost, cost
from tests.language.texts import DECLARATIONS
from tests.runtime.test_timers import START
from tests.runtime.texts import compiled_whole
from tests.runtime.world import ADMIN

DECLARED = DECLARATIONS.replace("team: group?", "team: group? watchers: list<user>?")
STAGE = 'stage s { interactive a = look(case) { assign to group("Agents") } }'
TWO = f"{STAGE}\n{STAGE.replace('stage s', 'stage t').replace(' a ', ' b ')}"
CHANGING: dict[str, Any] = {
    "users": {
        "ann": {"manager": "lena"}, "bob": {"manager": "lena"}, "omar": {"manager": "ann"}, "lena": {}, "zoe": {},
    },
    "groups": {"Agents": ["ann", "bob"], "Managers": ["lena"], "Auditors": ["zoe"]},
}  # fmt: skip
USERS = sorted(CHANGING["users"])
OWN = "allow view by case.owner"
PARENT = f"""{DECLARED}
orchestration child(case: Case) {{ {OWN} {STAGE} }}
orchestration parent(cases: list<Case>) {{
  stage s {{ background each = run child(one) {{ for each one in cases }} }}
}}
"""


class Town:
    """A directory of people that a test changes."""

    def __init__(self) -> None:
        self.now = People(CHANGING)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.now, name)

    def has(self, **changes: dict[str, Any]) -> None:
        """Other users or groups from now on."""
        self.now = People({**CHANGING, **changes})


class Lists:
    """An engine without threads, and the lists that people get."""

    def __init__(self, *clauses: str, stage: str = STAGE) -> None:
        self.people = Town()
        self.clock = VirtualClock(START)
        self.engine = DirectEngine(SqliteStore.in_memory(), directory=self.people, clock=self.clock)
        bodies = enumerate(f"{each}\n{stage}" for each in clauses)
        text = "\n".join(f"orchestration p{number}(case: Case) {{ {body} }}" for number, body in bodies)
        self.package = compiled_whole(f"{DECLARED}\n{text}")
        self.engine.install(self.package)
        self.cases = 0

    def case(self, owner: str, id_: str | None = None, **fields: Any) -> str:
        """A case of somebody's."""
        self.cases += 1
        values = {"id": id_ or f"c{self.cases}", "status": "New", "amount": "1", "owner": f"user:{owner}", **fields}
        self.engine.records.put("Case", values, ADMIN)
        return str(values["id"])

    def start(self, case: str, number: int = 0) -> str:
        """A run about a case."""
        return self.engine.start(f"p{number}", {"case": case}, ADMIN)

    def item(self, run: str) -> int:
        """The open work item of a run."""
        (item,) = (each for each in self.engine.work.of_run(run) if each.status not in CLOSED)
        return item.key

    def complete(self, run: str, user: str = "ann", **outputs: Any) -> None:
        """Somebody does the work of a run."""
        self.engine.work.complete(self.item(run), {"fine": True, **outputs}, acting(user))

    def seen(self, user: str, **narrow: Any) -> list[str]:
        """What the user gets to see, in pages of three."""
        found = list[str]()
        before = None
        while rows := self.engine.runs.newest(by=acting(user), before=before, limit=3, **narrow):
            found += [row.id for row in rows]
            before = rows[-1].key
        return found

    def looked_at(self, user: str) -> list[str]:
        """The runs that the user may look at, newest first, asked for one by one."""
        return [row.id for row in self.engine.runs.newest(limit=10_000) if self._may_look(row.id, user)]

    def _may_look(self, run: str, user: str) -> bool:
        try:
            self.engine.runs.check_view(run, acting(user))
        except Refusal:
            return False
        return True

    def cost(self, work: Callable[[], object]) -> Cost:
        """What some work costs, once it was done before."""
        work()
        connection: Any = self.engine.store._connections._connection  # type: ignore[attr-defined]  # the one in memory
        return cost(connection, work)

    def agree(self) -> None:
        """Each list shows what looking at each run does."""
        for user in USERS:
            assert self.seen(user) == self.looked_at(user), user


def acting(user: str) -> Acting:
    return Acting(f"user:{user}", "test")


def work_off(here: Lists) -> int:
    """What a worker does about records that were written; answers how often it had to."""
    count = 0
    while here.engine.submit(NoteViewers()).result():
        count += 1
    return count
