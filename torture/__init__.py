"""Feeds broken exports to the readers, run by hand: `python -m torture --reader x12`."""
