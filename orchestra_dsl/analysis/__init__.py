"""What a source means: names, types, control and data flow. `check.py` lists the passes in order."""
