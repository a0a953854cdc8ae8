"""What of the interpreter no test comes to: `make coverage`, after its tests.

At least 98 of 100 statements and branches are covered. Each function with a line that is not, or from which no test
goes every way, stands in uncovered.toml with the reason. What is listed there and covered by now is told.
"""

import ast
import json
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from coverage import Coverage

LISTED = Path(__file__).with_suffix(".toml")
FEWEST = 98.0


def main() -> int:
    """Compare what was measured with what is listed; answers the exit code."""
    measured = _measured()
    percent = float(measured["totals"]["percent_covered"])
    print(f"{percent:.2f} % of the interpreter's statements and branches are covered.")  # noqa: T201 - a report
    found, listed = set(_uncovered(measured)), _listed().keys()
    problems = [f"not covered, and not listed: {name}" for name in sorted(found - listed)]
    for name in sorted(listed - found):
        print(f"listed, and covered by now: {name}")  # noqa: T201 - a report
    if percent < FEWEST:
        problems.append(f"at least {FEWEST:.0f} % have to be covered")
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201 - a report
    return 1 if problems else 0


def _measured() -> dict:  # type: ignore[type-arg]  # the report of coverage.py
    coverage = Coverage()
    coverage.load()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        coverage.json_report(outfile=str(report))
        found: dict = json.loads(report.read_text(encoding="utf-8"))  # type: ignore[type-arg]  # the same
    return found


def _uncovered(measured: dict) -> Iterator[str]:  # type: ignore[type-arg]  # the same
    """The functions with something that is not covered: `attempts.timed_out`."""
    for path, file in measured["files"].items():
        missing = {*file["missing_lines"], *(abs(start) for start, _ in file["missing_branches"])}
        module = path.partition("interpreter/")[2].removesuffix(".py").replace("/", ".")
        for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and missing & set(range(node.lineno, (node.end_lineno or 0) + 1)):
                yield f"{module}.{node.name}"


def _listed() -> dict[str, str]:
    """The reasons by function."""
    text = LISTED.read_text(encoding="utf-8")
    return {name: reason for reason, names in tomllib.loads(text).items() for name in names}


if __name__ == "__main__":
    sys.exit(main())
