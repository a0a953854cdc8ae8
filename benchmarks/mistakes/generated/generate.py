"""Choosing among all mistakes that can be made: the same number of each kind, always the same ones for one seed."""

import random
from collections.abc import Callable, Iterable, Iterator

from benchmarks.mistakes.generated.kinds import KINDS
from benchmarks.mistakes.generated.right import Right, imports_of
from benchmarks.mistakes.generated.slip import Slip, Slipped, make
from benchmarks.mistakes.mistake import Mistake
from benchmarks.mistakes.sources import right_sources

SEED = 20_260_105
CASES = 2_000


def generated_mistakes() -> list[Mistake]:
    """The mistakes that the report counts."""
    texts = right_sources()
    rights = [Right(name, text, {path: texts[path] for path in imports_of(text)}) for name, text in texts.items()]
    return generate(rights)


def generate(rights: Iterable[Right], count: int = CASES, seed: int = SEED) -> list[Mistake]:
    """Choose `count` mistakes: every kind gets the same share, and what one cannot give the others give."""
    found = {kind: _shuffled(_made(kind, slips, rights), f"{seed} {kind}") for kind, slips in KINDS.items()}
    return [each for kind in KINDS for each in found[kind][: _shares(found, count)[kind]]]


def _made(kind: str, slips: Callable[[Right], Iterator[Slip]], rights: Iterable[Right]) -> list[Mistake]:
    """All mistakes of a kind, each text once."""
    made: dict[str, Mistake] = {}
    for right in rights:
        for slip in slips(right):
            slipped = make(right.text, slip)
            if slipped.text != right.text:
                made.setdefault(slipped.text, _mistake(kind, right, slip, slipped))
    return list(made.values())


def _mistake(kind: str, right: Right, slip: Slip, slipped: Slipped) -> Mistake:
    return Mistake(
        kind=kind,
        group=slip.group,
        source=right.name,
        original=right.text,
        mutated=slipped.text,
        line=slipped.line,
        why=slip.why,
    )


def _shuffled(all_of_kind: list[Mistake], seed: str) -> list[Mistake]:
    chance = random.Random(seed)  # noqa: S311 - it chooses cases, no secrets
    return chance.sample(all_of_kind, len(all_of_kind))


def _shares(found: dict[str, list[Mistake]], count: int) -> dict[str, int]:
    """How many of each kind: those with few first, so that their rest goes to the others."""
    shares: dict[str, int] = {}
    for i, kind in enumerate(sorted(found, key=lambda each: len(found[each]))):
        shares[kind] = min(len(found[kind]), (count - sum(shares.values())) // (len(found) - i))
    return shares
