"""The signed, chained log of a gate's events and, only where configured, encrypted crops."""
