"""Masking: secrets that plugins have read are shown to nobody (settings.py reads them).

They are masked in all that this process logs, whoever logs it, and in the messages of errors, which are stored in
histories and shown to people who look at runs. What flows return, write to records or tell people is theirs, and stays
as it is. What is masked is known to the whole process, as its environment is.
"""

import json
import re
import threading
from urllib.parse import quote, quote_plus

from orchestra_dsl.plugin.masking_log import mask_log

MASK = "***"
SHORTEST = 4
"""A value of fewer characters is not masked: it is nothing that could not be guessed, and found in every text."""
SHOWN = 60
"""The most characters of a wrong value that are shown."""
_ESCAPE = re.compile("%[0-9A-F]{2}")
CUT = "…"
"""What stands in messages where a text was too long; a secret may have begun before it."""


def _forms(secret: str) -> set[str]:
    """How a secret is written: by itself, within an address, in JSON and in Python."""
    quoted = {quote(secret, safe=""), quote(secret), quote_plus(secret)}
    small = {_ESCAPE.sub(lambda found: found[0].lower(), each) for each in quoted}
    in_json = {json.dumps(secret, ensure_ascii=ascii_)[1:-1] for ascii_ in (True, False)}
    return {secret, repr(secret)[1:-1]} | quoted | small | in_json


class _Seen:
    """The secrets that have been read in this process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self.forms: tuple[str, ...] = ()
        self.pattern: re.Pattern[str] | None = None

    def add(self, secret: str) -> None:
        """Mask a secret from now on, also as it looks within an address, in JSON and in Python."""
        forms = _forms(secret)
        with self._guard:
            if len(secret) < SHORTEST or forms.issubset(self.forms):
                return
            self.forms = tuple(sorted(forms.union(self.forms), key=len, reverse=True))  # the longest is found first
            self.pattern = re.compile("|".join(map(re.escape, self.forms)))


_seen = _Seen()


def mask_from_now(secret: str) -> None:
    """Mask a secret in this process, whatever it is said in."""
    _seen.add(secret)
    mask_log(masked)


def masked(text: str) -> str:
    """The text without the secrets that have been read in this process."""
    if _seen.pattern is None:
        return text
    text = _seen.pattern.sub(MASK, text)
    if CUT not in text:
        return text
    *cut, last = text.split(CUT)
    return CUT.join([*map(_without_beginning, cut), last])


def _without_beginning(text: str) -> str:
    """The text, which was cut at its end, without the beginning of a secret there."""
    begins = unfinished(text)
    return text if begins == len(text) else text[:begins] + MASK


def unfinished(text: str, shortest: int = SHORTEST) -> int:
    """Where what may be the beginning of a secret begins, at the end of a text; where there is none, its length."""
    forms = _seen.forms
    for size in range(min(len(text), max(map(len, forms), default=0)), shortest - 1, -1):
        if any(form.startswith(text[-size:]) for form in forms):
            return len(text) - size
    return len(text)


def shortened(value: object) -> str:
    """A value as Python writes it, cut where that is long, without secrets."""
    text = masked(repr(value))
    return text if len(text) <= SHOWN else text[:SHOWN] + CUT
