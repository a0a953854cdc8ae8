"""How sources look: each in `cases/given` becomes the one of its name in `cases/formatted`."""

from pathlib import Path

import pytest

from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.source import SourceFile
from tests.format.rewrite import CASES


@pytest.mark.parametrize("given", sorted((CASES / "given").glob("*.orch")), ids=lambda path: path.stem)
def test_a_source_gets_its_canonical_form(given: Path) -> None:
    result = formatted(SourceFile(given.name, given.read_text(encoding="utf-8")))
    assert result.findings == ()
    assert result.text == (CASES / "formatted" / given.name).read_text(encoding="utf-8")
