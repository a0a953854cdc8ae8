"""Ids of runs: short enough to be typed, and never the same in two stores, for other systems see them too."""

import secrets

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Digits and letters without those that are taken for one another."""

LENGTH = 12


def new_run_id() -> str:
    """A new id: 60 random bits, asked of the system at once: once for each letter would cost as much as a step does."""
    bits = secrets.randbits(5 * LENGTH)
    return "".join(_LETTERS[bits >> place & 31] for place in range(0, 5 * LENGTH, 5))
