"""Folders of the program's own: never a link, through which it would write to what is another's.

The output folder itself may be one, if the practice wants it so; nothing below it may.
"""

from pathlib import Path

from letters.errors import OutputError


def own(folder: Path) -> Path:
    """A folder below the output folder, as it was given.

    Raises:
        OutputError: a link stands in its place.
    """
    if folder.is_symlink():
        raise OutputError(
            f"{folder.name} in the output folder is a link, and letters writes only to folders of "
            "its own. Find out who put it there, remove it, then run the same command again"
        )
    return folder
