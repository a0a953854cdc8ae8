"""`make bench-mistakes`: what the compiler finds of the mistakes, and what it reports of sources that are right."""

import argparse

from benchmarks.mistakes.by_hand import mistakes_by_hand
from benchmarks.mistakes.generated.generate import SEED, generated_mistakes
from benchmarks.mistakes.mistake import judge
from benchmarks.mistakes.report import as_json, as_text
from benchmarks.mistakes.sources import SUBTLE, false_findings, right_sources

_FEW = 3  # places of one kind in the report


def main() -> None:
    """Judge all mistakes and print the report."""
    parser = argparse.ArgumentParser("python -m benchmarks.mistakes", description=__doc__)
    parser.add_argument(
        "--by-hand", action="store_true", help="judge only the mistakes made by hand: seconds, not minutes"
    )
    parser.add_argument("--all", action="store_true", help="list every mistake that is missed, not a few of each kind")
    parser.add_argument("--json", action="store_true", help="print everything as one object")
    asked = parser.parse_args()
    right = right_sources() | right_sources(SUBTLE)
    false = [line for name, text in right.items() for line in false_findings(name, text)]
    by_hand = [judge(mistake) for mistake in mistakes_by_hand()]
    generated = [judge(mistake) for mistake in ([] if asked.by_hand else generated_mistakes())]
    if asked.json:
        print(as_json([*by_hand, *generated], false))
        return
    print(f"Right sources: {len(right)}, findings in them: {len(false)}")
    print(*(f"  {line}\n" for line in false), sep="")
    print("\n".join(as_text("Made by hand", by_hand)))
    if generated:
        few = None if asked.all else _FEW
        print("", *as_text(f"Generated with seed {SEED}", generated, by="kind", most=few), sep="\n")


if __name__ == "__main__":
    main()
