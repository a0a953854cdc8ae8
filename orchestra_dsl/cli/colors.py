"""Whether to print in colour: where a person reads it on a terminal, unless the environment says otherwise."""

import os
from typing import TextIO

NO_COLOR = "NO_COLOR"
FORCE_COLOR = "FORCE_COLOR"


def forced() -> bool | None:
    """What the environment says, if anything: `NO_COLOR` goes before `FORCE_COLOR`, and that before a dumb terminal."""
    if os.environ.get(NO_COLOR):
        return False
    if os.environ.get(FORCE_COLOR):
        return True
    return False if os.environ.get("TERM") == "dumb" else None


def colored(file: TextIO) -> bool:
    """Whether what is written to this stream is to be in colour."""
    said = forced()
    return file.isatty() if said is None else said
