"""Findings on the screen or in a pipe."""

from typing import TextIO

import click

from orchestra_dsl.cli.colors import colored
from orchestra_dsl.diagnostics.render import render
from orchestra_dsl.workspace.findings import Findings


def print_findings(findings: Findings, form: str, file: TextIO) -> None:
    """Write findings in one of the formats, in colour where that is wanted."""
    color = form == "text" and colored(file)
    text = render(form, findings.diagnostics, findings.sources, color=color)
    # A source may hold what no UTF-8 can say; the finding about that has to be readable all the same.
    click.echo(text.encode(errors="backslashreplace").decode(), file=file, nl=False, color=color)
    if form == "text" and findings.diagnostics:
        click.echo(_more(findings), file=file)


def _more(findings: Findings) -> str:
    """Where to read more: once, whatever the number of findings."""
    codes = list(dict.fromkeys(each.code for each in findings.diagnostics))
    others = "" if len(codes) == 1 else ", or another of the codes"
    return f"To read more: orchestra explain {codes[0]}{others}"
