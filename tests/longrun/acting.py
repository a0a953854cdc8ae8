"""A process of the long run that acts for people, at random, until its standard input ends.

    python -m tests.longrun.acting FOLDER NAME SEED

Every act has a name, and what has been answered is noted in FOLDER/acknowledged.NAME, on the disk: a line each, with
the act, its name, and the run or record that it was about. What is refused (somebody else came first) is left.
"""

import os
import random
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from orchestra_dsl.runtime.errors import Refusal
from tests.longrun.acts import ACTS
from tests.longrun.desk import Desk
from tests.longrun.process import open_engine, plugins
from tests.longrun.taken_out import take_out

PREFIX = "acknowledged."
PAUSE = 0.04
"""The longest pause between two acts, in seconds."""


class Noted(NamedTuple):
    """An act that was acknowledged."""

    act: str
    name: str
    about: str


def noted(folder: Path) -> Iterator[Noted]:
    """All that was acknowledged; a line that its process could not finish says nothing."""
    for file in sorted(folder.glob(PREFIX + "*")):
        with file.open(encoding="utf-8") as lines:
            yield from (Noted(*line.split()) for line in lines if line.endswith("\n"))


def is_over() -> bool:
    """Whether nobody is there any more."""
    return bool(select.select([0], [], [], 0)[0])


def main(folder: Path, name: str, seed: str) -> None:
    """Act until it is over."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    engine = open_engine(folder, plugins(folder))
    take_out(engine)
    desk = Desk(engine, chance, name)
    weights = [each.weight for each in ACTS.values()]
    file = os.open(folder / f"{PREFIX}{name}", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    number = 0
    while not is_over():
        number += 1
        (act,) = chance.choices(list(ACTS), weights)
        try:
            about = ACTS[act].does(desk, f"{name}/{number}")
        except Refusal:
            continue
        if about is not None:
            os.write(file, f"{act} {name}/{number} {about}\n".encode())
            os.fsync(file)
        time.sleep(chance.uniform(0, PAUSE))
    engine.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
