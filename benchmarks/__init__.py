"""Measurements, run by hand. They write only to temporary folders."""
