"""Sources in the one canonical form.

The tokens in the rules of the grammar (`syntax/concrete.py`) are laid out, not the tree: what is written is kept, and a
form that has no layout of its own is laid out as a clause. Which clause comes before which, `order.py` says; a comment
keeps the tokens beside it, so nothing is moved past one. Before anything is written, the result is read again and
compared (`faithful.py`).
"""
