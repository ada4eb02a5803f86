"""What happened at this gate, signed and chained; and, only where asked for, encrypted crops."""
