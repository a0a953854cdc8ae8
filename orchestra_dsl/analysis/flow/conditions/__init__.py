"""Conditions as formulas over what they depend on, so that all their cases can be tried out.

`reader.Reader` makes the formulas, `search` goes through their cases, `words` says which cases those are.
"""
