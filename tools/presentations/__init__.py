"""Error rates of verdicts: short clips of people and of attacks, judged by the shipped pipeline."""
