"""From the checked tree to the graph."""
