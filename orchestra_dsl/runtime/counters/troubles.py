"""Events that broke down and were put aside: seen here, and applied again once the fault is mended."""

from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.store.rows import AsideRow, UnstartedRow


class Troubles:
    """The counter for events that were put aside, and for starts that came to nothing."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def oldest(self, *, after: int = 0, limit: int = 50) -> list[AsideRow]:
        """A page of them, oldest first; `after` is the key of the last one seen."""
        with self._core.store.reading() as reads:
            return reads.asides(after, limit)

    def unstarted(self) -> list[UnstartedRow]:
        """What records and events should have started and could not: a row for each orchestration and source."""
        with self._core.store.reading() as reads:
            return reads.unstarted()

    def resume(self, key: int) -> bool:
        """Apply one again, as it was; answers whether it changed anything. It stays when it breaks down again."""
        with self._core.store.reading() as reads:
            row = reads.aside(key)
        if row is None:
            raise Refusal("not found", f"there is no event {key} that was put aside")
        event = row.event
        by = Acting(event.actor, event.door, event.administrator)
        request = Deliver(row.run, event.act, by, label=event.id, internal=True)
        request.aside = key
        return self._core.carry_out(request)
