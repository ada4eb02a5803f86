"""Error rates of the challenges, measured on recorded clips."""
