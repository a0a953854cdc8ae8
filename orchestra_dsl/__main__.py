"""The door of the command line: `orchestra …` and `python -m orchestra_dsl …`.

Asking for the version must cost hardly more than starting Python, so it is answered
here, before click is imported; everything else goes to `orchestra_dsl.cli`.
"""

import sys


def main() -> int:
    """Run the command that the process was started with and return its exit code."""
    if sys.argv[1:] == ["--version"]:
        from orchestra_dsl._version import __version__  # noqa: PLC0415 - start-up

        sys.stdout.write(f"orchestra {__version__}\n")
        return 0
    from orchestra_dsl.cli import main as run  # noqa: PLC0415 - click costs start-up
    from orchestra_dsl.cli.leaving import leave  # noqa: PLC0415 - the same

    code = run()
    leave()
    return code


if __name__ == "__main__":
    sys.exit(main())
