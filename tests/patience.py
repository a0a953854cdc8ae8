"""How long a test waits for what has to come. Only a failure takes so long, so the busiest machine has time enough."""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""In seconds. A test that waits without a limit is ended by `faulthandler_timeout` (pyproject.toml)."""


def wait_for(what: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.005)
