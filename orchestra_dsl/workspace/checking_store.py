"""Checking a project's store, or any other: what in it is not as it must be, and what to do about it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from orchestra_dsl.runtime.invariants.of_store import check_store
from orchestra_dsl.runtime.store.inspected import GRAPHS, SCHEMA, VALUES, WHOLE, Found
from orchestra_dsl.workspace.engine import open_store
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.settings import Settings

_DAMAGE = (
    "What is damaged cannot be made good from the rest: put a copy of the store from before in its place, and keep the "
    "damaged file, and its -wal file if there is one, for an inspection."
)
_OTHER_SCHEMA = (
    "Another program has changed the file, or an unreleased version of Orchestra has made it: use the version that "
    "made it, or begin with a new store."
)
_RUN = (
    "Nothing that Orchestra does leads to this: please report it, with a copy of the store. `orchestra runs show RUN` "
    "tells what has happened to the run; `orchestra runs cancel RUN --at-once` ends it, with all that it waits for."
)
_ROWS = (
    "Nothing that Orchestra does leads to this: somebody has written to the file, or it is a fault; please report it, "
    "with a copy of the store."
)


def check(
    settings: Settings, store: Path | None, tell: Callable[[int, int], None], *, replay: bool = False
) -> Iterator[Found]:
    """What does not hold of the store, as it is found; `tell` hears how many runs are done, and of how many.

    Raises UsageError and StoreError where there is no store that could be checked.
    """
    path = settings.store if store is None else store
    if path.is_file() and not path.stat().st_size:
        hint = "A store is made when something is first written to it; to have one checked, name its file by --store."
        raise UsageError("the file is empty: nobody has made a store of it yet", where=shown(path), hint=hint)
    opened = open_store(settings, store, create=False)
    try:
        yield from check_store(opened, lambda progress: tell(*progress), replay=replay)
    finally:
        opened.close()


def to_do(found: Found) -> str:
    """What to do about it."""
    if found.check in (WHOLE, VALUES, GRAPHS):
        return _DAMAGE
    if found.check == SCHEMA:
        return _OTHER_SCHEMA
    return _RUN if found.where.startswith("run ") else _ROWS
