"""Which line of docs/order.md a test holds: `@says("Branches of a parallel begin in the order of the source")`.

The words are the beginning of the line; test_page.py sees to it that each line has a test.
"""

import re

import pytest

from tests.house.checkout import ROOT

LINES = tuple(re.findall(r"^- (.+)$", (ROOT / "docs" / "order.md").read_text(encoding="utf-8"), re.MULTILINE))


def says(beginning: str) -> pytest.MarkDecorator:
    """Mark a test with the one line of the page that begins so."""
    (line,) = (each for each in LINES if each.startswith(beginning))
    mark: pytest.MarkDecorator = pytest.mark.says(line)
    return mark
