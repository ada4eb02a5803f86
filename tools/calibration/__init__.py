"""Fit a model to one camera at one place: a minute of bona fide, better a print and a phone too."""
