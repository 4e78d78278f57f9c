"""`letterhead.yaml`: what a practice prints at the top of its letters."""

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, StringConstraints

from letters.case.frozen import Frozen
from letters.citations import reader
from letters.templates.problem import Problem

FILE = "letterhead.yaml"
_LONGEST = 120

Words = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=_LONGEST, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]


class Letterhead(Frozen):
    """The practice's own lines. They are facts of the practice: the only ones of an overlay."""

    name: Annotated[tuple[Words, ...], Field(min_length=1, max_length=3)]
    address: Annotated[tuple[Words, ...], Field(min_length=1, max_length=4)]
    phone: Words
    fax: Words | None = None
    web: Words | None = None
    tagline: Words | None = None


def letterhead(root: Path) -> Letterhead | list[Problem]:
    """Reads `letterhead.yaml` of a practice's folder."""
    path = root / FILE
    if line := _repeated(path):
        return [_wrong(line, "a part repeats another by an anchor")]
    found = reader.read(path, root)
    if isinstance(found, reader.Problem):
        return [_wrong(found.line, found.what)]
    made = reader.validate(found, Letterhead)
    return made if isinstance(made, Letterhead) else [_wrong(p.line, p.what) for p in made]


def _repeated(path: Path) -> int:
    """The line of the first anchor, 0 if there is none.

    Why: a few lines of anchors that hold each other can stand for billions of values.
    """
    marks: tuple[type[Any], ...] = (yaml.AnchorToken, yaml.AliasToken)
    try:
        for token in yaml.scan(path.read_text(encoding="utf-8"), yaml.SafeLoader):
            if isinstance(token, marks):
                return int(token.start_mark.line) + 1
    except (yaml.YAMLError, UnicodeDecodeError):
        return 0  # the reader says it better
    return 0


def _wrong(line: int, what: str) -> Problem:
    return Problem(
        file=FILE,
        line=line,
        what=what,
        rule=f"a letterhead has {', '.join(Letterhead.model_fields)} and nothing else, each of one "
        f"line of at most {_LONGEST} characters",
        action="Write name and address as lists of lines; put numbers in quotes",
    )
