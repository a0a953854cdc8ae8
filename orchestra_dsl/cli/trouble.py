"""Errors as one clear message: what is wrong, where, what to do next."""

import sys

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.findings import print_findings
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.workspace.errors import CompileFailed, UsageError


def report(error: Exception, *, wrote: bool = True) -> int | None:
    """Say what is wrong, if it is for the user to put right, and return the exit code; None if it is not.

    `wrote` tells whether the command could have changed anything: then it is said that it has not.
    """
    if type(error).__name__ == "NoArgsIsHelpError":  # newer versions of click raise it for a group without a command
        click.echo(str(error), err=True)
        return exit_codes.WRONG_USE
    if isinstance(error, click.UsageError):
        say(error.format_message(), None, _usage(error))
        return exit_codes.WRONG_USE
    if isinstance(error, click.ClickException):
        say(error.format_message())
        return exit_codes.WRONG_USE
    if isinstance(error, CompileFailed):
        print_findings(error.findings, "text", sys.stderr)
        return exit_codes.FAILED
    if isinstance(error, UsageError):
        say(error.what, error.where, error.hint)
        return exit_codes.WRONG_USE
    return _report_running(error, "Nothing has changed." if wrote else None)


def _report_running(error: Exception, unchanged: str | None) -> int | None:
    """The same for what goes wrong at the doors of the engine."""
    from orchestra_dsl.graph.codec import BadGraph
    from orchestra_dsl.plugin.problems import Unavailable
    from orchestra_dsl.runtime.errors import EventFailed, FactsUnavailable, Refusal, StoreError

    if isinstance(error, StoreError):
        say(error.what, error.where, error.hint)
        return exit_codes.WRONG_USE if error.kind in ("missing", "foreign") else exit_codes.FAILED
    if isinstance(error, Refusal):
        say(error.message, hint=unchanged)
        return exit_codes.WRONG_USE if error.code in ("not found", "bad value") else exit_codes.FAILED
    if isinstance(error, FactsUnavailable):
        say(str(error), hint="Nothing has changed; give the same command again when the directory of people answers.")
        return exit_codes.FAILED
    if isinstance(error, EventFailed | BadGraph | Unavailable):
        say(str(error), hint=unchanged)
        return exit_codes.FAILED
    return None


def say(what: str, where: str | None = None, hint: str | None = None) -> None:
    """Write an error to standard error: the place and the sentence, and below it what to do."""
    sentence = plain(f"{where}: {what}" if where else what)
    click.echo(f"{click.style('Error', fg='red', bold=True)}: {sentence}", err=True)
    if hint:
        click.echo(f"  {plain(hint)}", err=True)


def unexpected(error: Exception) -> int:
    """Say that Orchestra itself has failed, and how to report it."""
    say(
        f"Orchestra has failed in a way that it should not: {type(error).__name__}: {error}",
        hint="This is a bug: please report it where you got Orchestra from, with what `orchestra --traceback …` shows.",
    )
    return exit_codes.FAILED


def _usage(error: click.UsageError) -> str | None:
    return f"{error.ctx.get_usage()}" if error.ctx is not None else None
