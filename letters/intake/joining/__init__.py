"""Rows of different sources meet in one case: by who the patient is, then by which claim it is."""
