"""Checking the examples of the pages of findings as they would be checked in a folder of their own."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestra_dsl.diagnostics.pages import File, Page
from orchestra_dsl.diagnostics.render.text import excerpts
from orchestra_dsl.workspace.compiling import Compiler
from orchestra_dsl.workspace.discovery import sources_of
from orchestra_dsl.workspace.findings import Findings, together
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.settings import FILE_NAME, defaults, read_settings


def check_example(files: Sequence[File]) -> Findings:
    """What is found in these files. Only with an `orchestra.toml` among them are they held against plugins and people.

    The current folder of the process is another one meanwhile.
    """
    with TemporaryDirectory() as name, contextlib.chdir(name):
        folder = Path.cwd()
        for file in files:
            (folder / file.name).parent.mkdir(parents=True, exist_ok=True)
            (folder / file.name).write_text(file.text, encoding=file.encoding)
        if (folder / FILE_NAME).is_file():
            return Project(read_settings(folder / FILE_NAME)).check()
        settings = defaults(folder)
        compiled = Compiler(settings, None, keep=False).compile_all(sources_of(settings))
        return together(found for each in compiled for found in (each.findings, Findings(each.style)))


def reported_for(page: Page) -> str:
    """What is found in the wrong example of a page, as it is drawn on a terminal without colour."""
    found = check_example(page.wrong)
    return excerpts([each for each in found.diagnostics if each.code not in page.also], found.sources)
