"""Programs of our own that take turns: see `benchmarks.turns`."""
