"""`letters approve`: a named clinician accepts each line of the review sheet; then the final."""

from collections.abc import Callable, Sequence
from functools import wraps
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import click

from letters.approval import (
    Acceptances,
    Item,
    Progress,
    acceptances,
    check_signer,
    items,
    lines_of,
    progress,
    same_sheet,
)
from letters.commands import common
from letters.commands.asking import ANSWERS, asked
from letters.commands.review import opened, told
from letters.commands.twin import check_edits, possible
from letters.commands.upkeep import kept_up
from letters.dossier import Approved, Dossier, Log, find, permitting
from letters.dossier.names import LETTER_PDF, REVIEW_PDF
from letters.errors import ExitCode, UsageError
from letters.hashing import sha256
from letters.pipeline import hold
from letters.pipeline.approving import (
    Approval,
    Edited,
    approve,
    has_opened,
    take_back,
    unopened,
)
from letters.rationale.model import Letter, ReviewSheet
from letters.rendering.headings import heading_of
from letters.templates import opened as open_templates

_MARKED, _EDITS = "sheet ", "edits "


class Names(NamedTuple):
    """What the command line says is accepted, of which review sheet, and of which edits."""

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
        help="Names to accept, as A1-A4,B2, or one with its reason, as D1=REASON. May be repeated.",
    )
    file = click.option(
        "--accepted",
        "accepted_file",
        type=common.FILE,
        help="A file of such names, one or more a line; its line `sheet MARK` tells the sheet, its "
        "line `edits MARK` the changes in --docx.",
    )
    return sheet(edits(accept(file(called))))


@click.command(
    "approve",
    epilog="Example: letters approve LN-002 --by 'Dana Whitfield' --npi 1234567893 "
    "--sheet 4QM-7XC --accept A1,B1-B3 --accept 'C1=discussed with the payer'",
    short_help="Accept what the review sheet asks, by name, and make the final.",
)
@common.case
@click.option(
    "--by",
    type=common.WORDS,
    required=True,
    help="The clinician who approves, as in the signature block.",
)
@click.option("--npi", default="", help="The NPI of that clinician, as in the signature block.")
@_names
@common.exhibits_folder
@click.option(
    "--docx",
    type=common.FILE,
    default=None,
    help="Make the wording of this edited Word file the final; each change is accepted by name.",
)
@click.option(
    "--withdraw",
    is_flag=True,
    help="Make an approved letter the draft again that it was; --by tells who does.",
)
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
    """Approves the letter of CASE once every line of its review sheet was accepted by name.

    On a terminal it shows the sheet and asks line by line. Otherwise it takes the names given with
    --accept and --accepted, from a clinician who has opened the sheet with `letters review --by`;
    while one that is needed is missing it lists them, changes nothing and exits with 1. The final
    has no mark of a draft and still has to be signed: nothing here is a signature.

    With --docx the same holds for each change in that Word file: T1, T2, ... as `letters verify
    --docx` lists them, with a reason where a value does not trace or a required part is missing.

    With --withdraw an approved letter that was not sent is the draft again that was approved,
    without any edits of a Word file. Another than the clinician may do so under their own name.
    """
    dossier = kept_up(find(out, case))
    if withdraw:
        _withdraw(dossier, by, npi, as_json)
        return
    letter = dossier.letter()
    log = dossier.log()
    permitting.draft(log, dossier.id)
    check_signer(letter.signature, by, npi)
    for remark in hold(dossier, common.now(), exhibits):
        click.echo(f"warning: {remark}", err=True)
    edited = _edited(context, dossier, docx, as_json)
    every = (*items(dossier.review()), *(edited.items if edited else ()))
    if names.given or not common.is_terminal():
        given = _typed(dossier, log, letter, names, edited)
    else:
        given = _asked(dossier, log, by, every)
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
        edited=edited,
    )
    _report(dossier, approve(dossier, approval), as_json)


def _withdraw(dossier: Dossier, by: str, npi: str, as_json: bool) -> None:
    approved = take_back(dossier, by, npi, common.now())
    if not npi:
        click.echo(
            f"warning: it was approved by {approved.by}; the log tells that {by} withdrew it",
            err=True,
        )
    if as_json:
        common.say({"case": dossier.id, "state": dossier.log().state.value})
        return
    click.echo("It is the draft again that was approved; the final is kept under `earlier`.")


