"""What verbs share: their options, how they load the library and read exports, how they report."""

import datetime as dt
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from letters.citations import Library, load
from letters.errors import UsageError
from letters.intake import Reading, read
from letters.paths import CITATIONS
from letters.pipeline import refused, remark

Command = TypeVar("Command", bound=Callable[..., Any])

exports = click.argument(
    "exports", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
citations = click.option(
    "--citations",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=CITATIONS,
    help="Use this library of citations instead of the one shipped.",
)
only = click.option(
    "--case", "only", multiple=True, help="Only this case (label or id); may be repeated."
)
out = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out"),
    help="The folder where documents go.",
)
as_of = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="Judge as of this day instead of today.",
)


def judged_on(given: dt.datetime | None) -> dt.date:
    """The day of judgement: the one given, else today. The only clock of the program."""
    return given.date() if given else dt.datetime.now().astimezone().date()


def opened(
    exports: Sequence[Path], citations: Path, only: Sequence[str] = ()
) -> tuple[Library, Reading]:
    """The library and what was read of the exports.

    Raises UsageError when a case is asked for that the exports do not hold.
    """
    library = load(citations)
    reading = read(exports, library.vocabulary)
    known = {name for case in reading.cases for name in (case.label, case.id)}
    known |= {case.name for case in refused(reading)}
    asked = set(only)
    if missing := asked - known:
        raise UsageError(
            f"{len(missing)} of the {len(asked)} cases asked for with --case: no case with that "
            "label or id was read; `letters check` lists what was read and what was refused"
        )
    return library, reading


def writable(out: Path) -> Path:
    """The folder for documents; raises UsageError when a file stands in its way."""
    nearest = next((path for path in (out, *out.parents) if path.exists()), out)
    if nearest.exists() and not nearest.is_dir():
        raise UsageError(f"--out {out}: {nearest} is a file; name a folder")
    return out


def called() -> str:
    """How the program was called, so that what it proposes can be typed as it stands."""
    name = "letters"
    given = Path(sys.argv[0])
    return str(given) if given.name == name and shutil.which(name) is None else name


def say(value: object) -> None:
    """Prints a JSON value."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def complain(reading: Reading) -> int:
    """Prints the notices of intake to standard error; returns how many are errors."""
    for notice in reading.notices:
        click.echo(f"{notice.severity}: {remark(notice)}", err=True)
    return sum(notice.severity == "error" for notice in reading.notices)
