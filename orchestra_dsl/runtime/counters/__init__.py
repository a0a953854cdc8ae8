"""Counters: where people and programs turn to for work items, runs, records, calls and what else an engine has."""
