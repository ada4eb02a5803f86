"""What a model's scores mean on one camera at one place."""
