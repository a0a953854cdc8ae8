"""Ways to break a good store, by SQL or in the state of a run, each under the name of the check that guards it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.interpreter.commit import CallFlow
from orchestra_dsl.interpreter.events import Event, Parent, PeopleChanged, Ref
from orchestra_dsl.interpreter.names import effect_name
from orchestra_dsl.interpreter.state import Failure, Phase, State, decode_state, encode_state
from orchestra_dsl.runtime.sqlite.codec import pack, unpack_past
from orchestra_dsl.runtime.sqlite.compressed import seal_state, unseal_state
from tests.invariants.sample import package

Break = Callable[[Path], None]
WITH_ROWS = ("history", "item", "outbox", "record", "secret", "graph")


def sql(*statements: str) -> Break:
    """Execute these on the store."""

    def apply(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            for each in statements:
                assert connection.execute(each).rowcount != 0, f"{each} changes nothing"

    return apply


def state(change: Callable[[State], object], run: str = "run1") -> Break:
    """Change the state of a run."""

    def apply(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            (stored,) = connection.execute("SELECT state FROM run WHERE id = ?", (run,)).fetchone()
            found = decode_state(unseal_state(stored))
            change(found)
            connection.execute("UPDATE run SET state = ? WHERE id = ?", (seal_state(encode_state(found)), run))

    return apply


def _to(place: Callable[[State], object], run: str = "run1", /, **values: object) -> Break:
    """Give fields of a part of the state other values."""

    def change(found: State) -> None:
        for name, value in values.items():
            setattr(place(found), name, value)

    return state(change, run)


def _past(sequence: int, **values: object) -> Break:
    """Change what the history of the first run says of an event."""

    def apply(path: Path) -> None:
        at = "WHERE run = 1 AND sequence = ?"
        with closing(sqlite3.connect(path)) as connection, connection:
            (stored,) = connection.execute(f"SELECT data FROM history {at}", (sequence,)).fetchone()  # noqa: S608 - fixed
            past = msgspec.structs.replace(unpack_past(stored), **values)
            connection.execute(f"UPDATE history SET data = ? {at}", (pack(past), sequence))  # noqa: S608 - fixed

    return apply


def every(*breaks: Break) -> Break:
    """All of these."""

    def apply(path: Path) -> None:
        for each in breaks:
            each(path)

    return apply


def event(table: str, run: int) -> Break:
    """Have an event of a run kept in one of the tables of events."""

    def apply(path: Path) -> None:
        data = pack(Event("late", 1, PeopleChanged()))
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(f"INSERT INTO {table} (run, data) VALUES (?, ?)", (run, data))  # noqa: S608 - the name of a table

    return apply


def damage(table: str, column: str) -> Break:
    """Change a bit of a stored value; where the table is empty, a row is put into it first."""
    first = {
        "inbox": "INSERT INTO inbox (run, data) VALUES (1, x'00000000')",
        "put_off": "INSERT INTO put_off (run, data) VALUES (5, x'00000000')",
        "aside": "INSERT INTO aside (run, at, error, data) VALUES (1, 1, 'none', x'00000000')",
        "change": "INSERT INTO change (type, id, woken, data) VALUES ('Case', '1', 0, x'00000000')",
        "rejected": "INSERT INTO rejected (source, type, id, at, reason, soon, deleted, data) "
        "VALUES ('crm', 'Case', '1', 1, 'none', 0, 0, x'00000000')",
        "run": "UPDATE run SET outputs = x'00000000' WHERE id = 'run4'",
    }

    def apply(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            if column == "outputs" or table not in ("run", *WITH_ROWS):
                connection.execute(first[table])
            which = f"{column} IS NOT NULL ORDER BY 1 LIMIT 1"
            key = "rowid" if table != "history" else "run"
            ((row, stored),) = connection.execute(f"SELECT {key}, {column} FROM {table} WHERE {which}").fetchall()  # noqa: S608 - names
            broken = bytes([*stored[:-1], stored[-1] ^ 4])
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (broken, row))  # noqa: S608 - names

    return apply


def page_of(index: str) -> Break:
    """Fill the first page of an index with zeros, as a disk may do it."""

    def apply(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (index,)).fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        data = bytearray(path.read_bytes())
        data[(page - 1) * size : page * size] = bytes(size)
        path.write_bytes(data)

    return apply


def effect(ref: Ref, named: str | None = None) -> Break:
    """Have a call of the first run under way."""

    def apply(path: Path) -> None:
        data = pack(CallFlow(ref, "tell", {}, "key"))
        row = (1, named or effect_name(ref), ref.element, 1, data)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO outbox (run, name, element, at, data) VALUES (?, ?, ?, ?, ?)", row)

    return apply


def thread(name: str, **values: object) -> Break:
    """Change the thread of a branch, or the first one."""
    return _to(lambda found: found.threads[E[name] if name else -1], **values)


def stage(name: str, **values: object) -> Break:
    """Change an open stage."""
    return _to(lambda found: found.stages[E[name]], **values)


def step(name: str, **values: object) -> Break:
    """Change an open step."""
    return _to(lambda found: found.steps[E[name]], **values)


def instance(name: str, **values: object) -> Break:
    """Change the first instance of an open step."""
    return _to(lambda found: found.steps[E[name]].instances[0], **values)


E = {each.name: index for index, each in enumerate(package().orchestrations[1].graph.elements)}
"""The elements of `handle` by their names."""

OF_RUNS: dict[str, tuple[Break, ...]] = {
    "every reference resolves": (
        state(lambda found: found.outputs.update({10_000: {}})),
        state(lambda found: found.threads.pop(E["desks"])),
        state(lambda found: found.stages.pop(E["desk"])),
        state(lambda found: found.variables.update({5: 1})),
        state(lambda found: found.failing.append(999)),
        stage("rooms", turn=E["desk.seen"]),
        thread("lasting", undoing=(1, 1, 7)),
    ),
    "an ended run keeps nothing": (
        state(lambda found: found.variables.update({0: 1}), "run4"),
        sql("INSERT INTO timer VALUES (7, 6, 4, 0, 1, 'timeout', 5)"),
        sql("INSERT INTO watch VALUES ('Case', '4', 'status', 7, 9, 0)"),
    ),
    "every thread belongs to what is open": (thread("", block=E["desks"]),),
    "control stands still only where something is open": (
        every(thread("lasting", waiting=None), sql("DELETE FROM timer WHERE run = 1 AND kind = 'after'")),
        every(
            _to(lambda found: found, "run1-1", threads={}, stages={}, steps={}), sql("DELETE FROM outbox WHERE run = 2")
        ),
    ),
    "every open stage has something left": (stage("each_leg", left=0),),
    "every open parallel counts its branches": (_to(lambda found: found.parallels[E["working"]], left=5),),
    "no visit is beyond the counter": (_to(lambda found: found, visit=8),),
    "every open step is of its stages visit": (step("rooms.eyes", visit=2),),
    "every error of a step shows": (step("each_leg.told", status=Status.ERROR),),
    "every open step waits for something": (
        step("rooms.eyes", phase=Phase.START_WHEN),
        every(
            step("each_leg.told", instances={}, begun=3, completed=3),
            sql("DELETE FROM outbox WHERE run = 1 AND element = 21"),
        ),
    ),
    "every open instance waits for something": (instance("inner.part", child=None),),
    "no for each has more open than it may": (step("each_leg.told", completed=1),),
    "one step at a time has its turn": (stage("rooms", turn=E["rooms.eyes"]), stage("desk", line=[E["desk.seen"]])),
    "every element in error is listed once": (
        _to(lambda found: found, "run7", failing=[1, 1]),
        _to(lambda found: found, "run7", failing=[1, 2]),
        stage("desk", status=Status.ERROR),
    ),
    "the status of the run says how it is": (
        every(
            _to(lambda found: found, "run7", status=Status.ACTIVE),
            sql("UPDATE run SET status = 2, error = NULL WHERE id = 'run7'"),
        ),
    ),
    "nothing can be undone twice": (state(lambda found: found.done.append(found.done[0])),),
    "the state holds only what can be read": (
        _to(lambda found: found, visited=[(E["size"], "size.large")]),
        _to(lambda found: found, entered={E["booking"]: 1}),
        _to(lambda found: found, statuses={E["booking"]: Status.COMPLETED}),
    ),
    "the state is bounded": (
        stage("rooms", line=[E["rooms.eyes"], E["rooms.eyes"]]),
        state(lambda found: found.messages.extend(found.messages * 10_000)),
    ),
    "no effect without somebody who waits": (effect(Ref(E["each_leg.told"], 8, 9)),),
    "no waiting for an effect that is not under way": (sql("DELETE FROM outbox WHERE run = 9"),),
    "no timer without an owner": (
        sql("INSERT INTO timer VALUES (1, 3, 99, 0, 1, 'retry', 5)"),
        sql("UPDATE timer SET due = due + 1 WHERE run = 1 AND kind = 'after'"),
        sql("UPDATE timer SET element = 10000 WHERE run = 1 AND kind = 'timeout'"),
    ),
    "no waiting for a timer that is not set": (sql("DELETE FROM timer WHERE run = 1 AND kind = 'after'"),),
    "no watch that nothing reads": (
        sql("INSERT INTO watch VALUES ('Case', '1', 'owner', 1, 9, 0)"),
        sql("INSERT INTO watch VALUES ('Case', '1', 'owner', 1, 10000, 0)"),
    ),
    "nothing is read without a watch": (
        sql("DELETE FROM watch WHERE run = 1 AND element = 9"),
        sql("DELETE FROM watch WHERE run = 1 AND element = -1"),
    ),
    "no work item is open for a finished step": (
        sql(
            "INSERT INTO item (run, element, visit, instance, status, version, opened_at, rank, candidate, data) "
            "SELECT run, element, 99, instance, 0, version, opened_at, rank, candidate, data FROM item WHERE key = 2",
            "INSERT INTO further_candidate "
            "SELECT principal, rank, (SELECT max(key) FROM item) FROM further_candidate WHERE item = 2",
        ),
    ),
    "every open step has its work item": (
        sql("UPDATE item SET version = version + 1 WHERE key = 6"),
        sql("UPDATE item SET candidate = 'user:eve', holder = 'user:eve' WHERE key = 6"),
        sql("UPDATE item SET rank = 5 WHERE key = 6"),
        instance("rooms.lungs", item=ItemStatus.SUSPENDED),
    ),
    "locks are those of open stages": (
        sql("DELETE FROM lock WHERE run = 5"),
        sql("INSERT INTO lock (name, run, element, visit, asked_at) VALUES ('desk', 5, 9, 5, 1)"),
    ),
    "no item is open in error": (
        every(
            instance("rooms.lungs", failure=Failure("Bad", "it broke")),
            step("rooms.lungs", status=Status.ERROR),
            _to(lambda found: found, failing=[E["rooms.lungs"]], status=Status.ERROR),
            sql("UPDATE run SET status = 7, error = 'rooms.lungs: Bad: it broke' WHERE id = 'run1'"),
            sql("UPDATE viewer SET status = 7 WHERE run = 1"),
        ),
    ),
}
"""Each breaks what must hold of one run."""

OF_STORED_RUNS: dict[str, tuple[Break, ...]] = {
    "a run is listed as its state says": (
        sql("UPDATE run SET outcome = 'Done' WHERE id = 'run1'"),
        sql("UPDATE run SET error = 'none' WHERE id = 'run7'"),
        _to(lambda found: found, run="run9"),
        _to(lambda found: found, sequence=5),
        sql("UPDATE run SET open = 0 WHERE id = 'run7'"),
    ),
    "effects are of the elements that sent them": (sql("UPDATE outbox SET element = 20 WHERE key = 2"),),
    "work items are in the lists of their candidates": (
        sql("DELETE FROM further_candidate WHERE item = 2"),
        sql("INSERT INTO further_candidate VALUES ('user:eve', -1, 6)"),
        sql("INSERT INTO further_candidate VALUES ('user:bob', -1, 6)"),
        sql("UPDATE item SET holder = 'user:eve' WHERE key = 6"),
    ),
    "locks are held by stages that have begun": (stage("desk", begun=False),),
    "runs that are steps are there": (instance("inner.part", child="run1-0"), instance("inner.part", child="run4-1")),
    "a run that is a step knows its parent": (
        _to(lambda found: found, "run1-1", parent=None),
        _to(lambda found: found, "run1-1", parent=Parent("run2", Ref(E["inner.part"], 7), 1)),
    ),
    "children are counted": (_to(lambda found: found, children=0),),
    "whoever may look is listed": (
        sql("UPDATE viewer SET principal = 'user:bob' WHERE run = 1"),
        sql("DELETE FROM view_read WHERE run = 1"),
    ),
}
"""Each breaks what must hold between a run's state and what is kept beside it."""

