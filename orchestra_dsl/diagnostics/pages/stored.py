"""The pages as they are installed with the package."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from orchestra_dsl.diagnostics.codes import CODES
from orchestra_dsl.diagnostics.pages.page import Page, read


def folder() -> Traversable:
    """Where the pages lie."""
    return files("orchestra_dsl.diagnostics.pages")


def page_of(code: str) -> Page | None:
    """The page of a code of the registry; None where it has none."""
    text, reported = folder() / f"{code}.md", folder() / "reported" / f"{code}.txt"
    if not text.is_file():
        return None
    said = reported.read_text(encoding="utf-8") if reported.is_file() else ""
    return read(CODES[code], text.read_text(encoding="utf-8"), said)
