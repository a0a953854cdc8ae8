"""What is measured, a row to a file; `ROWS` are all of them, in the order of the table."""

from benchmarks.rows import (
    batch,
    calls,
    definition,
    disk,
    full,
    loop,
    predicate,
    project,
    restart,
    startup,
    steps,
    stored,
    texts,
    work,
)

ROWS = tuple(
    module.ROW
    for module in (
        steps,
        stored,
        full,
        batch,
        disk,
        loop,
        definition,
        predicate,
        restart,
        work,
        startup,
        texts,
        project,
        calls,
    )
)
