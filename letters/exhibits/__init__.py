"""A file from elsewhere -> its wanted pages, upright and clean, or why it cannot be an exhibit.

Why this room exports nothing and imports nothing of the others: its modules run in a process of
their own, started for each exhibit (letters.packet.opening, letters.packet.reduction), which pays
for whatever they load: `open` and `shrink` are those that are started.
"""
