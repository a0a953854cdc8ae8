"""Masking what is printed, in a process that is Orchestra's own: a worker's, or that of an isolated flow.

In an application that works for a store itself, standard output is the application's, and stays as it is.
"""

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from orchestra_dsl.plugin.masking import masked, unfinished


class _Masking:
    """A stream to which no secret is written, neither at once nor in pieces; in all else it is as it was.

    What may be the beginning of a secret is held back until more is written, or it is flushed.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._guard = threading.RLock()  # a signal's handler may print while its thread does
        self._held = ""

    def write(self, text: str) -> int:
        """Write it without the secrets that are known by now."""
        with self._guard:
            shown = masked(self._held + text)
            self._held = shown[unfinished(shown, shortest=1) :]
            self._stream.write(shown[: len(shown) - len(self._held)])
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write them all."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Have all written that was held back."""
        with self._guard:
            held, self._held = self._held, ""
            self._stream.write(held)
            self._stream.flush()

    @property
    def buffer(self) -> "_Bytes":
        """Where bytes are written."""
        return _Bytes(self, self._stream.buffer)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._stream)


class _Bytes:
    """What bytes are written to: those that are texts with a secret in them are masked, too."""

    def __init__(self, text: _Masking, buffer: Any) -> None:
        self._text = text
        self._buffer = buffer

    def write(self, data: Any) -> int:
        """Write it behind all texts that came before."""
        self._text.flush()
        raw = bytes(data)
        shown = masked(raw.decode("utf-8", "surrogateescape"))
        self._buffer.write(shown.encode("utf-8", "surrogateescape"))
        return len(raw)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._buffer, name)


def mask_printing() -> None:
    """Print no secret from now on, nor say one in the traceback of a thread. One stream that stands for both stays one.

    A stream to which no secret is written already stays as it is.
    """
    masks = {id(each): _mask(each) for each in (sys.stdout, sys.stderr)}
    sys.stdout, sys.stderr = masks[id(sys.stdout)], masks[id(sys.stderr)]


def _mask(stream: Any) -> Any:
    return stream if isinstance(stream, _Masking) else _Masking(stream)


@contextmanager
def masked_printing() -> Iterator[None]:
    """The same within the block; at its end the streams that stand there then are themselves again."""
    before = sys.stdout, sys.stderr
    mask_printing()
    masks = sys.stdout, sys.stderr
    unmasked = {id(mask): stream for mask, stream in zip(masks, before, strict=True) if mask is not stream}
    try:
        yield
    finally:
        for each in masks:
            each.flush()
        sys.stdout, sys.stderr = (unmasked.get(id(now), now) for now in (sys.stdout, sys.stderr))
