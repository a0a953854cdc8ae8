"""`make bench-mistakes`: what the compiler finds of the mistakes, and what it reports of sources that are right.

`--all` lists every mistake that is missed, not a few of each kind; `--json` prints everything as one object.
"""

import sys

from benchmarks.mistakes.by_hand import mistakes_by_hand
from benchmarks.mistakes.generated.generate import SEED, generated_mistakes
from benchmarks.mistakes.mistake import judge
from benchmarks.mistakes.report import as_json, as_text
from benchmarks.mistakes.sources import DISPUTED, SUBTLE, false_findings, right_sources

_FEW = 3  # places of one kind in the report


def main(words: list[str]) -> None:
    """Judge all mistakes and print the report."""
    right = right_sources() | right_sources(SUBTLE) | right_sources(DISPUTED)
    false = [line for name, text in right.items() for line in false_findings(name, text)]
    by_hand = [judge(mistake) for mistake in mistakes_by_hand()]
    generated = [judge(mistake) for mistake in generated_mistakes()]
    if "--json" in words:
        print(as_json([*by_hand, *generated], false))
        return
    print(f"Right sources: {len(right)}, findings in them: {len(false)}")
    print(*(f"  {line}\n" for line in false), sep="")
    print("\n".join(as_text("Made by hand", by_hand)))
    few = None if "--all" in words else _FEW
    print("", *as_text(f"Generated with seed {SEED}", generated, by="kind", most=few), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
