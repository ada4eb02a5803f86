"""From one trained network to every form a machine may want, each held against the first."""
