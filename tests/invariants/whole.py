"""Stores held against what must always hold, for the tests of every layer."""

from orchestra_dsl.runtime.invariants.of_store import check_store
from orchestra_dsl.runtime.store.port import Store


def found_in(store: Store, *, replay: bool = False) -> list[str]:
    """What does not hold of a store, a sentence each."""
    return [f"{each.check}: {each.where}: {each.what}" for each in check_store(store, replay=replay)]


def check_whole(store: Store, *, replay: bool = False) -> None:
    """Everything that must hold of a store does."""
    found = found_in(store, replay=replay)
    assert not found, "\n".join(found)
