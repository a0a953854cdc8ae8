"""A drawing as SVG, made without any other program."""
