"""What happened at a gate, and who is told of it."""
