"""Which error handlers may take the error of an element, from the inside out (language.md, rule 15)."""

from collections.abc import Iterable, Iterator

from orchestra_dsl.syntax import nodes as n

Owner = n.Stage | n.Step | n.Orchestration


def handlers_in(clauses: Iterable[n.Node]) -> list[n.OnError]:
    """Return the handlers among some clauses, in the order of the source."""
    return [clause for clause in clauses if isinstance(clause, n.OnError)]


class Handlers:
    """The handlers of one orchestration, and what each belongs to."""

    def __init__(self, orchestration: n.Orchestration) -> None:
        self._orchestration = orchestration
        self._owners: dict[int, tuple[Owner, n.Stage | None]] = {}

    def enter(self, handler: n.OnError, owner: Owner, stage: n.Stage | None) -> None:
        """Note whose handler this is; `stage` is the one around a step."""
        self._owners[id(handler)] = (owner, stage)

    def owner(self, handler: n.OnError) -> Owner:
        """Return what the handler belongs to."""
        return self._owners[id(handler)][0]

    def around(self, containers: tuple[n.Node, ...]) -> Iterator[n.OnError]:
        """Yield the handlers that an error meets outside its own stage, the innermost first.

        A handler's block that fails itself is not taken by the handler that it belongs to.
        """
        for container in reversed(containers):
            if not isinstance(container, n.OnError):
                continue
            owner, stage = self._owners[id(container)]
            if isinstance(owner, n.Orchestration):
                return
            if stage is not None:
                yield from handlers_in(stage.clauses)
        yield from handlers_in(self._orchestration.clauses)


def up_to_catch_all(handlers: Iterable[n.OnError]) -> Iterator[n.OnError]:
    """Yield the handlers that may be asked: the first one without a name takes every error that is left."""
    for handler in handlers:
        yield handler
        if handler.error is None:
            return
