"""The measures of the suite: each takes a setting and gives a section of the report."""
