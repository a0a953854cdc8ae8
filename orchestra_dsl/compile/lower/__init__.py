"""From the nodes of the checked tree to the values of the graph, one file to a concern."""
