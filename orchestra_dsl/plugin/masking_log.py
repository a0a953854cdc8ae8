"""Masking what is logged, whoever logs it: the code of plugins, the libraries that they use, and the worker itself.

Loggers know nothing of each other, and handlers are the application's. So it is done where `logging` makes its records.
"""

import logging
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

Mask = Callable[[str], str]


class _Masking:
    """What makes records in the place of `before`, which makes them as they would be."""

    def __init__(self, before: Callable[..., logging.LogRecord], mask: Mask) -> None:
        self._before = before
        self._mask = mask

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._before(*args, **kwargs)
        text = _said(record)
        if (shown := self._mask(text)) != text:
            record.msg, record.args = shown, ()
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None:
            trace = "".join(traceback.format_exception(error)).rstrip()
            if (shown := self._mask(trace)) != trace:
                record.exc_info, record.exc_text = None, shown
        return record


def mask_log(mask: Mask) -> None:
    """Mask all that is logged in this process from now on."""
    factory = logging.getLogRecordFactory()
    if not isinstance(factory, _Masking):
        logging.setLogRecordFactory(_Masking(factory, mask))


def _said(record: logging.LogRecord) -> str:
    """What the record says; where its arguments do not fit, what `logging` will say of that."""
    for say in (record.getMessage, lambda: f"{record.msg} {record.args!r}"):
        with suppress(Exception):  # whatever the text of an argument raises
            return say()
    return ""
