"""What happened at a gate, and who learns of it."""
