"""The templates of a run: ours, and what a practice's folder puts in place of some of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, DictLoader, FileSystemLoader

from letters import paths
from letters.templates.letterhead import Letterhead
from letters.templates.logo import Logo


@dataclass(frozen=True, eq=False)
class Templates:
    """Ours with a practice's over them. One value serves a whole run; it is compared by identity.

    `files` holds the text of each template of the practice by its name, read once: nothing of its
    folder is opened again. `digest` tells one state of the folder from another.
    """

    folder: Path | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    style: str = ""
    letterhead: Letterhead | None = None
    logo: Logo | None = None
    digest: str = ""

    @property
    def overlaid(self) -> bool:
        """Whether a practice's folder is in play."""
        return self.folder is not None

    @property
    def images(self) -> frozenset[str]:
        """The data URIs that a document may show; everything else is refused when it is made."""
        return frozenset({self.logo.uri}) if self.logo else frozenset()

    def loader(self, room: str = "") -> BaseLoader:
        """Finds templates by name, the practice's first; `room` is a folder such as sentences."""
        start = f"{room}/" if room else ""
        theirs = {
            name.removeprefix(start): text
            for name, text in self.files.items()
            if name.startswith(start)
        }
        ours = FileSystemLoader(paths.TEMPLATES / room)
        return ChoiceLoader([DictLoader(theirs), ours]) if theirs else ours
