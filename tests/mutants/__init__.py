"""Mutation testing: single things in the code are changed, and a test has to fail. `make mutants` runs it."""
