"""The way in and out of every command: its arguments, its exit code, and what becomes of an error."""

import os
import sys
from collections.abc import Sequence

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.root import PipeClosed, Session, root
from orchestra_dsl.cli.trouble import report, unexpected


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. No error of any kind passes as a traceback, unless asked for."""
    session = Session()
    try:
        code = _run(arguments, session)
        sys.stdout.flush()  # a reader that has gone shows here, not at the end of the process
    except (BrokenPipeError, PipeClosed):
        return _nobody_reads()
    return code


def _nobody_reads() -> int:
    """What is still buffered has nowhere to go; Python would complain about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return exit_codes.PIPE_CLOSED


def _run(arguments: Sequence[str] | None, session: Session) -> int:
    try:
        code = root.main(arguments, prog_name="orchestra", standalone_mode=False, obj=session)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        return exit_codes.INTERRUPTED
    except PipeClosed:
        raise
    except Exception as error:
        if session.traceback and not isinstance(error, click.ClickException):
            raise
        answer = report(error)
        return unexpected(error) if answer is None else answer
    return code if isinstance(code, int) else exit_codes.FINE
