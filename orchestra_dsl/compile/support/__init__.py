"""What this version supports: one table of the language's forms and their meanings, and the pass that reports O009."""
