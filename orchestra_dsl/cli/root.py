"""The command `orchestra` itself: what is common to all commands, and where each of them is."""

import os
import sys
from typing import Any, TextIO

import attrs
import click

from orchestra_dsl._version import __version__
from orchestra_dsl.cli.colors import forced
from orchestra_dsl.cli.lazy import LazyGroup

TRACEBACK_VARIABLE = "ORCHESTRA_TRACEBACK"


@attrs.define
class Session:
    """What the options before the command say, whether programs read the answer, and whether anything is written.

    `answers` is standard output where programs read it: then what plugins print goes to standard error.
    """

    as_json: bool = False
    answers: TextIO | None = None
    traceback: bool = attrs.field(factory=lambda: os.environ.get(TRACEBACK_VARIABLE, "") not in ("", "0"))
    reads_only: bool = False

    def keep_answers_apart(self) -> None:
        """Keep standard output for answers alone, until `join_again`: plugins may print, at any time."""
        if self.answers is None:
            self.answers, sys.stdout = sys.stdout, sys.stderr

    def join_again(self) -> None:
        """Standard output is as it was."""
        if self.answers is not None:
            sys.stdout, self.answers = self.answers, None


MEMBERS = {
    "new": ("new", "Begin a project."),
    "compile": ("compile", "Compile sources into graphs."),
    "lint": ("lint", "Report everything that is wrong with sources."),
    "explain": ("explain", "Explain a finding, with a wrong example and the right one."),
    "diff": ("diff", "Say what has changed between two states of sources."),
    "fmt": ("fmt", "Put sources into their canonical form."),
    "graph": ("graph", "Draw an orchestration."),
    "import": ("import_", "Make a source of a file in another format."),
    "test": ("test", "Play scenarios on a virtual clock."),
    "run": ("run", "Start a run and follow it to its end, or work off what is due."),
    "runs": ("runs", "List, show, explain, cancel and mend runs."),
    "work": ("work", "List, claim, release, delegate, reassign and complete work items."),
    "record": ("record", "Put and get records of the store."),
    "call": ("call", "Answer calls that wait for somebody outside."),
    "event": ("event", "Send events to runs."),
    "starts": ("starts", "List what starts by itself at fixed times, and what could not start."),
    "store": ("store", "Check that a store is in order."),
    "plugins": ("plugins", "List and check plugins, and print what they supply as a source declares it."),
}


class PipeClosed(Exception):
    """Whoever read the output has gone."""


class Root(LazyGroup):
    """All commands. A broken pipe passes through click as an error of its own: click would end the process."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise PipeClosed from error


@click.group(
    cls=Root,
    members=MEMBERS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Check, run and look after business processes that are written as text.",
    epilog="`orchestra COMMAND --help` explains a command, with examples.",
)
@click.version_option(__version__, message="orchestra %(version)s")
@click.option("--traceback", is_flag=True, help=f"Show where an unexpected error arose (or {TRACEBACK_VARIABLE}=1).")
@click.pass_context
def root(context: click.Context, *, traceback: bool) -> None:
    """Take the options that stand before the command, and what the environment says of colour."""
    session = context.find_object(Session)
    if session is not None:
        session.traceback = session.traceback or traceback
    context.color = forced()
