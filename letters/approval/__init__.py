"""A draft and what a clinician took of its review sheet -> the final letter, or why not yet."""
