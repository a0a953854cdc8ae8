"""Colour is for terminals only."""

import re
import subprocess
import sys

from orchestra_dsl.diagnostics.render import render
from tests.diagnostics.samples import GONE, LONG, MISSING, MISSPELT, SOURCES

ALL = [MISSPELT, MISSING, LONG, GONE]


def test_colour_changes_nothing_but_the_colour() -> None:
    painted = render("text", ALL, SOURCES, color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == render("text", ALL, SOURCES)


def test_errors_are_red_and_warnings_yellow() -> None:
    assert "\x1b[1;31merror O202\x1b[0m" in render("text", [MISSPELT], SOURCES, color=True)
    assert "\x1b[1;31m^^^\x1b[0m" in render("text", [MISSPELT], SOURCES, color=True)
    warned = render("text", [LONG], SOURCES, color=True)
    assert "\x1b[1;33mwarning O803\x1b[0m" in warned
    assert "\x1b[1;33m^" in warned


def test_rich_is_not_loaded_without_colour() -> None:
    code = (
        "import sys\n"
        "from orchestra_dsl.diagnostics.render import FORMATS, render\n"
        "from tests.diagnostics.samples import MISSPELT, SOURCES\n"
        "for form in FORMATS: render(form, [MISSPELT], SOURCES)\n"
        "sys.exit('rich' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
