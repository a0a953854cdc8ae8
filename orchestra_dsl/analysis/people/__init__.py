"""O6: work that reaches nobody, and times that make no sense; one check to a file."""
