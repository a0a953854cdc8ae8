"""Write into the sources in cases/bad what is found in them, and keep what is said: `python -m tests.analysis.rewrite`.

Read the difference before you keep it: what is expected is a decision, not whatever comes out.
"""

import re
import sys
from collections import defaultdict

from tests.analysis.expected import CASES, Finding, expected, found, load
from tests.analysis.said import kept, said

_EXPECTED = re.compile(r"[ \t]*# expect .*$")


def rewritten(text: str, findings: list[Finding]) -> str:
    """Return a source with the findings at the ends of their lines, and no others."""
    by_line: dict[int, list[str]] = defaultdict(list)
    for _, line, code, covered in findings:
        by_line[line].append(f"{code} {covered}".strip())
    lines = [_EXPECTED.sub("", each) for each in text.split("\n")]
    for line, all_ in by_line.items():
        lines[line - 1] += f"  # expect {' ;; '.join(all_)}"
    return "\n".join(lines)


def main() -> int:
    """Rewrite every bad case; what it imports is rewritten with it."""
    for entry in sorted((CASES / "bad").rglob("*.orch")):
        if entry.name.endswith("_part.orch"):
            continue
        findings, files = found(entry.relative_to(CASES).as_posix())
        _keep(entry.relative_to(CASES).as_posix())
        if sorted(findings) == sorted(expected(files)):
            continue
        for path in sorted(files):
            text = load(path).text
            new = rewritten(text, [each for each in findings if each[0] == path])
            if new != text:
                (CASES / path).write_text(new, encoding="utf-8")
                sys.stdout.write(f"rewritten: {path}\n")
    return 0


def _keep(entry: str) -> None:
    path, text = kept(entry), said(entry)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"said otherwise: {path.relative_to(CASES)}\n")


if __name__ == "__main__":
    sys.exit(main())
