"""One input through the whole front end; `python -m tests.fuzz.attempt FROM TO` tries many and says how many."""

import sys
import time

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.source import SourceFile
from tests.fuzz.inputs import text

SLOWEST = 5.0  # CPU seconds of one small input: a thousand times what is usual


def attempt(number: int) -> None:
    """Parse, check and compile; whatever comes of it, findings are sentences at places of the text, and soon there."""
    source = text(number)
    files = {"a.orch": source}
    begun = time.process_time()
    result = compile_source("a.orch", lambda path: SourceFile(path, files[path]))
    taken = time.process_time() - begun
    assert taken < SLOWEST, f"input {number} takes {taken:.1f} s"
    for finding in result.diagnostics:
        assert 0 <= finding.span.start <= finding.span.end <= len(source), f"input {number}: {finding}"
        assert finding.message.endswith((".", "?", "…")), f"input {number}: {finding}"


def run(first: int, last: int) -> int:
    """Try a range of inputs and go on after one that fails; return how many failed."""
    failed = 0
    for number in range(first, last):
        try:
            attempt(number)
        except Exception as error:  # noqa: BLE001 - every failure is told
            failed += 1
            print(f"input {number}: {type(error).__name__}: {error}", flush=True)  # noqa: T201 - somebody waits
        if number % 5_000 == 0:
            print(f"{number - first + 1:,} tried, {failed} failed", flush=True)  # noqa: T201 - somebody waits
    return failed


if __name__ == "__main__":
    sys.exit(bool(run(int(sys.argv[1]), int(sys.argv[2]))))
