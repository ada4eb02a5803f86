"""Training: one loop for every model, and what each task adds to it."""
