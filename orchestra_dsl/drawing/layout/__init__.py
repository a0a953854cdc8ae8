"""Where the cards of a drawing stand, and how the lines between them run."""
