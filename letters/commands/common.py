"""What verbs share: their options, how they load the library and read exports, how they report."""

import datetime as dt
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from letters.case.frozen import Frozen
from letters.citations import Library, load
from letters.errors import UsageError
from letters.intake import NO_MAPPING, Reading, load_mapping, parse_limits, read
from letters.paths import CITATIONS
from letters.pipeline import refused, remark

Command = TypeVar("Command", bound=Callable[..., Any])

_exports = click.argument(
    "exports", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
_mapping = click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="What the headings, words and codes of your exports mean; `letters map` proposes one.",
)
_limits = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Set a bound on inputs; `letters check --limits` lists them. May be repeated.",
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


class Given(Frozen):
    """What the command line says of the exports to read."""

    exports: tuple[Path, ...]
    mapping: Path | None
    limits: tuple[str, ...]
    citations: Path


def exports(command: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a verb take exports, their mapping and limits, and the library, as one `given`."""

    @wraps(command)
    def called(
        exports: tuple[Path, ...],
        mapping: Path | None,
        limits: tuple[str, ...],
        citations: Path,
        **others: Any,
    ) -> Any:
        given = Given(exports=exports, mapping=mapping, limits=limits, citations=citations)
        return command(given=given, **others)

    return _exports(_mapping(_limits(citations(called))))


def judged_on(given: dt.datetime | None) -> dt.date:
    """The day of judgement: the one given, else today. The only clock of the program."""
    return given.date() if given else dt.datetime.now().astimezone().date()


def opened(given: Given, only: Sequence[str] = ()) -> tuple[Library, Reading]:
    """The library and what was read of the exports.

    Raises UsageError when a case is asked for that the exports do not hold.
    """
    library = load(given.citations)
    mapping = load_mapping(given.mapping) if given.mapping else NO_MAPPING
    limits = parse_limits(given.limits)
    reading = read(given.exports, library.vocabulary, mapping, limits)
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
