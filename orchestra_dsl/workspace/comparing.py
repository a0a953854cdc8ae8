"""The use case of `orchestra diff`: two states of sources compared, and the runs under way that it concerns.

A state is a source, a project, a folder of either, or what `orchestra compile -o` has written; the old one may be a
path in a commit of git too, as `HEAD:case.orch`.
"""

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from orchestra_dsl.comparison.change import Comparison
from orchestra_dsl.comparison.compare import compare
from orchestra_dsl.diagnostics.code import Severity
from orchestra_dsl.graph.codec import BadGraph, content_hash, decode_package
from orchestra_dsl.graph.model import Package
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.workspace.checking import by_project
from orchestra_dsl.workspace.compiling import Compiler
from orchestra_dsl.workspace.discovery import existing, project_of
from orchestra_dsl.workspace.errors import CompileFailed, UsageError
from orchestra_dsl.workspace.findings import Findings, together
from orchestra_dsl.workspace.packages import package_of
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.revisions import checked_out

if TYPE_CHECKING:
    from orchestra_dsl.workspace.engine import ProjectEngine

MOST_RUNS = 1000
"""Of how many runs, of those that go on and of those in error, it is looked up where they stand."""

COMPILED = ".json"


@attrs.frozen
class Place:
    """An element in which runs under way stand, how many, and what becomes of it in the new graph."""

    element: str
    runs: int
    fate: str


@attrs.frozen
class Standing:
    """The runs under way of one orchestration: how many on the old graph, how many on others, and where the former are.

    `more` tells that there are more runs than were looked at.
    """

    on_old: int
    on_others: int
    more: bool
    places: tuple[Place, ...]


def package_at(path: Path) -> Package:
    """The package of a source, a project, a folder, or a compiled file. Raises UsageError and CompileFailed."""
    if path.suffix != COMPILED:
        return _compiled(path)
    file = existing(path)
    try:
        return decode_package(file.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=shown(file)) from error
    except BadGraph as error:
        raise UsageError(str(error), where=shown(file)) from error


def _compiled(path: Path) -> Package:
    """What the sources say; what they declare of plugins is taken at their word, as old plugins are gone."""
    done = [each for settings, sources in by_project([path]) for each in Compiler(settings, None).compile_all(sources)]
    findings = together(each.findings for each in done)
    if findings.errors:
        raise CompileFailed(findings)
    return package_of(done)


def compared(old: str, new: Path) -> list[Comparison]:
    """What has changed from one state to the other. Raises UsageError and CompileFailed."""
    revision, colon, path = old.partition(":")
    if not colon or os.path.exists(old):  # noqa: PTH110 - a Path of it may be too long to be asked about
        return compare(package_at(Path(old)), package_at(new))
    with checked_out(revision, path) as folder:
        try:
            before = package_at(folder)
        except CompileFailed as error:
            raise UsageError(
                _first_of(error.findings), where=old, hint="Compare with a commit that compiles."
            ) from error
    return compare(before, package_at(new))


def _first_of(findings: Findings) -> str:
    """What keeps an old state from being compiled: its files are gone when somebody reads this."""
    first = next(each for each in findings.diagnostics if each.severity is Severity.ERROR)
    return f"this does not compile: {Path(first.span.file).name}: {first.code} {first.message}"


def standing(comparisons: list[Comparison], new: Path, store: Path | None) -> dict[str, Standing]:
    """Where the runs under way stand of what has changed; none where no store is given and the project has none."""
    settings = project_of(new)
    if store is None and not settings.store.exists():
        return {}
    with Project(settings).engine(store, install=False, create=False) as engine:
        found = {each.name: _standing(engine, each) for each in comparisons if each.name and each.kind in _CONCERNED}
    return {name: each for name, each in found.items() if each.on_old or each.on_others}


_CONCERNED = ("changed", "removed")


def _standing(engine: "ProjectEngine", comparison: Comparison) -> Standing:
    name = comparison.was or comparison.name
    found = [
        engine.runs.newest(orchestration=name, status=status, limit=MOST_RUNS + 1)
        for status in (Status.ACTIVE, Status.ERROR)
    ]
    rows = [row for each in found for row in each[:MOST_RUNS]]
    hashes: dict[int, str] = {}
    for row in rows:
        if row.graph not in hashes:
            hashes[row.graph] = content_hash(engine.graph_of(row.id))
    pinned = [row for row in rows if hashes[row.graph] == comparison.hashes[0]]
    counts = Counter(element for row in pinned for element in _stands_in(engine, row.id))
    places = tuple(Place(name, count, _fate(comparison, name)) for name, count in counts.most_common())
    return Standing(len(pinned), len(rows) - len(pinned), any(len(each) > MOST_RUNS for each in found), places)


def _stands_in(engine: "ProjectEngine", run: str) -> set[str]:
    """The innermost open elements of a run: not a stage some step of which is open."""
    names = {each.element for each in engine.runs.get(run).open}
    return {name for name in names if not any(other.startswith(f"{name}.") for other in names)}


def _fate(comparison: Comparison, name: str) -> str:
    """What becomes of an element, in words."""
    if comparison.kind == "removed":
        return "removed"
    changes = [each for each in comparison.changes if each.of_element]
    change = next((each for each in changes if name == (each.was or each.name)), None)
    if change is not None:
        return f"{change.kind} to {change.name}" if change.was else change.kind
    for stage in changes:
        if stage.was is not None and name.startswith(f"{stage.was}."):
            now = f"{stage.name}{name.removeprefix(stage.was)}"
            changed = any(each.name == now for each in changes)
            return f"{'changed' if changed else 'as before'}, now {now}"
    return "as before"
