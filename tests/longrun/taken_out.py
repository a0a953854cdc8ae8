"""Faults that the long run has to notice, put into one of its processes: the environment variable names them."""

import itertools
import os
from collections.abc import Callable

from orchestra_dsl.runtime import Engine
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.writing import Written
from orchestra_dsl.runtime.requests.write import Write
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.store.rows import Writes

FAULT = "ORCHESTRA_LONGRUN_FAULT"
LEAK = 2 * 1024 * 1024
"""Bytes that are leaked at each commit: so many that some seconds show it."""
EVERY = 3
"""One of so many writes is lost."""
HOARD = 16 * 1024
"""Bytes that are written at each commit and never deleted."""


def _leak(engine: Engine) -> None:
    """Memory is taken at every commit and never given back."""
    kept: list[bytes] = []
    engine.listen(lambda _: kept.append(os.urandom(LEAK)))


def _lose(engine: Engine) -> None:  # noqa: ARG001 - all faults are called alike
    """Now and then the write of a record is answered as if it had been made."""
    inner, number = Write.perform, itertools.count(1)

    def perform(self: Write, batch: Batch) -> Written:
        return inner(self, batch) if next(number) % EVERY else Written(1)

    Write.perform = perform  # type: ignore[method-assign]  # the fault


def _hoard(engine: Engine) -> None:  # noqa: ARG001 - all faults are called alike
    """Something is written with every commit and never deleted."""
    inner = SqliteTransaction.apply

    def apply(self: SqliteTransaction, writes: Writes) -> None:
        self._connection.execute("CREATE TABLE IF NOT EXISTS hoard (data BLOB)")
        self._connection.execute("INSERT INTO hoard VALUES (?)", (os.urandom(HOARD),))
        inner(self, writes)

    SqliteTransaction.apply = apply  # type: ignore[method-assign]  # the fault


FAULTS: dict[str, Callable[[Engine], None]] = {"leak": _leak, "lose": _lose, "hoard": _hoard}


def take_out(engine: Engine) -> None:
    """Have the faults that the environment says, if any."""
    for name in os.environ.get(FAULT, "").split():
        FAULTS[name](engine)
