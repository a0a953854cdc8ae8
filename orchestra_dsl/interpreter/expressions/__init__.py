"""Expressions as running code: every expression of a graph becomes a Python function of a Context."""
