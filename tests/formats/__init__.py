"""Samples of everything that is stored, of every version of its format, and the tests that read them."""
