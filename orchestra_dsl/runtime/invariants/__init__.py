"""What must always hold, of one run with what is stored for it (of_run.py), and of a whole store (of_store.py).

The tests ask the same after every step, and `orchestra store check` asks it of a store.
"""
