"""What happens within a transaction: events are stepped, and what follows from them is done in their order."""
