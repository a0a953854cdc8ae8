"""Orchestra: long-running business processes as text, checked and run durably.

    from orchestra_dsl import Project

    project = Project.load("examples/case_management")
    with project.engine() as engine, engine.worker():
        engine.records.put("Case", {...}, by=engine.by("ann"))
        run = engine.start("case_management", {"case": "5001"}, by=engine.by("ann"))
        for entry in engine.runs.follow(run):
            ...

`project.async_engine()` gives the same to asyncio. The command line uses nothing else.

Importing this package imports nothing else: every public name is loaded when it is
first asked for, so that `orchestra --version` and a worker pay only for what they use.
"""

TYPE_CHECKING = False  # type checkers take it for typing's; importing typing costs 6 ms

if TYPE_CHECKING:
    from orchestra_dsl._version import __version__
    from orchestra_dsl.diagnostics.diagnostic import Diagnostic
    from orchestra_dsl.graph.model import Package
    from orchestra_dsl.graph.statuses import ItemStatus, Status
    from orchestra_dsl.runtime.acting import Acting
    from orchestra_dsl.runtime.applying.writing import Written
    from orchestra_dsl.runtime.clock import SystemClock, VirtualClock
    from orchestra_dsl.runtime.counters.bulk import Reassigned, Which
    from orchestra_dsl.runtime.counters.views import Entry, RunView
    from orchestra_dsl.runtime.counters.work_item import WorkItem
    from orchestra_dsl.runtime.errors import EventFailed, FactsUnavailable, Refusal, StoreError
    from orchestra_dsl.runtime.store.rows import RecordRow, RunRow
    from orchestra_dsl.runtime.worker.worker import Worker
    from orchestra_dsl.workspace.aio import AsyncEngine
    from orchestra_dsl.workspace.engine import ProjectEngine
    from orchestra_dsl.workspace.errors import CompileFailed, UsageError
    from orchestra_dsl.workspace.findings import Findings
    from orchestra_dsl.workspace.forms import Form
    from orchestra_dsl.workspace.project import Project
    from orchestra_dsl.workspace.timeline import Line

__all__ = [
    "__version__",
    # Projects, and what compiling them finds
    "Project",
    "Findings",
    "Diagnostic",
    "Package",
    # The engine
    "ProjectEngine",
    "AsyncEngine",
    "Worker",
    "Acting",
    "SystemClock",
    "VirtualClock",
    # What it answers
    "Entry",
    "Form",
    "ItemStatus",
    "Line",
    "RecordRow",
    "RunRow",
    "RunView",
    "Status",
    "Reassigned",
    "Which",
    "WorkItem",
    "Written",
    # What can go wrong
    "CompileFailed",
    "EventFailed",
    "FactsUnavailable",
    "Refusal",
    "StoreError",
    "UsageError",
]

# Public name -> module that defines it. The imports above say the same to type checkers.
_HOMES = {
    "__version__": "orchestra_dsl._version",
    "Project": "orchestra_dsl.workspace.project",
    "Findings": "orchestra_dsl.workspace.findings",
    "Diagnostic": "orchestra_dsl.diagnostics.diagnostic",
    "Package": "orchestra_dsl.graph.model",
    "ProjectEngine": "orchestra_dsl.workspace.engine",
    "AsyncEngine": "orchestra_dsl.workspace.aio",
    "Worker": "orchestra_dsl.runtime.worker.worker",
    "Acting": "orchestra_dsl.runtime.acting",
    "SystemClock": "orchestra_dsl.runtime.clock",
    "VirtualClock": "orchestra_dsl.runtime.clock",
    "Entry": "orchestra_dsl.runtime.counters.views",
    "Form": "orchestra_dsl.workspace.forms",
    "ItemStatus": "orchestra_dsl.graph.statuses",
    "Line": "orchestra_dsl.workspace.timeline",
    "RecordRow": "orchestra_dsl.runtime.store.rows",
    "RunRow": "orchestra_dsl.runtime.store.rows",
    "RunView": "orchestra_dsl.runtime.counters.views",
    "Status": "orchestra_dsl.graph.statuses",
    "Reassigned": "orchestra_dsl.runtime.counters.bulk",
    "Which": "orchestra_dsl.runtime.counters.bulk",
    "WorkItem": "orchestra_dsl.runtime.counters.work_item",
    "Written": "orchestra_dsl.runtime.requests.write",
    "CompileFailed": "orchestra_dsl.workspace.errors",
    "EventFailed": "orchestra_dsl.runtime.errors",
    "FactsUnavailable": "orchestra_dsl.runtime.errors",
    "Refusal": "orchestra_dsl.runtime.errors",
    "StoreError": "orchestra_dsl.runtime.errors",
    "UsageError": "orchestra_dsl.workspace.errors",
}


if not TYPE_CHECKING:  # else a checker would take every name for a public one

    def __getattr__(name: str) -> object:
        """Load a public name from its module on first use."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - costs start-up, so only on first use

        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the names that `dir()` and completion offer, loaded or not."""
    return sorted(set(globals()) | set(_HOMES))
