"""Write the pages of the docs that are made from the code: `make docs`.

A test fails while a page differs from what this would write.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import catalogue
import hooks
import language

from orchestra_dsl.cli.page import page as commands
from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.diagnostics import CODES, GROUPS
from orchestra_dsl.diagnostics.pages import page_of
from orchestra_dsl.diagnostics.pages.docs import finding, findings
from orchestra_dsl.drawing.structure import drawing_of
from orchestra_dsl.drawing.svg.svg import svg
from orchestra_dsl.source import SourceFile
from orchestra_dsl.workspace.examples import reported_for

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
REPORTED = "orchestra_dsl/diagnostics/pages/reported"

EXPLAINED = [page for page in map(page_of, CODES) if page is not None]


def drawing() -> str:
    """Draw the example."""
    folder = ROOT / "examples" / "case_management"
    made = compile_source(
        "case_management.orch", lambda name: SourceFile(name, (folder / name).read_text(encoding="utf-8"))
    )
    assert made.package is not None  # noqa: S101 - the tests compile the example too
    example = next(each for each in made.package.orchestrations if each.graph.name == "case_management")
    return svg(drawing_of(example.graph, example.origins))


PAGES: dict[str, Callable[[], str]] = {
    # what the wrong examples bring about is written first: the pages show it
    **{f"{REPORTED}/{page.code.code}.txt": partial(reported_for, page) for page in EXPLAINED},
    **{f"docs/findings/{page.code.code}.md": partial(finding, page.code.code) for page in EXPLAINED},
    "docs/findings.md": partial(findings, GROUPS),
    "docs/language.md": language.page,
    "docs/commands.md": commands,
    "docs/hooks.md": hooks.page,
    "docs/case_management.svg": drawing,
    **catalogue.pages(),
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
