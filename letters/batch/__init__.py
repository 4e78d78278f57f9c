"""Many cases: what is to be done, by whom, and what was done, however the run ended."""
