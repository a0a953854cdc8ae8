"""The grammar of the language, as a package so that it is found however it is installed."""
