"""The worker: the one process for a store that calls flows, tells people, asks sources and keeps time."""
