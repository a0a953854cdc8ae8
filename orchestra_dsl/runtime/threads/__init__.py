"""Threads and loops for code that is not ours: it may wait, compute, hang or end, and holds nobody else up."""
