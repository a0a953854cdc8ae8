"""`orchestra graph`: an orchestration as a drawing."""

import sys
from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.findings import print_findings
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import answers, answers_alone, json_option, print_json
from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.workspace.drawings import THEMES, Drawn, draw
from orchestra_dsl.workspace.outputs import check_output, write_output

HELP = described(
    """Draw an orchestration: its stages with their steps, its decisions, where control goes, and what errors lead to.

    PATH is a source, a project, or a folder of either; where it holds several orchestrations, ORCHESTRATION names the
    one to draw. Plugins need not be installed: what the sources declare is drawn.

    The format svg is a picture, which any browser shows; mermaid is drawn by many wikis and code hosts, dot by
    Graphviz.

    Without -o the drawing is written to standard output. The format is told by --format, or else by the end of
    FILE's name (.svg, .mmd and .mermaid, .dot and .gv); it is Mermaid where neither says anything. Plugins supply
    further formats, which `orchestra plugins` lists as exporters.""",
    "orchestra graph examples/case_management case_management",
    "orchestra graph case.orch -o case.svg",
    "orchestra graph case.orch --format dot | dot -Tpdf > case.pdf",
)

STANDARD_OUTPUT = "-"


@click.command("graph", help=HELP)
@click.argument("path", metavar="PATH", type=PATH)
@click.argument("orchestration", metavar="[ORCHESTRATION]", required=False)
@click.option("--format", "form", metavar="NAME", help="What the drawing is written in.")
@click.option("--theme", type=click.Choice(THEMES), help="Colours of an SVG; auto is what its reader prefers.")
@click.option("-o", "--output", metavar="FILE", type=PATH, help="Where to write the drawing.")
@json_option
def command(
    path: Path, orchestration: str | None, form: str | None, theme: str | None, output: Path | None, *, as_json: bool
) -> int:
    """Compile, draw, write."""
    if str(output) == STANDARD_OUTPUT:
        if as_json:
            raise click.UsageError("--json and -o - would both write to standard output; give one of them.")
        output = None
    if output is not None:
        check_output(output, [path])
    answers_alone()
    drawn, warnings = draw(path, orchestration, form, theme, output)
    print_findings(warnings, "text", sys.stderr)
    if output is not None:
        write_output(output, drawn.text.encode())
    if as_json:
        print_json(_told(drawn, output))
    elif output is not None:
        click.echo(f"Wrote {output}.", file=answers())
    else:
        click.echo(drawn.text, file=answers(), nl=False)
    return exit_codes.FINE


def _told(drawn: Drawn, output: Path | None) -> dict[str, str | None]:
    """What programs are told: the drawing itself, or the file that it is in."""
    where = {"drawing": drawn.text, "file": None} if output is None else {"drawing": None, "file": str(output)}
    return {"orchestration": drawn.orchestration, "format": drawn.form, **where}
