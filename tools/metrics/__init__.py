"""Metrics as small pure functions on arrays. Positive class = attack = 1, higher score = attack."""
