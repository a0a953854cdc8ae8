"""The schedules that start runs: what there is to see of them."""

from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.store.rows import ScheduleRow


class Schedules:
    """The counter for schedules."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def all(self) -> list[ScheduleRow]:
        """Those that are in force: of the orchestrations that the last worker had installed."""
        with self._core.store.reading() as reads:
            return reads.schedules()
