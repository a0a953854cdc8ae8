"""A record as a system outside has it: what record sources bring, before it is checked against any declaration."""

from collections.abc import Mapping
from typing import Any

import attrs


@attrs.frozen
class OutsideChange:
    """What has become of one record outside: its fields now; without them it is there no more."""

    type: str
    id: str
    fields: Mapping[str, Any] | None
