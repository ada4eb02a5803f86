"""What a model's scores mean on one camera at one place: fitted, stored, and their drift."""
