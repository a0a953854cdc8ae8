"""What stands on the cards of a drawing: texts, badges and exits, measured and put in place within each card."""
