"""The store on SQLite: in a file, for any number of processes, or in memory."""
