"""Compiled sources put together to one package."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from orchestra_dsl.graph.codec import decode_package
from orchestra_dsl.graph.model import FORMAT, Compiled, EventType, Package, Record
from orchestra_dsl.workspace.compiling import Compilation
from orchestra_dsl.workspace.errors import UsageError

if TYPE_CHECKING:
    from orchestra_dsl.graph.scenario import Scenario
T = TypeVar("T")


def package_of(compilations: Sequence[Compilation]) -> Package:
    """The package of compiled sources. Raises UsageError where two of them give one name to different things."""
    return merged(decode_package(each.package) for each in compilations if each.package is not None)


def merged(packages: Iterable[Package]) -> Package:
    """Several packages as one. A declaration that several of them import is there once. Raises UsageError."""
    orchestrations: dict[str, Compiled] = {}
    records: dict[str, Record] = {}
    events: dict[str, EventType] = {}
    scenarios: list[Scenario] = []
    for package in packages:
        for compiled in package.orchestrations:
            name = compiled.graph.name
            if orchestrations.setdefault(name, compiled).hash != compiled.hash:
                raise _twice("orchestration", name)
        for record in package.records:
            if records.setdefault(record.name, record) != record:
                raise _twice("record", record.name)
        for event in package.events:
            if events.setdefault(event.name, event) != event:
                raise _twice("event", event.name)
        scenarios += (each for each in package.scenarios if each not in scenarios)
    by_name = sorted(orchestrations.values(), key=lambda each: each.graph.name)
    return Package(FORMAT, tuple(by_name), _by_name(records), tuple(scenarios), _by_name(events))


def _by_name(declared: Mapping[str, T]) -> tuple[T, ...]:
    return tuple(declared[name] for name in sorted(declared))


def _twice(kind: str, name: str) -> UsageError:
    return UsageError(
        f"two sources declare the {kind} {name}, and not alike",
        hint="Rename one of them, or declare it in one source and import that.",
    )
