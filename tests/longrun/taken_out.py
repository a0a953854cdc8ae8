"""Faults that the long run has to notice, put into one of its processes: the environment variable says which."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from orchestra_dsl.runtime import Engine
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.store.rows import Writes

FAULT = "ORCHESTRA_LONGRUN_FAULT"
LEAK = 128 * 1024
EVERY = 12


class _Lost(Exception):
    """What undoes a transaction."""


def _leak(engine: Engine) -> None:
    """Memory is taken at every commit and never given back."""
    kept: list[bytes] = []
    engine.listen(lambda _: kept.append(os.urandom(LEAK)))


def _lose(engine: Engine) -> None:  # noqa: ARG001 - all faults are called alike
    """Now and then a commit is answered as if it had been made."""
    inner, number = SqliteStore.writing, iter(range(1, 1_000_000))

    @contextmanager
    def writing(self: SqliteStore) -> Iterator[SqliteTransaction]:
        with suppress(_Lost), inner(self) as transaction:
            yield transaction
            if next(number) % EVERY == 0:
                raise _Lost

    SqliteStore.writing = writing  # type: ignore[method-assign]  # the fault


def _hoard(engine: Engine) -> None:  # noqa: ARG001 - all faults are called alike
    """Something is written with every commit and never deleted."""
    inner = SqliteTransaction.apply

    def apply(self: SqliteTransaction, writes: Writes) -> None:
        self._connection.execute("CREATE TABLE IF NOT EXISTS hoard (data BLOB)")
        self._connection.execute("INSERT INTO hoard VALUES (?)", (os.urandom(4096),))
        inner(self, writes)

    SqliteTransaction.apply = apply  # type: ignore[method-assign]  # the fault


FAULTS: dict[str, Callable[[Engine], None]] = {"leak": _leak, "lose": _lose, "hoard": _hoard}


def take_out(engine: Engine) -> None:
    """Have the fault that the environment says, if any."""
    name = os.environ.get(FAULT)
    if name:
        FAULTS[name](engine)
