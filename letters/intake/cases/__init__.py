"""Joined rows become cases: who asks what of whom, what was denied, and the evidence."""
