"""Text to tree: the grammar, the nodes and the parser."""
