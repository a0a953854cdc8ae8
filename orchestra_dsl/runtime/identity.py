"""Ids of runs: short enough to be typed, and never the same in two stores, for other systems see them too."""

import secrets

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Digits and letters without those that are taken for one another."""

LENGTH = 12


def new_run_id() -> str:
    """A new id: 60 random bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))