OF_ROWS: dict[str, tuple[Break, ...]] = {
    "every row belongs to a run that is there": (
        sql("INSERT INTO timer VALUES (77, 3, 99, 0, 1, 'retry', 5)"),
        sql("INSERT INTO history SELECT 77, sequence, at, kind, element, actor, door, data FROM history WHERE run = 1"),
        sql("INSERT INTO applied VALUES (77, 'a', NULL)"),
        sql("INSERT INTO watch VALUES ('Case', '1', 'status', 77, 1, 0)"),
        sql(
            "INSERT INTO item (run, element, visit, instance, status, version, opened_at, rank, data) "
            "SELECT 77, element, visit, instance, 3, version, opened_at, rank, data FROM item WHERE key = 1"
        ),
        sql("INSERT INTO outbox (run, name, element, at, data) SELECT 77, name, element, at, data FROM outbox LIMIT 1"),
        event("inbox", 77),
        event("put_off", 77),
        sql("INSERT INTO view_read VALUES ('Case', '1', 77)"),
    ),
    "every row belongs to an orchestration that is there": (
        sql("INSERT INTO once VALUES (99, 'Case', '1')"),
        sql("INSERT INTO unstarted VALUES (99, 'event paid', 1, 1, 'none')"),
        sql("UPDATE run SET graph = 99 WHERE id = 'run4'"),
    ),
    "a run and its graph are of one orchestration": (sql("UPDATE run SET orchestration = 3 WHERE id = 'run7'"),),
    "a run that is a step comes after its parent": (
        every(
            sql("UPDATE run SET parent = 5 WHERE id = 'run4-1'"),
            _to(lambda found: found, "run4-1", parent=Parent("run3", Ref(E["inner.part"], 7), 1)),
        ),
    ),
    "runs are numbered without holes": (
        every(
            sql("UPDATE run SET key = 12 WHERE id = 'run7'"),
            *(sql(f"UPDATE {table} SET run = 12 WHERE run = 9") for table in ("history", "outbox", "happened")),  # noqa: S608 - names of tables
        ),
    ),
    "histories have no holes": (
        every(sql("DELETE FROM happened WHERE run = 1"), sql("DELETE FROM history WHERE run = 1 AND sequence = 3")),
        every(sql("DELETE FROM happened WHERE run = 1"), sql("DELETE FROM history WHERE run = 1 AND sequence = 6")),
    ),
    "time never goes back within a run": (
        sql("UPDATE history SET at = at + 1 WHERE run = 1 AND sequence = 2"),
        sql("UPDATE run SET updated_at = 5 WHERE id = 'run1'"),
    ),
    "candidates are of open work items": (
        sql("INSERT INTO further_candidate VALUES ('user:eve', -1, 99)"),
        sql("INSERT INTO further_candidate VALUES ('user:eve', -1, 1)"),
        sql("UPDATE further_candidate SET rank = 5 WHERE item = 2"),
        sql("UPDATE item SET candidate = 'user:eve' WHERE key = 1"),
    ),
    "open work is held by who has it": (
        sql("UPDATE item SET holder = 'user:bob' WHERE key = 2"),
        sql("UPDATE item SET holder = 'user:bob' WHERE key = 1"),
    ),
    "workloads are what is open": (
        sql("UPDATE workload SET open = 1 WHERE user = 'user:ann'"),
        sql("DELETE FROM workload WHERE user = 'user:bob'"),
        sql("INSERT INTO workload VALUES ('user:eve', 1)"),
    ),
    "who is first in line has the lock": (sql("UPDATE lock SET key = -1 WHERE run = 3"),),
    "keys are never used twice": (sql("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'outbox'"),),
    "lists of runs show them as they are": (
        sql("UPDATE viewer SET status = 3 WHERE run = 1"),
        sql("UPDATE viewer SET parent = 3 WHERE run = 1"),
        sql("INSERT INTO viewer VALUES ('user:bob', 2, 3, 2, 1)"),
    ),
    "only suspended runs put events off": (event("put_off", 1),),
    "what observers are told has happened": (
        sql("INSERT INTO happened (run, sequence) VALUES (1, 99)"),
        sql("UPDATE observer SET told = 10000"),
        sql("DELETE FROM observer"),
        sql("DROP TRIGGER history_observed"),
    ),
    "turns of allocation differ": (
        sql(
            "INSERT INTO allocation VALUES ('p', 'user:ann', 1, 1)",
            "INSERT INTO allocation VALUES ('p', 'user:bob', 1, 1)",
        ),
    ),
    "the secret is there": (sql("DELETE FROM secret"),),
}
"""Each breaks what must hold between rows."""

