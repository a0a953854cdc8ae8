"""Stores for the fault tests: cases in them, and what can be found in them afterwards."""

from pathlib import Path
from typing import Any

from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime import Engine, SqliteStore
from tests.crash.clerk import ANN
from tests.crash.process import package

PEOPLE = People({"users": {"ann": {}}, "groups": {"Adjusters": ["ann"]}})


def open_engine(path: Path) -> Engine:
    """An engine on this store."""
    engine = Engine(SqliteStore.open(path), directory=PEOPLE)
    engine.install(package())
    return engine


def case(id_: str, padding: int = 0) -> dict[str, Any]:
    """A case that starts a run; `padding` is the length of a text in it."""
    return {"id": id_, "amount": 150, "status": "New" + " " * padding, "kind": "triggered"}


def put(engine: Engine, id_: str, padding: int = 0) -> str:
    """Put a case; answers the run that this starts."""
    (run,) = engine.records.put("Case", case(id_, padding), ANN).started
    return run


def cases(engine: Engine) -> list[str]:
    """The cases that are there, in order; each has its run, with all that is due to it."""
    found = sorted((each.id for each in engine.records.of_type("Case", limit=1000)), key=int)
    runs = [row.id for row in engine.runs.newest(limit=1000)]
    assert sorted((engine.runs.get(run).arguments["case"] for run in runs), key=int) == found
    for run in runs:
        assert [each.sequence for each in engine.runs.history(run)] == [1]
        assert len(engine.runs.get(run).open) > 1
    return found


def works(path: Path) -> list[str]:
    """Open the store, put another case and close it; answers the cases that were there before."""
    engine = open_engine(path)
    try:
        before = cases(engine)
        put(engine, "1000000")
        assert cases(engine) == [*before, "1000000"]
        return before
    finally:
        engine.close()
