"""Every single mistake is one finding, on its line, and five of them are five: no echo, and none that hides another."""

from random import Random

import pytest

from orchestra_dsl.analysis.check import check
from orchestra_dsl.source import SourceFile
from tests.syntax.single_mistakes import FOLDER, MISTAKES, SAMPLE, Mistake

CRM = "crm.orch"
COMBINATIONS = 250
APART = 200  # characters between two places: about five lines


def made(mistakes: list[Mistake]) -> str:
    """The sample with mistakes; the last is made first, so that the places of the others stay."""
    text = SAMPLE
    for mistake in sorted(mistakes, key=lambda each: -each.at):
        assert SAMPLE.count(mistake.right) == 1, mistake
        text = text[: mistake.at] + mistake.wrong + text[mistake.at + len(mistake.right) :]
    return text


def wanted(mistakes: list[Mistake]) -> list[tuple[int, str]]:
    """Where and as what mistakes are to be found; none of them changes the number of lines."""
    return sorted((_line(mistake), mistake.code) for mistake in mistakes)


def _line(mistake: Mistake) -> int:
    """The line on which what is wrong begins to differ from what is right."""
    same = next(i for i, (a, b) in enumerate(zip(mistake.right + "\0", mistake.wrong + "\1", strict=False)) if a != b)
    return SAMPLE[: mistake.at + same].count("\n") + 1


def found(text: str) -> list[tuple[int, str]]:
    """Check a text with what it imports; return the lines and codes of the findings."""
    crm = (FOLDER / CRM).read_text(encoding="utf-8")
    source = SourceFile("main.orch", text)
    files = {"main.orch": source, CRM: SourceFile(CRM, crm)}
    findings = check("main.orch", files.__getitem__).diagnostics
    assert {finding.span.file for finding in findings} <= {"main.orch"}
    return [(source.position(finding.span.start).line, finding.code) for finding in findings]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.wrong.strip())
def test_a_single_mistake_is_one_finding_on_its_line(mistake: Mistake) -> None:
    assert found(made([mistake])) == wanted([mistake])


@pytest.mark.parametrize("number", range(COMBINATIONS))
def test_five_mistakes_far_from_each_other_are_five_findings(number: int) -> None:
    random = Random(number)  # noqa: S311 - not for secrets
    chosen: list[Mistake] = []
    while len(chosen) < 5:
        mistake = random.choice(MISTAKES)
        if all(abs(mistake.at - other.at) > APART for other in chosen):
            chosen.append(mistake)
    assert found(made(chosen)) == wanted(chosen)