def _edited(
    context: click.Context, dossier: Dossier, docx: Path | None, as_json: bool
) -> Edited | None:
    """The edited wording that is to be final, if a letter can have all of it."""
    if docx is None:
        return None
    found, content = possible(context, dossier, docx, as_json), docx.read_bytes()
    if sha256(content) != found.sha256:
        raise UsageError("--docx: the file was changed while it was read; run this again")
    return Edited(content, found)


def _typed(
    dossier: Dossier, log: Log, letter: Letter, names: Names, edited: Edited | None
) -> Acceptances:
    """What the command line and its file tell, if it is of this sheet and of these edits."""
    if not has_opened(log, letter.signature):
        raise UsageError(unopened(dossier))
    if not names.given:
        return {}
    lines = lines_of(names.file.read_text(encoding="utf-8")) if names.file else ()
    marked = [line for line in lines if line.casefold().startswith((_MARKED, _EDITS))]
    marks = [line[len(_MARKED) :] for line in marked if line.casefold().startswith(_MARKED)]
    marks += [names.sheet] if names.sheet else []
    if edited:
        told = [line[len(_EDITS) :] for line in marked if line.casefold().startswith(_EDITS)]
        check_edits(edited.found, [*told, *([names.edits] if names.edits else [])])
    _check_marks(dossier.review(), marks)
    return acceptances((*(line for line in lines if line not in marked), *names.accepted))


def _check_marks(sheet: ReviewSheet, marks: Sequence[str]) -> None:
    """Raises UsageError where names tell no review sheet, or another."""
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


def _asked(dossier: Dossier, log: Log, by: str, every: Sequence[Item]) -> Acceptances:
    """What somebody at a terminal accepts, line by line; that the sheet was opened is logged.

    What was accepted with words is read back before it counts.
    """
    opened(dossier, log, by)
    templates = open_templates(dossier.origin().templates)
    click.echo(f"{dossier.letter().title}. {ANSWERS}.")
    given = asked(every, templates)
    if not progress(every, given).complete:
        return given
    click.echo(f"\n{common.counted(len(given), 'line')} accepted.")
    for name, reason in given.items():
        if reason:
            click.echo(f"  {name}, in your words: {reason}")
    if click.confirm("Approve it and make the final?"):
        return given
    raise click.Abort


def _refuse(dossier: Dossier, found: Progress, as_json: bool) -> None:
    """Says what is missing, list by list; nothing was changed.

    Why not the mark of the sheet: it stands on the sheet, and tells that it was looked at.
    """
    missing = [item.name for item in found.missing]
    unanswered = [item.name for item in found.unanswered]
    if as_json:
        state = dossier.log().state.value
        about = {"case": dossier.id, "state": state, "file": str(dossier.folder / REVIEW_PDF)}
        common.say(about | {"missing": missing, "unanswered": unanswered})
        return
    templates = open_templates(dossier.origin().templates)
    click.echo("Nothing was approved. Not accepted:", err=True)
    open_ = sorted((*found.missing, *found.unanswered), key=lambda item: item.name[0])
    for section, lines in groupby(open_, lambda item: item.section):
        listed = tuple(lines)
        heading = heading_of(section, templates).heading
        names = common.ranges([item.name for item in listed])
        click.echo(f"  {f'{heading}: ' if heading else ''}{names}", err=True)
        for item in listed:
            if item.asks:
                click.echo("\n".join(told(item)), err=True)
    click.echo(_where(found), err=True)


def _where(found: Progress) -> str:
    edits = any(item.section == "twin" for item in (*found.missing, *found.unanswered))
    more = ", `letters verify --docx` each change in the Word file" if edits else ""
    return f"`letters review` shows what each one says{more}."


def _report(dossier: Dossier, event: Approved, as_json: bool) -> None:
    if as_json:
        about = {"case": dossier.id, "file": str(dossier.folder / LETTER_PDF)}
        common.say(about | event.model_dump(mode="json"))
        return
    accepted = common.counted(len(event.accepted), "line")
    click.echo(f"Approved by {event.by}, NPI {event.npi}: {accepted} accepted.")
    click.echo(f"The final is {dossier.folder / LETTER_PDF}; it still has to be signed.")
