"""Flows in processes of their own: `@flow("…", isolate=True, memory=…, seconds=…)`.

`calling` is the side of the worker, `plugin/isolated.py` that of the process, `messages` what goes between them: stored
values, never objects. What is promised: whatever the flow does (it crashes, hangs, takes all memory, leaves threads
behind) ends with its process, and the step is told by the name of an error. It is no sandbox: the process may do what
the user may who runs the worker.
"""
