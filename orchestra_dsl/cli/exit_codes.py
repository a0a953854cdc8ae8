"""What the command's exit code says."""

FINE = 0
"""It was done, and there is nothing to report."""
FAILED = 1
"""There are findings, a run has failed, or what was asked for could not be done."""
WRONG_USE = 2
"""The command, or something that it names, is not right as it was given."""
INTERRUPTED = 130
"""Ctrl-C, as shells report it."""
PIPE_CLOSED = 141
"""Whoever read the output has gone, as shells report it."""
