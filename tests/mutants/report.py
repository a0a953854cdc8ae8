"""What the mutants of a sample say of the tests."""

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutants.results import Outcome, Result
from tests.mutants.sampling import PACKAGES, package_of

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
FEWEST = 85.0


def report(results: Sequence[Result]) -> int:
    """Print the figures and whatever survived; answers the exit code."""
    listed = equivalent()
    alive = [each for each in results if each.outcome is not Outcome.KILLED]
    for each in sorted(alive, key=lambda result: result.name):
        print(_line(each, listed.get(each.change)))  # noqa: T201 - a report
    rows = [(package, [each for each in results if package_of(each.name) == package]) for package in PACKAGES]
    print("\npackage       mutants  killed  survived  not reached    killed    without those that cannot be")  # noqa: T201 - a report
    for name, found in [*rows, ("all", results)]:
        print(_row(name, found, listed))  # noqa: T201 - a report
    return 0 if results and _share(results) >= FEWEST else 1


def equivalent() -> dict[str, str]:
    """The reasons for changes that no test can notice."""
    text = EQUIVALENT.read_text(encoding="utf-8")
    return {change: reason for reason, changes in tomllib.loads(text).items() for change in changes}


def _row(name: str, results: Iterable[Result], listed: dict[str, str]) -> str:
    found = list(results)
    if not found:
        return f"{name:12}        0"
    count = {outcome: sum(each.outcome is outcome for each in found) for outcome in Outcome}
    others = [each for each in found if each.outcome is Outcome.KILLED or each.change not in listed]
    return (
        f"{name:12} {len(found):8} {count[Outcome.KILLED]:7} {count[Outcome.SURVIVED]:9} {count[Outcome.UNREACHED]:12}"
        f"   {_share(found):5.1f} %    {_share(others):5.1f} % of {len(others)}"
    )


def _share(results: Sequence[Result]) -> float:
    killed = sum(each.outcome is Outcome.KILLED for each in results)
    return 100 * killed / len(results) if results else 100.0


def _line(result: Result, reason: str | None) -> str:
    more = f" ({result.left} more tests come to it)" if result.left else ""
    why = f"\n    cannot be killed: {reason}" if reason else ""
    return f"{result.outcome}{more}, line {result.line}: {result.change}{why}"
