"""Write `cases/formatted` anew from `cases/given`: `python -m tests.format.rewrite`. Read what has changed."""

from pathlib import Path

from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.source import SourceFile

CASES = Path(__file__).parent / "cases"


def main() -> None:
    """Format every case."""
    for path in sorted((CASES / "given").glob("*.orch")):
        text = formatted(SourceFile(path.name, path.read_text(encoding="utf-8"))).text
        (CASES / "formatted" / path.name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
