"""The record sources of a project: how far each has come, and what keeps it from going on, as its store has it."""

from collections.abc import Iterator
from contextlib import closing

import attrs

from orchestra_dsl.plugin.problems import PluginProblem
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Reads
from orchestra_dsl.runtime.store.rows import SourceRow
from orchestra_dsl.runtime.worker.polling import MOST_REJECTED
from orchestra_dsl.workspace.settings import Settings

_FAILED = "It is asked again by itself, from where it has come to."
_REJECTED = "`orchestra record rejected` says why each of them is; `orchestra record retry` tries them again."


@attrs.frozen
class SourceState:
    """A record source: which plugin supplies it, if one does, and what the store knows of it.

    `wanted` tells whether the project lets it be asked, `asked` whether a worker has ever done so.
    """

    name: str
    plugin: str | None
    wanted: bool
    asked: bool
    cursor: str | None
    at: int | None
    rejected: int
    trouble: str | None


def source_states(reads: Reads, registry: Registry) -> list[SourceState]:
    """All that plugins supply, and those that the store knows, by name."""
    known = {row.name: row for row in reads.sources()}
    return [_state(name, known.get(name), reads, registry) for name in sorted({*known, *registry.names("source")})]


def _state(name: str, row: SourceRow | None, reads: Reads, registry: Registry) -> SourceState:
    rejected = reads.count_rejected(name, MOST_REJECTED)
    plugin, there = registry.owner("source", name), row or SourceRow(name)
    wanted = registry.project.asks(name)
    return SourceState(name, plugin, wanted, row is not None, there.cursor, there.at, rejected, there.trouble)


def unbrought(settings: Settings, registry: Registry) -> Iterator[PluginProblem]:
    """Those that fail or have brought what cannot be applied, as what is wrong with plugins. Raises StoreError."""
    if not registry.names("source") or not settings.store.exists():
        return
    with closing(SqliteStore.open(settings.store, create=False)) as store, store.reading() as reads:
        states = [each for each in source_states(reads, registry) if each.plugin is not None]
    for each in states:
        if each.trouble is not None and each.wanted:
            what = f"its record source {each.name} failed: {each.trouble}"
            yield PluginProblem(each.plugin or "", what, None, _FAILED, name=each.name)
        if each.rejected:
            what = f"of what its record source {each.name} has brought, {many(each.rejected)} could not be applied"
            yield PluginProblem(each.plugin or "", what, None, _REJECTED, name=each.name)


def many(rejected: int) -> str:
    """A number of changes in words."""
    if rejected == 1:
        return "1 change"
    return f"{rejected:,} changes{' or more' if rejected == MOST_REJECTED else ''}"
