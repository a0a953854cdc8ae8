"""The way in and out of every command: its arguments, its exit code, and what becomes of an error."""

import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.last_resort import last_resort
from orchestra_dsl.cli.root import PipeClosed, Session, root
from orchestra_dsl.cli.trouble import Trouble, interrupted, tell, trouble_of, wants_json
from orchestra_dsl.workspace.printing import printing_is_ours

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""What a full disk, and the like, answers to whoever writes to it."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. No error of any kind passes; a traceback is shown if asked for."""
    session = Session(as_json=wants_json(sys.argv[1:] if arguments is None else arguments))
    _prepare_streams()
    try:
        with printing_is_ours():
            return _answered(arguments, session)
    except (BrokenPipeError, PipeClosed):
        return _drop_output(exit_codes.PIPE_CLOSED)
    except OSError as error:
        if session.traceback or error.errno not in _FULL:
            raise
        trouble = Trouble("output", f"the output cannot be written: {error.strerror or error}")
        return _drop_output(tell(trouble, as_json=session.as_json))


def _answered(arguments: Sequence[str] | None, session: Session) -> int:
    """Run it, with standard output for its answer alone where programs read that."""
    if session.as_json:
        session.keep_answers_apart()
    try:
        with last_resort(as_json=session.as_json):
            code = _run(arguments, session)
        (session.answers or sys.stdout).flush()  # a reader that has gone shows here, not at the end of the process
        return code
    finally:
        session.join_again()


def _prepare_streams() -> None:
    """Have something to write to, whatever is closed, and in whatever encoding.

    A stream that was closed is nothing, and its number would go to the next file that is opened: the store.
    """
    for number, name in ((0, "stdin"), (1, "stdout"), (2, "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            file = open(os.devnull, "r+" if number else "r", encoding="utf-8")  # noqa: PTH123, SIM115 - to the end
            setattr(sys, name, file)
        elif number and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _drop_output(code: int) -> int:
    """What is still buffered has nowhere to go; Python would complain about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return code


def _run(arguments: Sequence[str] | None, session: Session) -> int:
    try:
        code = root.main(arguments, prog_name="orchestra", standalone_mode=False, obj=session)
    except (KeyboardInterrupt, click.Abort) as error:
        return tell(interrupted(error), as_json=session.as_json)
    except PipeClosed:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL and error.filename is None:
            raise
        if session.traceback and not isinstance(error, click.ClickException):
            traceback.print_exception(error)  # to a stream that shows no secret, which Python's own end would not
        if type(error).__name__ == "NoArgsIsHelpError":  # newer versions of click raise it for a group alone
            click.echo(str(error), err=True)
            return exit_codes.WRONG_USE
        return tell(trouble_of(error, wrote=not session.reads_only), as_json=session.as_json)
    return code if isinstance(code, int) else exit_codes.FINE
