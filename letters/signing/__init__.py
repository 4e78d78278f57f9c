"""A clinic's own certificate applied to a finished PDF, and what the signatures of a PDF cover."""
