"""Watches are what the waiting elements read, no more and no less; the run's own are of the events that it keeps."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.interpreter.commit import heard_in, listening
from orchestra_dsl.interpreter.state import Instance
from orchestra_dsl.runtime.invariants.subject import Reading, Subject


def no_watch_that_nothing_reads(run: Subject) -> Iterator[str]:
    """A write would wake the run for nothing, ever again."""
    read = _read(run)
    for element, reads in run.rows.watches.items():
        for each in sorted(set(reads) - read.get(element, set())):
            where = run.name(element) if element == ROOT or run.element(element) is not None else f"element {element}"
            yield f"{_shown(each)} is watched for {where}, which does not read it"


def nothing_is_read_without_a_watch(run: Subject) -> Iterator[str]:
    """Else a write would wake nobody."""
    watched = run.rows.watches
    for element, reads in _read(run).items():
        for each in sorted(reads - set(watched.get(element, ()))):
            yield f"{run.name(element)} reads {_shown(each)}, which is not watched for it"


def _read(run: Subject) -> dict[int, set[Reading]]:
    """What is read at each element."""
    found = {ROOT: set(map(listening, run.program.keeping))} if run.program.keeping else {}
    for ref, holder in run.holders():
        reads = {*(holder.waiting.reads if holder.waiting else ())}
        if isinstance(holder, Instance):
            reads.update(holder.excluding)
        if reads:
            found.setdefault(ref.element, set()).update(reads)
    return found


def _shown(read: Reading) -> str:
    event = heard_in(read)
    return f"the event {event}" if event is not None else f"{read[0]} {read[1]}, {read[2]},"
