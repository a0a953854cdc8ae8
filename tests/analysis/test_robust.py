"""No text makes the checker raise: sources with words missing, doubled, swapped and replaced."""

import re
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_dsl.analysis.check import check
from orchestra_dsl.source import SourceFile
from tests.analysis.expected import CASES

SOURCES = {
    path.relative_to(CASES).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(CASES.rglob("*.orch"))
    if not path.name.endswith("_part.orch")
}
_WORD = re.compile(r'"[^"\n]*"|\w+|#.*|\s+|[^\w\s]')
WORDS = sorted({word for text in SOURCES.values() for word in _WORD.findall(text) if not word.startswith("#")})


def changed(text: str, random: Random) -> str:
    """The text with some of its words changed at random."""
    words = _WORD.findall(text)
    for _ in range(random.randint(1, 8)):
        place = random.randrange(len(words))
        match random.randrange(4):
            case 0:
                words[place] = ""
            case 1:
                words[place] = random.choice(WORDS)
            case 2:
                other = random.randrange(len(words))
                words[place], words[other] = words[other], words[place]
            case _:
                words.insert(place, random.choice(words))
    return "".join(words)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(SOURCES)), st.integers(0, 2**32))
def test_a_changed_source_gives_findings_and_no_error(entry: str, seed: int) -> None:
    text = changed(SOURCES[entry], Random(seed))  # noqa: S311 - not for secrets

    def load(path: str) -> SourceFile:
        return SourceFile(path, text if path == entry else (CASES / path).read_text(encoding="utf-8"))

    for finding in check(entry, load).diagnostics:
        assert 0 <= finding.span.start <= finding.span.end
        assert finding.message.endswith((".", "?", "…"))
