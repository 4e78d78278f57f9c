"""The reader of X12 files."""
