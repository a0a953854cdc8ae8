"""Works with a store as a user who may not write it, and says what comes of it.

    python -m tests.crash.powerless STORE CASE

Who is root becomes nobody first: what the permissions of a file say is nothing to root.
"""

import os
import sys
from pathlib import Path

from orchestra_dsl.runtime import StoreError
from tests.crash.stores import open_engine, put

NOBODY = 65534


def main(path: str, case: str) -> None:
    """Put a case."""
    if os.getuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        engine = open_engine(Path(path))
        put(engine, case)
        engine.close()
    except StoreError as error:
        sys.stdout.write(f"{error.kind}: {error}\n")
    else:
        sys.stdout.write("done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
