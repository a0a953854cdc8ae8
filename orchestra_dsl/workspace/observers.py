"""What keeps the observers of a project from being told, as its store has it."""

from collections.abc import Iterator
from contextlib import closing

from orchestra_dsl.plugin.problems import PluginProblem
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.workspace.settings import Settings

_HINT = "It is told again by itself; what has happened meanwhile waits for it in the store."


def untold(settings: Settings, registry: Registry) -> Iterator[PluginProblem]:
    """The observers that fail, each as what is wrong with its plugin. Raises StoreError."""
    names = registry.names("observer")
    if not names or not settings.store.exists():
        return
    with closing(SqliteStore.open(settings.store, create=False)) as store, store.reading() as reads:
        rows = reads.observers()
    for row in rows:
        if row.name in names and row.trouble is not None:
            owner = registry.owner("observer", row.name) or ""
            yield PluginProblem(owner, f"its observer {row.name} failed: {row.trouble}", None, _HINT, name=row.name)
