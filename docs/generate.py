"""Write the pages of the docs that are made from the code: `make docs`.

A test fails while a page differs from what this would write.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from orchestra_dsl.cli.page import page as commands
from orchestra_dsl.compile.support.page import page as support
from orchestra_dsl.diagnostics import CODES, GROUPS
from orchestra_dsl.diagnostics.pages import page_of
from orchestra_dsl.diagnostics.pages.docs import finding, findings
from orchestra_dsl.workspace.examples import reported_for

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
REPORTED = "orchestra_dsl/diagnostics/pages/reported"

EXPLAINED = [page for page in map(page_of, CODES) if page is not None]

PAGES: dict[str, Callable[[], str]] = {
    # what the wrong examples bring about is written first: the pages show it
    **{f"{REPORTED}/{page.code.code}.txt": partial(reported_for, page) for page in EXPLAINED},
    **{f"docs/findings/{page.code.code}.md": partial(finding, page.code.code) for page in EXPLAINED},
    "docs/findings.md": partial(findings, GROUPS),
    "docs/support.md": support,
    "docs/commands.md": commands,
}
"""Every generated page and what writes it."""


def main() -> int:
    """Write all pages."""
    for name, write in PAGES.items():
        path = ROOT / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(write(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
