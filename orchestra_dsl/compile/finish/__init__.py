"""What can only be said of a whole graph: who reads what, what may be forgotten, which records are needed."""
