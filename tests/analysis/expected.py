"""Sources that say what is wrong with them: the expected findings stand as comments on the lines they are about.

    go to nowhere    # expect O202 nowhere

The code, and the text that the finding's span covers (its first line). Several on one line are parted by `;;`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from orchestra_dsl.analysis.check import check
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import SourceFile

CASES = Path(__file__).with_name("cases")
_EXPECT = re.compile(r"# expect (?P<all>.*)$")

Finding = tuple[str, int, str, str]
"""The file, the line, the code and the covered text."""


def load(path: str) -> SourceFile:
    """Read a source below the folder of cases."""
    return SourceFile(path, (CASES / path).read_text(encoding="utf-8"))


def found(entry: str) -> tuple[list[Finding], set[str]]:
    """Check a case; return its findings and the files that it consists of."""
    read: set[str] = set()

    def remember(path: str) -> SourceFile:
        source = load(path)
        read.add(path)
        return source

    return [_finding(each) for each in check(entry, remember, None).diagnostics], read


def _finding(diagnostic: Diagnostic) -> Finding:
    span = diagnostic.span
    source = load(span.file)
    text = source.text[span.start : span.end].split("\n", maxsplit=1)[0].rstrip()
    return span.file, source.position(span.start).line, diagnostic.code, text


def expected(paths: set[str]) -> Iterator[Finding]:
    """Yield what the comments of these files ask for."""
    for path in paths:
        for number, line in enumerate(load(path).text.splitlines(), 1):
            asked = _EXPECT.search(line)
            for each in asked["all"].split(";;") if asked else ():
                code, _, text = each.strip().partition(" ")
                yield path, number, code, text.strip()
