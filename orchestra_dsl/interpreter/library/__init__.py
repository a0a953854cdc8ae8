"""The fixed library: one Python function for every signature of graph/library.py, which a test holds together.

Each takes the Context first; it uses it only to ask for facts and to charge the budget.
"""

from collections.abc import Callable, Mapping
from typing import Any

FUNCTIONS: Mapping[str, Callable[..., Any]] = {}
"""The implementations, by the name of the signature."""
