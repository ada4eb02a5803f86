"""A report in the terms of ISO/IEC 30107-3: test plan, species, error rates, limits."""
