"""O709: records that a record source says it brings, and that no file of a project declares.

One source of a project need not declare what another one does. So each compilation keeps what it does not, and what
all of them lack is wrong.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from orchestra_dsl.workspace.brought import Brought
from orchestra_dsl.workspace.compiling import Compilation
from orchestra_dsl.workspace.discovery import sources_of
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.settings import Settings

if TYPE_CHECKING:
    from orchestra_dsl.plugin.problems import PluginProblem


def undeclared_by_all(
    settings: Settings, sources: Sequence[Path] | None, compilations: Sequence[Compilation]
) -> "Iterator[PluginProblem]":
    """What no source of the project declares, where all of them were compiled, and without errors."""
    if any(each.package is None for each in compilations) or not compilations:
        return
    first, *others = compilations
    lacking = [each for each in first.undeclared if all(each in other.undeclared for other in others)]
    if lacking and _all_of(settings, sources):
        from orchestra_dsl.graph.codec import decode_package

        packages = [decode_package(each.package) for each in compilations if each.package is not None]
        declared = {record.name for package in packages for record in package.records}
        yield from (_problem(each, sorted(declared)) for each in lacking)


def _all_of(settings: Settings, sources: Sequence[Path] | None) -> bool:
    """Whether these are all sources of the project; where it names some that are not there, nobody knows."""
    if sources is None:
        return True
    with suppress(UsageError):
        return {each.resolve() for each in sources}.issuperset(each.resolve() for each in sources_of(settings))
    return False


def _problem(brought: Brought, declared: Collection[str]) -> "PluginProblem":
    from orchestra_dsl.diagnostics.suggest import did_you_mean
    from orchestra_dsl.plugin.problems import PluginProblem

    what = f"its record source {brought.source} brings the record {brought.record}"
    if brought.name != brought.record:
        what += f" (by the class {brought.name})"
    what += ", which no file of the project declares: all of them would be rejected"
    declare = f"Declare it (`orchestra plugins describe {brought.plugin}` prints how)"
    off = f'or have nobody ask for it: under [record_sources] in orchestra.toml `"{brought.source}" = false`.'
    hint = did_you_mean(brought.record, declared) or f"{declare}, {off}"
    return PluginProblem(brought.plugin, what, brought.place, hint, "record", brought.source)
