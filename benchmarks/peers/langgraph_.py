"""LangGraph: edges that fan out, `interrupt` and `Command(resume=…)` for the work, its own savers."""

import sqlite3
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from benchmarks.case import REWORKS
from benchmarks.peers.peer import NOTES, RECORD, Peer


class State(TypedDict):
    """What the graph carries along."""

    record: dict[str, Any]
    round: int
    reworks: int
    notes: dict[str, str]


def work(_: State) -> dict[str, Any]:
    """A call that does nothing."""
    return {}


def case(saver: Any) -> Any:
    """The graph of a case."""
    graph = StateGraph(State)
    for name in ("classify", "enrich", "join", "tell"):
        graph.add_node(name, work)
    graph.add_node("fix", lambda _: {"notes": interrupt("fix")})
    graph.add_node("apply", lambda state: {"round": state["round"] + 1})
    graph.add_edge(START, "classify")
    graph.add_edge(START, "enrich")
    graph.add_edge(["classify", "enrich"], "join")
    high = lambda state: "fix" if state["record"]["priority"] == "High" else "tell"  # noqa: E731 - it is an edge
    graph.add_conditional_edges("join", high, ["fix", "tell"])
    graph.add_edge("fix", "apply")
    again = lambda state: "fix" if state["round"] <= state["reworks"] else "tell"  # noqa: E731 - it is an edge
    graph.add_conditional_edges("apply", again, ["fix", "tell"])
    graph.add_edge("tell", END)
    return graph.compile(checkpointer=saver)


class Langgraph(Peer):
    """A thread for each run."""

    distributions = ("langgraph", "langgraph-checkpoint-sqlite")
    rounds = 500
    events = 20
    note = "round 500; a checkpoint for each step is kept"

    def __init__(self) -> None:
        self.graph = case(InMemorySaver())

    def start(self, reworks: int) -> Any:
        """Invoke the graph with what it begins with."""
        thread = {"configurable": {"thread_id": uuid.uuid4().hex}, "recursion_limit": 100_000}
        return thread, self.graph.invoke({"record": dict(RECORD), "round": 0, "reworks": reworks}, thread)

    def waits(self, run: Any) -> bool:
        """It was interrupted."""
        return "__interrupt__" in run[1]

    def complete(self, run: Any) -> Any:
        """Resume it."""
        return run[0], self.graph.invoke(Command(resume=NOTES), run[0])

    def on_own_store(self) -> Peer:
        """Its saver on SQLite."""
        return LanggraphOnSqlite()

    def size(self) -> int:
        """What its saver on SQLite writes until a run waits."""
        return LanggraphOnSqlite().size()

    def chain(self, steps: int) -> Callable[[], object]:
        """A node for each step, without a saver."""
        graph = StateGraph(State)
        names = [f"s{number}" for number in range(steps)]
        for name in names:
            graph.add_node(name, work)
        for here, there in zip([START, *names], [*names, END], strict=True):
            graph.add_edge(here, there)
        compiled = graph.compile()
        begin: Any = {"record": {}, "round": 0, "reworks": 0}
        return lambda: compiled.invoke(begin, {"recursion_limit": 100_000})


class LanggraphOnSqlite(Langgraph):
    """The same with its saver on SQLite, which is told WAL and synchronous=NORMAL."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.connection = sqlite3.connect(Path(self.folder.name) / "store.db", check_same_thread=False)
        saver = SqliteSaver(self.connection)
        saver.setup()
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.graph = case(saver)

    def size(self) -> int:
        """Bytes of all checkpoints of a run that waits, and of what was written to them."""
        self.start(REWORKS)
        said = (
            "SELECT (SELECT sum(length(checkpoint) + length(metadata)) FROM checkpoints)"
            " + (SELECT sum(length(value)) FROM writes)"
        )
        (size,) = self.connection.execute(said).fetchone()
        return int(size)
