"""Scenarios: from checked lines to lines that say all that playing them needs."""
