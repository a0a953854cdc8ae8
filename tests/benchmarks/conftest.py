"""What is counted here is the product alone."""

import pytest

from orchestra_dsl.interpreter import fast_path
from tests import both_ways


@pytest.fixture(autouse=True)
def fast_path_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do without the machine beside the fast path."""
    monkeypatch.setattr(fast_path, "answered", both_ways.ALONE)
