"""Sources to try the formatter on: every one in the checkout, and every form of the language."""

import re
from collections.abc import Iterator
from itertools import pairwise

from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.concrete import concrete, tokens
from orchestra_dsl.syntax.parser import parse
from tests.house.checkout import ROOT
from tests.syntax.test_samples import texts

FOLDERS = ("tests", "examples", "benchmarks", "plugins")


def sources() -> Iterator[tuple[str, str]]:
    """Yield where each source stands, and its text, those that have syntax errors left out."""
    for name, text in _everything():
        if not parse(SourceFile(name, text)).findings:
            yield name, text


def _everything() -> Iterator[tuple[str, str]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.orch")):
            yield str(path.relative_to(ROOT)), path.read_bytes().decode(errors="surrogateescape")
    for page in sorted((ROOT / "docs").glob("*.md")):
        for number, text in enumerate(re.findall(r"```orch\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)):
            yield f"{page.name} {number}", text
    for number, text in enumerate(texts()):
        yield f"form {number}", text


def comments(text: str) -> list[tuple[str, str, str]]:
    """Return every comment of a text, with the tokens before and after it and their own neighbours, sorted."""
    source = concrete(SourceFile("a.orch", text))
    read = [(token.start, token.text) for token in tokens(source.module)]
    bounds = [(-1, "BEGIN"), *read, (len(text) + 1, "END")]
    return sorted(
        (before, comment.text.rstrip(), after)
        for comment in source.comments
        for (start, before), (end, after) in pairwise(bounds)
        if start < comment.span.start < end
    )
