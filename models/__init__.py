"""What ships: manifest, registry, cards, weights, and the definitions they were trained from."""
