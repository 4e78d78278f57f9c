"""How a draft was made, so that what it was made from can be read again and compared."""

import datetime as dt
from pathlib import Path

from letters.case.frozen import Frozen


class Read(Frozen):
    """One file of an export as it was read: where it stood, and the hash of its bytes."""

    path: Path
    sha256: str


class Origin(Frozen):
    """What the command line said when a draft was written, and the files that were read.

    `exports` are the files and folders as given, made absolute; `files` what was read of them.
    `kind` and `companions` are those asked for, as the command line names them.
    """

    exports: tuple[Path, ...]
    files: tuple[Read, ...]
    mapping: Path | None = None
    limits: tuple[str, ...] = ()
    citations: Path
    policies: Path | None = None
    templates: Path | None = None
    kinds: tuple[str, ...] = ()
    data: bool = True
    as_of: dt.date
