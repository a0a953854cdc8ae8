"""What tests of record sources in trouble ask: what keeps one from being asked, and why changes were rejected."""

import threading

from tests.patience import wait_for
from tests.runtime.outside import Outside
from tests.runtime.texts import Place


def trouble(here: Place, name: str = "crm") -> str:
    """What keeps a source from being asked, as the worker's status has it."""
    return next((each.trouble for each in here.worker.status.sources if each.name == name), None) or ""


def reasons(here: Place) -> dict[str, str]:
    """Why changes were rejected, by record."""
    return {row.id: row.reason for row in here.engine.sources.rejected(limit=1000)}


def was_asked(crm: Outside, times: int) -> None:
    """Wait until a source has been asked so often, and what it answered has been dealt with."""
    name = "orchestra-source-crm"
    wait_for(lambda: len(crm.asked) == times and name not in [each.name for each in threading.enumerate()])
