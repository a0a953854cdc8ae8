"""Telling the observers of a project, for a worker. Whatever their code does, the answer is a plain value."""

from orchestra_dsl.plugin.calls import logger_of
from orchestra_dsl.plugin.context import Context
from orchestra_dsl.plugin.invocation import Failed, failure
from orchestra_dsl.plugin.observer import Observation
from orchestra_dsl.plugin.registry import Registry


class Observers:
    """The observers of one project."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, known without importing anything more."""
        return tuple(self._registry.names("observer"))

    @property
    def complete(self) -> bool:
        """Whether these are all: a plugin that cannot be loaded may supply others."""
        return not self._registry.problems

    def tell(self, name: str, seen: Observation) -> Failed | None:
        """Tell an observer, on this thread, or say why that cannot be done."""
        try:
            found = self._registry.observer(name)
            given: dict[type, Observation | Context] = {Observation: seen}
            if Context in found.takes.values():
                given[Context] = Context(
                    idempotency_key=seen.key,
                    run=seen.run,
                    step=seen.element or "",
                    settings=self._registry.settings_of(found),
                    folder=self._registry.project.folder,
                    log=logger_of(found, seen.run, seen.element or ""),
                )
            arguments = {parameter: given[type_] for parameter, type_ in found.takes.items()}
            found.function(**arguments)
        except BaseException as error:  # noqa: BLE001 - whatever an observer does, it is the answer
            return failure(error)
        return None
