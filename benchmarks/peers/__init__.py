"""Others that run processes, each used as its own documentation recommends, each in a process of its own.

They play the case of benchmarks/case.py, written in their own way; what they call does nothing. `python -m
benchmarks.peers NAME QUESTION` answers one question (questions.py) as JSON.
"""
