"""Names inside an orchestration: its elements and what paths lead to, before any types; one check to a file."""
