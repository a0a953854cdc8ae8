"""Sources in the one canonical form: `from orchestra_dsl.format.printer import printed` is the way in.

The tokens stay as they are written; what changes is how they are laid out, and the order of clauses.
"""
