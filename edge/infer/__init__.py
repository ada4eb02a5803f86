"""Models at work: sessions, scores, evidence, and the change from one to another."""
