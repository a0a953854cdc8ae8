"""`make bench-mistakes`: how many mistakes the compiler finds, and on which line; and what it finds where none is."""
