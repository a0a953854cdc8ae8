"""How long a test waits for what has to come. Only a failure takes so long, so the busiest machine has time enough."""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""In seconds. A test that waits without a limit is ended by `faulthandler_timeout` (pyproject.toml)."""


def wait_for(what: Callable[[], object]) -> None:
    """Wait until something holds. What it looks at may not be there yet, such as the first row of a list."""
    deadline = time.monotonic() + PATIENCE
    while not _holds(what):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.005)


def _holds(what: Callable[[], object]) -> bool:
    try:
        return bool(what())
    except LookupError:
        return False
