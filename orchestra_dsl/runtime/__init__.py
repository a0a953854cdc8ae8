"""The durable shell around the interpreter: it stores what steps decide, carries it out, and brings back the answers.

The parts, each usable without those after it:

    store = SqliteStore.open(path)                    # or SqliteStore.in_memory()
    engine = Engine(store, directory=people)          # applies events: starts, acts of people, writes of records
    engine.install(package)                           # which orchestrations and record types there are
    worker = Worker(engine, calls)                    # calls flows, keeps time; one process at a time does
"""

from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.clock import SystemClock, VirtualClock
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.errors import EventFailed, FactsUnavailable, Refusal, StoreError
from orchestra_dsl.runtime.sqlite.store import SqliteStore

__all__ = [
    "Acting",
    "Engine",
    "EventFailed",
    "FactsUnavailable",
    "Refusal",
    "SqliteStore",
    "StoreError",
    "SystemClock",
    "VirtualClock",
]
