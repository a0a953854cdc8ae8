"""The long run by hand:  python -m tests.longrun [--seconds 3600] [--seed 7] [--ends 120] [--folder FOLDER]"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.longrun.whole import long_run


def main() -> int:
    """Run it, and print what it has come to."""
    parser = argparse.ArgumentParser(prog="python -m tests.longrun", description="Random load with kills, for long.")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--ends", type=int, default=120, help="of how many runs make a phase")
    parser.add_argument("--folder", type=Path, help="a new one, which is kept")
    options = parser.parse_args()
    if options.folder:
        try:
            options.folder.mkdir(parents=True)
        except OSError as error:
            parser.error(f"--folder has to be a new one: {error}")
    with tempfile.TemporaryDirectory() as made:
        found = long_run(options.folder or Path(made), options.seed, seconds=options.seconds, ends=options.ends)
    sys.stdout.write("\n".join(found.lines()) + "\n")
    return 1 if found.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