BLOBS = (
    *(("run", "state"), ("run", "outputs"), ("history", "data"), ("item", "data"), ("outbox", "data")),
    *(("inbox", "data"), ("put_off", "data"), ("aside", "data"), ("record", "data"), ("change", "data")),
    *(("rejected", "data"), ("secret", "data"), ("graph", "origins")),
)
"""The columns with values behind a checksum. What a graph is its hash says."""

OF_THE_MEDIUM: dict[str, tuple[Break, ...]] = {
    "the file is whole": (page_of("item_open"),),
    "the schema is that of this version": (
        sql("DROP INDEX timer_by_due"),
        sql("CREATE TABLE more (a)"),
        sql("DROP TRIGGER item_held"),
        sql("ALTER TABLE observer ADD COLUMN more"),
    ),
    "every stored value is what was written": tuple(damage(*each) for each in BLOBS),
    "every orchestration is what its hash says": (
        damage("graph", "data"),
        sql("UPDATE graph SET hash = 'abc' WHERE key = 1"),
    ),
}
"""Each breaks the file, or a value in it."""

OF_HISTORIES: dict[str, tuple[Break, ...]] = {
    "the history leads to the state": (_to(lambda found: found, children=7), _past(2, notes=())),
    "no answer is applied twice": (
        every(
            _to(lambda found: found, sequence=7),
            sql(
                "INSERT INTO history SELECT 1, 7, at, kind, element, actor, door, data FROM history "
                "WHERE run = 1 AND sequence = 2",
                "UPDATE run SET sequence = 7 WHERE key = 1",
            ),
        ),
    ),
}
"""Each breaks what must hold of a whole history, and nothing that is looked at without it."""
