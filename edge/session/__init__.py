"""A person's way through the gate: guided, judged, ended with an outcome."""
