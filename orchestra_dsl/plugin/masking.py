"""Masking: secrets that plugins have read are shown to nobody (settings.py reads them).

They are masked in what plugins log through their context, and in the messages of errors, which are stored in histories
and shown to people who look at runs. What is masked is known to the whole process, as its environment is.
"""

import json
import logging
import re
import sys
import threading
import traceback
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "***"
SHORTEST = 4
"""A value of fewer characters is not masked: it is nothing that could not be guessed, and found in every text."""


class _Seen:
    """The secrets that have been read in this process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._forms: set[str] = set()
        self.pattern: re.Pattern[str] | None = None

    def add(self, secret: str) -> None:
        """Mask a secret from now on, also as it looks within an address, in JSON and in Python."""
        forms = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1], repr(secret)[1:-1]}
        if len(secret) < SHORTEST or forms <= self._forms:
            return
        with self._guard:
            self._forms |= forms
            longest_first = sorted(self._forms, key=len, reverse=True)
            self.pattern = re.compile("|".join(map(re.escape, longest_first)))


_seen = _Seen()


def mask_from_now(secret: str) -> None:
    """Mask a secret in this process, whatever it is said in."""
    _seen.add(secret)


def masked(text: str) -> str:
    """The text without the secrets that have been read in this process."""
    return text if _seen.pattern is None else _seen.pattern.sub(MASK, text)


class MaskingLogger(logging.LoggerAdapter[logging.Logger]):
    """What plugins log through: secrets are masked in messages, their arguments and tracebacks."""

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        """Log a message, as `logging` does it."""
        if not self.isEnabledFor(level):
            return
        kwargs["stacklevel"] = kwargs.get("stacklevel", 1) + 1
        if _seen.pattern is None:
            super().log(level, msg, *args, **kwargs)
            return
        text = masked(_formatted(msg, args))
        trace = _trace(kwargs.get("exc_info"))
        if masked(trace) != trace:
            del kwargs["exc_info"]
            text = f"{text}\n{masked(trace)}"
        super().log(level, "%s", text, **kwargs)


def _formatted(msg: object, args: tuple[object, ...]) -> str:
    try:
        return logging.LogRecord("", 0, "", 0, msg, args, None).getMessage()
    except (TypeError, ValueError, KeyError):  # too few arguments, or of the wrong kind: said as it is
        return f"{msg} {args!r}"


def _trace(exc_info: Any) -> str:
    """The traceback that is to be logged; nothing where none is."""
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    return "".join(traceback.format_exception(error)).rstrip() if isinstance(error, BaseException) else ""
