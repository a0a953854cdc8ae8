"""What this version supports: one table of the language's forms, the pass that reports O009, the page of the docs."""
