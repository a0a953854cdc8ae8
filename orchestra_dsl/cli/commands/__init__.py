"""The commands, one to a file: options, one call of a use case, what is shown."""
