"""Walks through a page as its reader would: writes the files that it shows, types the commands, compares what is said.

A block of code is a file where the line before it ends with the file's name and a colon (`flows.py`:). In a block of
`console`, what follows `$ ` is typed, and the lines below it are what the command says, on both of its streams. Ids of
runs, dates, times and the machine's user are others each time: they only have to be where the page has some.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import attrs

BLOCK = re.compile(r"^(?P<before>[^\n]*)\n+```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`(?P<name>[\w./]+)`:$")
RUN = re.compile(r"\b[0-9a-hjkmnp-tv-z]{12}\b")
"""An id of a run: a few of them have no digit."""
WHEN = re.compile(
    r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?|\b\d\d:\d\d:\d\d\b|\(\d+ ms\)|\bOS user \w+"
    r"|\bin \d+\.\d+ s\b|\bin \d+\.\d+s\b( \(\d:\d\d:\d\d\))?"  # pytest says minutes, too, where it took one
)


@attrs.frozen
class File:
    """A file that the page shows whole."""

    name: str
    text: str


@attrs.frozen
class Typed:
    """A command that the page types, as words, and the lines that it says."""

    words: list[str]
    said: list[str]


def read(page: Path) -> Iterator[File | Typed]:
    """What there is to do, in the order of the page."""
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        named = FILE.search(block["before"].rstrip())
        if block["language"] == "console":
            for command in block["text"].split("$ ")[1:]:
                line, *said = command.rstrip("\n").split("\n")
                yield Typed(shlex.split(line), said)
        elif named is not None:
            yield File(named["name"], block["text"])


class Ids:
    """The ids of runs on the page, and those that they stand for."""

    def __init__(self) -> None:
        self._real: dict[str, str] = {}

    def meant(self, words: list[str]) -> list[str]:
        """A command of the page with the ids that there are; the page may shorten them."""
        return [
            next((real for shown, real in self._real.items() if shown.startswith(word)), word)
            if len(word) > 3
            else word
            for word in words
        ]

    def learn(self, shown: str, said: str) -> None:
        """Which id stands where the page has one."""
        self._real |= dict(zip(RUN.findall(shown), RUN.findall(said), strict=False))


def timeless(lines: list[str]) -> list[str]:
    """Lines without what is another each time."""
    return [WHEN.sub("…", RUN.sub("RUN", line)).rstrip() for line in lines if line.strip()]
