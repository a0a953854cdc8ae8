"""The port of the store, the values that cross it, and what goes for every store: one worker, damage told once."""
