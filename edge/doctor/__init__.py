"""Checks of the machine around the gate, with advice for a technician."""
