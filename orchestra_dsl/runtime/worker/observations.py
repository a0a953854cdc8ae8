"""What observers are told: an event of a history, as plain values with names."""

from datetime import UTC, datetime, timedelta

from orchestra_dsl.plugin.observer import Observation
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.views import entry_of
from orchestra_dsl.runtime.store.rows import HappenedRow

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def observations(happened: HappenedRow, core: Core) -> list[Observation]:
    """Everything that an event has led to, in order; nothing for one that is damaged. Raises ValueDamaged."""
    if happened.row is None:
        return []
    with core.store.reading() as reads:
        program = core.programs.by_key(happened.graph, reads)
    entry = entry_of(happened.row, program)
    return [
        Observation(
            run=happened.run_id,
            orchestration=program.graph.name,
            sequence=entry.sequence,
            number=number,
            at=_BEGINNING + timedelta(microseconds=line.at),
            what=line.what,
            element=line.element,
            actor=line.actor,
            detail=line.detail,
        )
        for number, line in enumerate(entry.lines)
    ]
