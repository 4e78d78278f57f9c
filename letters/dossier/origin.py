"""How a draft was made, so that what it was made from can be read again and compared."""

import datetime as dt
from pathlib import Path

from letters.case.frozen import Frozen
from letters.errors import UsageError
from letters.intake.reading import Read

__all__ = ["Origin", "Read"]


class Origin(Frozen):
    """What the command line said when a draft was written, and the files that were read.

    `exports` are the files and folders as given, `files` what was read of them, the mapping
    included; all paths are absolute. `kinds` are the kind of letter and the companions asked for,
    as the command line names them; `data` tells that a document carries its rationale, `docx` that
    there is a Word file of the letter. `exhibits` is the folder that was given when the letter was
    approved, in which the files to be enclosed are looked for first.
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
    docx: bool = False
    exhibits: Path | None = None
    as_of: dt.date

    def filed(self, folder: Path) -> "Origin":
        """The same once the one folder of exports that was read stands in another place.

        Raises:
            UsageError: several exports were read.
        """
        if len(self.exports) != 1:
            raise UsageError("--filed goes with one folder of exports; give one, or leave it out")
        export = self.exports[0]
        files = tuple(
            read.model_copy(update={"path": folder / read.path.relative_to(export)})
            if read.path.is_relative_to(export)
            else read
            for read in self.files
        )
        return self.model_copy(update={"exports": (folder,), "files": files})
