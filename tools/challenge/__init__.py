"""How often a challenge errs, measured on recorded clips."""
