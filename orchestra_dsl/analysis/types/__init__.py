"""Types of expressions, and what is asked of them where they stand.

`inference.py` is the engine; the rules for the kinds of expressions are in `rules/`, those for the places in `places/`.
"""
