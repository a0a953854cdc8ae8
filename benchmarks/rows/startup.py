"""Whole processes of the command line.

CPU of whole processes. `python -I -c pass` is the same interpreter that does nothing.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Effort, Figure, Row, Values
from benchmarks.measure import command

EXAMPLE = Path(__file__).parents[2] / "examples" / "case_management"
ORCHESTRA = str(Path(sys.executable).with_name("orchestra"))


def measure(effort: Effort) -> Iterator[Figure]:
    """The version, beside an interpreter that does nothing, and a lint."""
    repetitions = 5 if effort.quick else 31
    empty = Values("ms", _milliseconds([sys.executable, "-I", "-c", "pass"], repetitions))
    version = Values("ms", _milliseconds([ORCHESTRA, "--version"], repetitions))
    yield Figure("orchestra --version", version, beside={"python -I -c pass": empty})
    words = [ORCHESTRA, "lint", str(EXAMPLE)]
    few = 5 if effort.quick else 15
    yield Figure("orchestra lint of the example, nothing cached", Values("ms", _milliseconds(words, few, "off")))
    with tempfile.TemporaryDirectory() as folder:
        yield Figure("  the same, cached", Values("ms", _milliseconds(words, few, folder)))


def _milliseconds(words: list[str], repetitions: int, cache: str = "off") -> list[float]:
    return [1e3 * seconds for seconds in command(words, repetitions, ORCHESTRA_CACHE=cache)]


ROW = Row("startup", "starts of the command line", __doc__, measure)
