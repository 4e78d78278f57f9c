"""`letters approve`: a named clinician takes each line of the review sheet; then the final."""

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import click

from letters.approval import (
    Item,
    Progress,
    Taken,
    check_signer,
    items,
    lines_of,
    progress,
    same_sheet,
    taken,
)
from letters.commands import common
from letters.commands.review import headed, told
from letters.commands.twin import check_edits, possible
from letters.dossier import Approved, Dossier, find
from letters.errors import ExitCode, UsageError
from letters.pipeline import hold
from letters.pipeline.approving import Approval, approve, ready, take_back
from letters.pipeline.saving import LETTER_FILE
from letters.pipeline.twins import Twin
from letters.rationale.model import ReviewSheet
from letters.templates import opened as open_templates

_MARKED, _EDITS = "sheet ", "edits "
_ANSWERS = "y: true, n: not, q: stop and keep nothing; anything else is taken as a reason"


class Names(NamedTuple):
    """What the command line says was taken, of which review sheet, and of which edits."""

    sheet: str | None
    edits: str | None
    accepted: tuple[str, ...]
    file: Path | None

    @property
    def given(self) -> bool:
        """Whether anything was: then nothing is asked on a terminal."""
        return bool(self.accepted or self.file or self.sheet or self.edits)


def _names(command: Callable[..., Any]) -> Callable[..., Any]:
    """Lets the verb take names and the mark of their sheet, as one `names`."""

    @wraps(command)
    def called(
        sheet: str | None,
        edits: str | None,
        accepted: tuple[str, ...],
        accepted_file: Path | None,
        **others: Any,
    ) -> Any:
        return command(names=Names(sheet, edits, accepted, accepted_file), **others)

    sheet = click.option("--sheet", help="The mark of the review sheet whose names these are.")
    edits = click.option(
        "--edits", help="The mark of the changes in --docx, as `letters verify --docx` tells it."
    )
    accept = click.option(
        "--accept",
        "accepted",
        multiple=True,
        metavar="NAMES",
        help="Names to take, as A1-A4,B2, or one with its reason, as D1=REASON. May be repeated.",
    )
    file = click.option(
        "--accepted",
        "accepted_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A file of such names, one or more a line; its line `sheet MARK` tells the sheet, its "
        "line `edits MARK` the changes in --docx.",
    )
    return sheet(edits(accept(file(called))))


@click.command(
    "approve",
    epilog="Example: letters approve LN-002 --by 'Dana Whitfield' --npi 1234567893 "
    "--sheet 4QM-7XC --accept A1,B1-B3 --accept 'C1=discussed with the payer'",
    short_help="Take what the review sheet asks, by name, and make the final.",
)
@click.argument("case")
@click.option("--by", required=True, help="The clinician who approves, as in the signature block.")
@click.option("--npi", default="", help="The NPI of that clinician, as in the signature block.")
@_names
@click.option(
    "--exhibits",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Look for the exhibits in this folder first, then beside the exports.",
)
@click.option(
    "--docx",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Make the wording of this edited Word file the final; each change in it is taken by name.",
)
@click.option("--withdraw", is_flag=True, help="Make an approved letter a draft again.")
@common.out
@common.as_json
@click.pass_context
def approve_(
    context: click.Context,
    case: str,
    by: str,
    npi: str,
    names: Names,
    exhibits: Path | None,
    docx: Path | None,
    withdraw: bool,
    out: Path,
    as_json: bool,
) -> None:
    """Approves the letter of CASE once every line of its review sheet was taken by name.

    On a terminal it asks line by line. Otherwise it takes the names given with --accept and
    --accepted; while one that is needed is missing it lists them, changes nothing and exits with 1.
    The final has no mark of a draft and still has to be signed: nothing here is a signature.

    With --docx the same holds for each change in that Word file: T1, T2, ... as `letters verify
    --docx` lists them, with a reason where a value does not trace or a required part is missing.
    """
    dossier = find(out, case)
    if withdraw:
        take_back(dossier, by, common.now())
        _say(dossier, as_json, "It is a draft again; the final is kept under `earlier`.")
        return
    letter = dossier.letter()
    ready(dossier, dossier.log())
    check_signer(letter.signature, by, npi)
    for remark in hold(dossier, common.now(), exhibits):
        click.echo(f"warning: {remark}", err=True)
    edited = possible(context, dossier, docx, as_json) if docx else None
    every = (*items(dossier.review()), *(edited.items if edited else ()))
    given = _typed(dossier.review(), names, edited) if names.given else _asked(dossier, every)
    found = progress(every, given)
    if not found.complete:
        _refuse(dossier, found, as_json)
        context.exit(ExitCode.NEEDS_PRACTICE)
    approval = Approval(
        by=by,
        npi=npi,
        at=common.now(),
        accepted=found.accepted,
        exhibits=exhibits,
        twin=docx.read_bytes() if docx else None,
    )
    letter = edited.letter or letter if edited else letter
    _report(dossier, approve(dossier, letter, approval), as_json)


