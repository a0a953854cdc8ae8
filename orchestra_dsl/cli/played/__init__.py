"""Scenarios that were played, as people and programs are shown them: one form to a file."""
