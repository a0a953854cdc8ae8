"""Masking what is printed, in a process that a flow has to itself. Elsewhere it is the application's."""

import sys
from typing import Any, TextIO, cast

from orchestra_dsl.plugin.masking import masked


class _Masking:
    """A stream to which no secret is written as text. Bytes that go past it are not looked at."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(masked(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def mask_printing() -> None:
    """Print no secret from now on, nor say one in the traceback of a thread."""
    sys.stdout, sys.stderr = cast("TextIO", _Masking(sys.stdout)), cast("TextIO", _Masking(sys.stderr))
