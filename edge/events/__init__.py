"""Events of a gate, the bus that publishes them, and the registry of faults."""
