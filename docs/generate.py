"""Write the pages of the docs that are made from the code: `make docs`.

A test fails while a page differs from what this would write.
"""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from orchestra_dsl.cli.page import page as commands
from orchestra_dsl.compile.support.page import page as support
from orchestra_dsl.diagnostics import GROUPS, Code

DOCS = Path(__file__).resolve().parent
PACKAGE = DOCS.parent / "orchestra_dsl"


def findings() -> str:
    """List every finding with its reason, group by group."""
    reported = set(_codes_in_use())
    lines = [
        "# Findings",
        "",
        "What the compiler has to say about a source. Each finding has a code that never changes its meaning.",
        "Errors keep a source from running; warnings do not. A code marked *reserved* is not reported by this version.",
    ]
    for group, rows in GROUPS.items():
        lines += ["", f"## {group.prefix}: {group.name}"]
        for row in rows:
            lines += ["", *_entry(row, reserved=row.code not in reported)]
    return "\n".join(lines) + "\n"


def _entry(row: Code, *, reserved: bool) -> list[str]:
    notes = [row.severity.value, *(["reserved"] if reserved else [])]
    return [f"### {row.code} {row.title}", "", f"*{', '.join(notes)}*", "", row.why]


def _codes_in_use() -> Iterator[str]:
    """Find the codes that the layers above the registry name."""
    for path in PACKAGE.rglob("*.py"):
        if PACKAGE / "diagnostics" not in path.parents:
            yield from re.findall(r'"(O\d{3})"', path.read_text(encoding="utf-8"))


PAGES: dict[str, Callable[[], str]] = {"findings.md": findings, "support.md": support, "commands.md": commands}
"""Every generated page and what writes it."""


def main() -> int:
    """Write all pages."""
    for name, write in PAGES.items():
        (DOCS / name).write_text(write(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
