"""The verbs of the command line, run on the imaginary export."""
