"""The pure step function: what an event does to a run, decided from the graph, the state and facts alone."""
