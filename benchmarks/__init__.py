"""Measurements of the hot paths: `make bench` runs them all and prints one table."""
