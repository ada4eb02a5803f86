"""What is wrong with the machine around the gate, in words a technician can act on."""
