"""The few words that are never names of values."""

RESERVED = frozenset({"false", "if", "not", "null", "true"})
"""Words that begin an expression, so that a parameter, variable or step of this name could not be read.

A field of such a name can: after a dot every word is a name.
"""
