"""Manifest, registry, model cards, weights, and the torch definitions of the networks."""
