"""Errors as one clear message: what is wrong, where, what to do next; for people, or as JSON for programs."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from attrs import frozen

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.findings import print_findings
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.workspace.errors import CompileFailed, UsageError

if TYPE_CHECKING:
    from orchestra_dsl.workspace.findings import Findings

WRONG = "usage"
"""The code of a command that is not right as it was given."""
INTERRUPTED = "interrupted"
"""The code of a command that Ctrl-C has ended."""


@frozen
class Trouble:
    """Why a command has failed. `code` is a word that a program can tell it by, `exit` the command's exit code."""

    code: str
    what: str
    where: str | None = None
    hint: str | None = None
    exit: int = exit_codes.FAILED
    findings: "Findings | None" = None


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether a command is to print JSON; known from its words, so that those that are wrong are told as JSON too."""
    words = list(arguments)
    return "--json" in (words[: words.index("--")] if "--" in words else words)


def interrupted(error: BaseException) -> Trouble:
    """What Ctrl-C is answered; in a plugin's code it says which one."""
    from orchestra_dsl.plugin.origin import Interrupted

    causes = [each for each in (error, error.__cause__) if isinstance(each, Interrupted)]
    return Trouble(INTERRUPTED, str(causes[0]) if causes else "Interrupted.", exit=exit_codes.INTERRUPTED)


def trouble_of(error: Exception, *, wrote: bool = True) -> Trouble:
    """What an error says to whoever gave the command.

    `wrote` tells whether the command could have changed anything: then it is said that it has not.
    """
    if isinstance(error, click.ClickException):
        usage = error.ctx.get_usage() if isinstance(error, click.UsageError) and error.ctx is not None else None
        return Trouble(WRONG, error.format_message(), hint=usage, exit=exit_codes.WRONG_USE)
    if isinstance(error, CompileFailed):
        return Trouble("findings", str(error), findings=error.findings)
    if isinstance(error, UsageError):
        return Trouble(WRONG, error.what, error.where, error.hint, exit_codes.WRONG_USE)
    return _while_running(error, "Nothing has changed." if wrote else None)


def _while_running(error: Exception, unchanged: str | None) -> Trouble:
    """The same for what goes wrong at the doors of the engine, and for what should never go wrong."""
    from orchestra_dsl.graph.codec import BadGraph
    from orchestra_dsl.plugin.problems import Unavailable
    from orchestra_dsl.runtime.errors import EventFailed, FactsUnavailable, HistoryDiverges, Refusal, StoreError

    if isinstance(error, StoreError):
        wrong = error.kind in ("missing", "foreign")
        return Trouble(error.kind, error.what, error.where, error.hint, _exit(wrong=wrong))
    if isinstance(error, Refusal):
        wrong = error.code in ("not found", "bad value")
        return Trouble(error.code, error.message, None, unchanged, _exit(wrong=wrong))
    if isinstance(error, FactsUnavailable):
        return Trouble("unavailable", str(error), hint=_again(unchanged))
    if isinstance(error, Unavailable) and error.problem.kind == "people":
        return Trouble("unavailable", str(error), hint=_again(unchanged))
    if isinstance(error, BadGraph | Unavailable):
        return Trouble("unavailable", str(error), hint=unchanged)
    if isinstance(error, HistoryDiverges):
        hint = (
            "Another version of Orchestra wrote it, or it was changed; what its conditions read cannot be told. "
            "`orchestra runs show RUN` tells what has happened, and what the run waits for."
        )
        return Trouble("replay", str(error), hint=hint)
    if isinstance(error, EventFailed):
        return Trouble("fault", str(error), hint=unchanged)
    what = f"Orchestra has failed in a way that it should not: {type(error).__name__}: {error}"
    hint = "This is a bug: please report it where you got Orchestra from, with what `orchestra --traceback …` shows."
    return Trouble("fault", what, hint=hint)


def _again(unchanged: str | None) -> str:
    """What to do where what is asked cannot be known now."""
    again = "Give the same command again when that has been put right."
    return again if unchanged is None else f"{unchanged} {again}"


def _exit(*, wrong: bool) -> int:
    return exit_codes.WRONG_USE if wrong else exit_codes.FAILED


def tell(trouble: Trouble, *, as_json: bool) -> int:
    """Write to standard error why a command has failed; answers its exit code."""
    if as_json:
        click.echo(as_line(trouble), err=True)
    elif trouble.findings is not None:
        print_findings(trouble.findings, "text", sys.stderr)
    elif trouble.code == INTERRUPTED:
        click.echo(trouble.what, err=True)
    else:
        say(trouble.what, trouble.where, trouble.hint)
    return trouble.exit


def say(what: str, where: str | None = None, hint: str | None = None) -> None:
    """Write an error to standard error: the place and the sentence, and below it what to do."""
    sentence = plain(f"{where}: {what}" if where else what)
    click.echo(f"{click.style('Error', fg='red', bold=True)}: {sentence}", err=True)
    if hint:
        click.echo(f"  {plain(hint)}", err=True)


def as_line(trouble: Trouble) -> str:
    """What programs are told: one object on one line."""
    import json

    error = {
        "code": trouble.code,
        "what": trouble.what,
        "where": trouble.where,
        "hint": trouble.hint,
        "exit": trouble.exit,
    }
    if trouble.findings is not None:
        from orchestra_dsl.diagnostics.render.as_json import report

        error |= {"findings": report(trouble.findings.diagnostics, trouble.findings.sources)["findings"]}
    return json.dumps({"error": error}, ensure_ascii=False)
