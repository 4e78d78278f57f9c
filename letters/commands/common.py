"""What verbs share: their options, how they load the library and read exports, how they report."""

import datetime as dt
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import click

from letters.case.frozen import Frozen
from letters.citations import Library, load
from letters.dossier import Origin, Read
from letters.errors import UsageError
from letters.intake import NO_MAPPING, Reading, load_mapping, parse_limits, read
from letters.paths import CITATIONS
from letters.pipeline import KINDS, Wanted, refused, remark, wanted_of
from letters.pipeline.standing import with_mapping
from letters.templates import opened as open_templates
from letters.typed import UNPRINTED, is_plain

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
"""A file to be read."""
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
"""A folder to be read."""
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
"""A file to be written."""
NEW_FOLDER = click.Path(file_okay=False, path_type=Path)
"""A folder to be written to."""
DAY = click.DateTime(["%Y-%m-%d"])

_exports = click.argument(
    "exports", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
_mapping = click.option(
    "--mapping",
    type=FILE,
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
    type=FOLDER,
    default=CITATIONS,
    help="Use this library of citations instead of the one shipped.",
)
policies = click.option(
    "--policies",
    type=FOLDER,
    default=None,
    help="Use this folder of your own payers' policies before the ones shipped.",
)
templates = click.option(
    "--templates",
    type=FOLDER,
    default=None,
    help="Lay this folder of your own letterhead, logo and wording over the templates shipped.",
)
_kinds = click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS),
    help="A kind of letter in place of the one proposed, or what is to go with it: brief, patient, "
    "fax. May be repeated.",
)
_data = click.option(
    "--data/--no-data",
    "data",
    default=True,
    help="Whether each PDF carries what it says as rationale.json.",
)
only = click.option(
    "--case", "only", multiple=True, help="Only this case (label or id); may be repeated."
)
out = click.option(
    "--out",
    type=NEW_FOLDER,
    default=Path("out"),
    help="The folder where documents go.",
)
case = click.argument("case")
exhibits_folder = click.option(
    "--exhibits",
    type=FOLDER,
    default=None,
    help="Look for the exhibits in this folder first, then beside the exports.",
)
as_of = click.option(
    "--as-of",
    type=DAY,
    default=None,
    help="Judge as of this day instead of today.",
)


class _Words(click.ParamType):  # type: ignore[type-arg]  # generic in stubs only
    """A name or other free text: it is logged and printed again, so it is one line and not none."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text without space at its ends. What it is, is not repeated where it is refused."""
        text = str(value).strip()
        if not text:
            self.fail("it is empty; give it in words", param, ctx)
        if not is_plain(text):
            self.fail(f"it holds {UNPRINTED}", param, ctx)
        return text


WORDS = _Words()
"""The type of every option that takes a name or free text."""


class Given(Frozen):
    """What the command line says of the exports to read."""

    exports: tuple[Path, ...]
    mapping: Path | None
    limits: tuple[str, ...]
    citations: Path
    policies: Path | None = None


def exports(command: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a verb take exports, their mapping and limits, and the library, as one `given`."""

    @wraps(command)
    def called(
        exports: tuple[Path, ...],
        mapping: Path | None,
        limits: tuple[str, ...],
        citations: Path,
        policies: Path | None,
        **others: Any,
    ) -> Any:
        given = Given(
            exports=exports,
            mapping=mapping,
            limits=limits,
            citations=citations,
            policies=policies,
        )
        return command(given=given, **others)

    return _exports(_mapping(_limits(citations(policies(called)))))


def wanted(command: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a verb take the kinds of documents, their templates and data, as one `wanted`."""

    @wraps(command)
    def called(kinds: tuple[str, ...], data: bool, templates: Path | None, **others: Any) -> Any:
        made = wanted_of(kinds, data, open_templates(templates))
        return command(wanted=made, **others)

    return _kinds(_data(templates(called)))


def judged_on(given: dt.datetime | None) -> dt.date:
    """The day of judgement: the one given, else today."""
    return given.date() if given else now().date()


def now() -> dt.datetime:
    """This second, with its offset from UTC. The only clock of the program that tells the time."""
    return dt.datetime.now().astimezone().replace(microsecond=0)


def ticks() -> float:
    """Seconds since some moment; a clock that is set does not change them."""
    return time.monotonic()


def opened(given: Given, only: Sequence[str] = ()) -> tuple[Library, Reading]:
    """The library and what was read of the exports.

    Raises UsageError when a case is asked for that the exports do not hold.
    """
    library = load(given.citations, given.policies)
    mapping = load_mapping(given.mapping) if given.mapping else NO_MAPPING
    limits = parse_limits(given.limits)
    reading = read(given.exports, library.vocabulary, mapping, limits)
    known = {name for case in reading.cases for name in (case.label, case.id)}
    known |= {case.name for case in refused(reading)}
    asked = set(only)
    if missing := asked - known:
        raise UsageError(
            f"{len(missing)} of the {len(asked)} cases asked for by name: no case with that "
            "label or id was read; `letters check` lists what was read and what was refused"
        )
    return library, reading


def origin(given: Given, reading: Reading, made: Wanted, as_of: dt.date) -> Origin:
    """How the command line was given, for later verbs; its paths hold from any folder."""
    here = (path.absolute() for path in given.exports)
    mapping, policies = _absolute(given.mapping), _absolute(given.policies)
    files = tuple(Read(path=file.path.absolute(), sha256=file.sha256) for file in reading.files)
    return Origin(
        exports=tuple(here),
        files=with_mapping(files, mapping),
        mapping=mapping,
        limits=given.limits,
        citations=given.citations.absolute(),
        policies=policies,
        templates=_absolute(made.templates.folder),
        kinds=made.kinds,
        data=made.data,
        docx=made.docx,
        as_of=as_of,
    )


def _absolute(path: Path | None) -> Path | None:
    return path.absolute() if path else None


def writable(out: Path) -> Path:
    """The folder for documents; raises UsageError when nothing can be written there."""
    nearest = next((path for path in (out, *out.parents) if path.exists()), Path())
    if not nearest.is_dir():
        raise UsageError(f"--out {out}: {nearest} is a file; name a folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise UsageError(f"--out {out}: {nearest} may not be written to; name another folder")
    return out


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with what it counts: `1 entry`, `2 entries`; without `many`, one with an s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def ranges(names: Sequence[str]) -> str:
    """The names of lines of one list as they can be typed: A1, A3-A5."""
    told: list[str] = []
    for _, run in groupby(enumerate(names), lambda one: int(one[1][1:]) - one[0]):
        first, *more = (name for _, name in run)
        told.append(f"{first}-{more[-1]}" if more else first)
    return ", ".join(told)


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
