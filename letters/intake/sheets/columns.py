"""Names columns as spreadsheets do."""

import string


def letter(index: int) -> str:
    """The letters by which a spreadsheet names a 0-based column."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = string.ascii_uppercase[rest] + text
    return text
