"""What is damaged in a store is told once, and passed over by whoever reads many things."""

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from orchestra_dsl.runtime.errors import ValueDamaged

T = TypeVar("T")
_log = logging.getLogger("orchestra.runtime")


def intact(read: Callable[[], T]) -> T | None:
    """What this reads; None where a stored value that it needs is damaged, which is told."""
    try:
        return read()
    except ValueDamaged as error:
        _tell_once(str(error))
        return None


@lru_cache(maxsize=1000)
def _tell_once(damage: str) -> None:
    """A worker, for one, comes by the same damage again and again."""
    _log.error("%s", damage)
