"""Engines: what an accelerator's compiler makes of a model, built before the gate opens."""
