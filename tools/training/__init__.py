"""Training: one loop for every model of the house, and what each task adds to it."""
