"""From scores to a verdict: the sequential test, and the policy over it."""
