"""What each place of an orchestration asks of the expressions in it, one file for each kind of place."""
