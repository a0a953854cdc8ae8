"""Processes of the kill test of calls that are answered later.

    python -m tests.crash.later worker FOLDER     calls the flow, which notes its key and token in FOLDER/tokens
    python -m tests.crash.later hanging FOLDER    the same, but its flow never returns
    python -m tests.crash.later outside FOLDER    completes these calls, and notes each in FOLDER/completed

Each prints a line when it has come so far: the worker when its store knows that nothing is left to do.
"""

import os
import sys
import time
from pathlib import Path

from orchestra_dsl.plugin import Context, Later
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.patience import PATIENCE
from tests.runtime.graphs import flow
from tests.runtime.world import Case, World

OUTPUTS = {"severity": "S1"}


def open_world(folder: Path) -> World:
    """A process's view of the store in this folder."""
    return World(flow(), store=SqliteStore.open(folder / "store.db"))


def note(file: Path, line: str) -> None:
    """Write a line, and have it on the disk."""
    with file.open("a", encoding="utf-8") as notes:
        notes.write(f"{line}\n")
        notes.flush()
        os.fsync(notes.fileno())


def noted(file: Path) -> list[str]:
    """The lines that were written wholly."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return [line.strip() for line in text.splitlines(keepends=True) if line.endswith("\n")]


def work(folder: Path, *, hangs: bool) -> None:
    """Call flows until killed."""

    def ask(_case: Case, context: Context) -> Later:
        note(folder / "tokens", f"{context.idempotency_key} {context.token}")
        if hangs:
            say("inside")
            time.sleep(PATIENCE)
        return Later()

    here = open_world(folder)
    here.work(ask)
    if not hangs:
        here.settle()
        say("settled")
    time.sleep(PATIENCE)


def complete(folder: Path) -> None:
    """Complete the calls, until killed or done."""
    here = open_world(folder)
    done = noted(folder / "completed")
    for line in noted(folder / "tokens"):
        token = line.split()[1]
        if token not in done:
            here.engine.calls.complete(token, OUTPUTS)
            note(folder / "completed", token)
            say("completed")
    here.close()


def say(word: str) -> None:
    """Tell whoever kills this process how far it is."""
    print(word, flush=True)  # noqa: T201 - it is read


if __name__ == "__main__":
    role, place = sys.argv[1], Path(sys.argv[2])
    if role == "outside":
        complete(place)
    else:
        work(place, hangs=role == "hanging")
