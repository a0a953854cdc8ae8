"""Measure, and print one table: `python -m benchmarks.run [--quick] [ROW…]`.

All rows are measured unless some are named. What is measured is told while it goes on (standard error); each row is
printed as soon as it is done, and all of them once more in one table at the end.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Sequence

from benchmarks.figures import Effort, Figure, Row
from benchmarks.machine import described
from benchmarks.rows import ROWS
from benchmarks.table import lines_of, table


def main(arguments: Sequence[str]) -> int:
    """Measure what is named."""
    chosen = _read(arguments)
    begun = time.perf_counter()
    print("\n".join(described()), end="\n\n", flush=True)
    if chosen.quick:
        print("Quick: less of everything, few samples. These figures show that it runs, and no more.\n", flush=True)
    rows = [row for row in ROWS if not chosen.rows or row.name in chosen.rows]
    measured: list[tuple[Row, list[Figure]]] = []
    broken: list[str] = []
    for place, row in enumerate(rows, 1):
        _tell(f"[{place}/{len(rows)}] {row.name}: {row.what} … ({time.perf_counter() - begun:.0f} s)")
        figures: list[Figure] = []
        measured.append((row, figures))
        try:
            for figure in row.measure(Effort(chosen.quick)):
                figures.append(figure)
                print("\n".join(lines_of(figure)), flush=True)
        except Exception:  # noqa: BLE001 - the others are measured all the same
            traceback.print_exc()
            broken.append(row.name)
    print("\n" + table(measured, described()))
    if broken:
        print(f"\nNot measured to the end: {', '.join(broken)}. What went wrong is told above.")
    _tell(f"It took {time.perf_counter() - begun:.0f} s.")
    return 1 if broken else 0


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    names = [row.name for row in ROWS]
    known = "\n".join(f"  {row.name:<12}{row.what}" for row in ROWS)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.run",
        description="Measure Orchestra beside others, and print one table.",
        epilog=f"rows:\n{known}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="less of everything: whether it runs")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only these rows")
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.rows if name not in names]
    if unknown:
        parser.error(f"there is no row {unknown[0]}; the rows are {', '.join(names)}")
    return chosen


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