def _typed(sheet: ReviewSheet, names: Names, edited: Twin | None) -> Taken:
    """What the command line and its file tell, if it is of this sheet and of these edits."""
    lines = lines_of(names.file.read_text(encoding="utf-8")) if names.file else ()
    marked = [line for line in lines if line.casefold().startswith((_MARKED, _EDITS))]
    marks = [line[len(_MARKED) :] for line in marked if line.casefold().startswith(_MARKED)]
    marks += [names.sheet] if names.sheet else []
    if edited:
        told = [line[len(_EDITS) :] for line in marked if line.casefold().startswith(_EDITS)]
        check_edits(edited, [*told, *([names.edits] if names.edits else [])])
    if not marks:
        raise UsageError(
            "of which review sheet are these names? Give the mark at its head with --sheet; "
            "another sheet may have the same names for other lines"
        )
    if not all(same_sheet(sheet, mark) for mark in marks if mark):
        raise UsageError(
            "these names are of another review sheet: the case was written again since. Review "
            "it as it is now: `letters review` shows it with its mark"
        )
    return taken((*(line for line in lines if line not in marked), *names.accepted))


def _asked(dossier: Dossier, every: Sequence[Item]) -> Taken:
    """What somebody at a terminal takes, line by line; nothing where there is no terminal."""
    if not is_terminal():
        return {}
    templates = open_templates(dossier.origin().templates)
    click.echo(f"{dossier.letter().title}. {_ANSWERS}.")
    given: dict[str, str | None] = {}
    for section, lines in groupby(every, lambda item: item.section):
        click.echo("\n" + "\n".join(headed(section, templates)))
        for item in lines:
            click.echo("\n".join(told(item)))
            _ask(item, given)
    if click.confirm("\nApprove it and make the final?"):
        return given
    raise click.Abort


def _ask(item: Item, given: dict[str, str | None]) -> None:
    """One line: taken, taken with a reason, or not taken."""
    answer = click.prompt(f"  {item.name}", prompt_suffix="? ").strip()
    if answer.casefold() in ("q", "quit"):
        raise click.Abort
    if answer.casefold() in ("n", "no"):
        return
    reason = None if answer.casefold() in ("y", "yes") else answer
    if item.asks and reason is None:
        reason = click.prompt(f"  {item.asks}", default="", show_default=False).strip() or None
    given[item.name] = reason


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def _refuse(dossier: Dossier, found: Progress, as_json: bool) -> None:
    """Says by name what is missing; nothing was changed."""
    missing = [item.name for item in found.missing]
    unanswered = [item.name for item in found.unanswered]
    if as_json:
        common.say(
            {
                "case": dossier.id,
                "state": dossier.log().state.value,
                "sheet": dossier.review().mark,
                "missing": missing,
                "unanswered": unanswered,
            }
        )
        return
    click.echo(f"Nothing was approved. Review sheet {dossier.review().mark}:", err=True)
    for item in (*found.missing, *found.unanswered):
        asked = f" ({item.asks}: {item.name}=...)" if item.asks else ""
        click.echo(f"  not taken: {item.name}{asked}", err=True)
    click.echo(
        "`letters review` shows what each one says, `letters verify --docx` those of a Word file.",
        err=True,
    )


def _report(dossier: Dossier, event: Approved, as_json: bool) -> None:
    if as_json:
        about = {"case": dossier.id, "file": str(dossier.folder / LETTER_FILE)}
        common.say(about | event.model_dump(mode="json"))
        return
    click.echo(f"Approved by {event.by}, NPI {event.npi}: {len(event.accepted)} lines were taken.")
    click.echo(f"The final is {dossier.folder / LETTER_FILE}; it still has to be signed.")


def _say(dossier: Dossier, as_json: bool, text: str) -> None:
    if as_json:
        common.say({"case": dossier.id, "state": dossier.log().state.value})
    else:
        click.echo(text)
